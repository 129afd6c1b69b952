import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diskReadings, parseDf, realMounts } from '../../../src/collect/collectors/disks.ts';
import { labelText, type Reading } from '../../../src/model/sample.ts';

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '../fixtures', name), 'utf8');
const MOUNTS = fixture('debian-12/mounts.txt');

function byName(readings: readonly Reading[]): Record<string, number> {
  return Object.fromEntries(
    readings.map(({ metric, labels, value }) => [`${metric} ${labelText(labels)}`, value]),
  );
}

describe('real disks', () => {
  const paths = (mounts: string) => realMounts(mounts).map(({ path }) => path);

  test('on this Debian machine only the root', () => {
    expect(paths(MOUNTS)).toEqual(['/']);
  });

  test.each([
    {
      name: 'ext4, xfs, vfat',
      mounts: '/dev/sda1 / ext4 rw 0 0\n/dev/sda2 /var xfs rw 0 0\n/dev/sda3 /boot/efi vfat rw 0 0',
      real: ['/', '/var', '/boot/efi'],
    },
    {
      name: 'btrfs subvolumes once, under the shortest path',
      mounts:
        '/dev/sda2 /home btrfs rw 0 0\n/dev/sda2 / btrfs rw 0 0\n/dev/sda2 /var/lib btrfs rw 0 0',
      real: ['/'],
    },
    {
      name: 'zfs and network disks',
      mounts:
        'tank/data /data zfs rw 0 0\nnas:/vol1 /mnt/nas nfs4 rw 0 0\n//nas/share /mnt/share cifs rw 0 0',
      real: ['/data', '/mnt/nas', '/mnt/share'],
    },
    {
      name: 'no memory, no images, no loops',
      mounts:
        'tmpfs /tmp tmpfs rw 0 0\n/dev/loop3 /snap/core/1 squashfs ro 0 0\n/dev/sr0 /cdrom iso9660 ro 0 0\nproc /proc proc rw 0 0',
      real: [],
    },
    {
      name: 'in a container: the overlay root, volumes, not single files',
      mounts:
        'overlay / overlay rw 0 0\n/dev/sda1 /etc/hosts ext4 rw 0 0\n/dev/sda1 /etc/resolv.conf ext4 rw 0 0\n/dev/sda1 /data ext4 rw 0 0\noverlay /merged overlay rw 0 0',
      real: ['/', '/data'],
    },
    {
      name: 'in a container without volumes only the root',
      mounts: 'overlay / overlay rw 0 0\n/dev/sda1 /etc/hosts ext4 rw 0 0',
      real: ['/'],
    },
    {
      name: 'a path with a blank',
      mounts: '/dev/sdb1 /mnt/my\\040disk ext4 rw 0 0',
      real: ['/mnt/my disk'],
    },
    {
      name: 'what hides an earlier mount',
      mounts: '/dev/sdb1 /mnt ext4 rw 0 0\ntmpfs /mnt tmpfs rw 0 0',
      real: [],
    },
  ])('$name', ({ mounts, real }) => {
    expect(paths(mounts)).toEqual(real);
  });
});

describe('df', () => {
  test.each([
    {
      system: 'GNU',
      folder: 'debian-12',
      used: 24_293_404,
      available: 82_097_508,
      files: [459_946, 16_317_270],
    },
    {
      system: 'busybox',
      folder: 'busybox',
      used: 24_294_992,
      available: 82_095_920,
      files: [459_749, 16_317_467],
    },
  ])('$system prints what is used of each disk', ({ folder, used, available, files }) => {
    const [disk, ...others] = parseDf(realMounts(MOUNTS), {
      space: fixture(`${folder}/df-space.txt`),
      inodes: fixture(`${folder}/df-inodes.txt`),
    });
    expect(others).toEqual([]);
    const [taken = 0, free = 0] = files;
    expect(disk && byName(diskReadings(disk))).toEqual({
      'system.disk mount=/': (100 * used) / (used + available),
      'system.disk.free_bytes mount=/': available * 1024,
      'system.disk.total_bytes mount=/': 264_212_084 * 1024,
      'system.disk.inodes mount=/': (100 * taken) / (taken + free),
    });
  });

  const mounts = realMounts('/dev/sda2 / btrfs rw 0 0\nnas:/a\\040b /mnt/a\\040b nfs rw 0 0');

  test('no inodes where the filesystem has none, and names with blanks', () => {
    const space = '/dev/sda2 1000 600 300 67% /\nnas:/a b 1000 0 1000 0% /mnt/a b\n';
    const disks = parseDf(mounts, { space, inodes: '/dev/sda2 0 0 0 - /\n' });
    expect(disks.map(({ mount, used, inodes }) => [mount, used, inodes])).toEqual([
      ['/', 614_400, null],
      ['/mnt/a b', 0, null],
    ]);
  });

  test('a disk used beyond what ordinary users may is full', () => {
    const space = '/dev/sda2 1000 1000 -50 105% /\n';
    const [disk] = parseDf(mounts, { space, inodes: '' });
    expect(disk && byName(diskReadings(disk))['system.disk mount=/']).toBe(100);
  });
});
