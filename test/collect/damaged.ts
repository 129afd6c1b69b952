import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { darwinPart } from '../../src/collect/collectors/darwin-part.ts';
import { linuxPart } from '../../src/collect/collectors/linux-part.ts';
import type { ProbeAnswer } from '../../src/collect/remote.ts';
import { DARWIN_DF, DARWIN_SYSTEM } from './darwin-texts.ts';
import { damaged, impossible } from './mutations.ts';

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8').trimEnd();

const PERCENTS =
  /^system\.(cpu|memory|swap|disk|disk\.inodes|pressure\..*|cgroup\.(memory|throttled))$/;

function answers(texts: Readonly<Record<string, string>>): ReadonlyMap<string, ProbeAnswer> {
  return new Map(
    Object.entries(texts).map(([name, text]) => [name, { end: 'ended', text, code: 0 }]),
  );
}

/** As `grep` prints several files. */
function files(texts: Readonly<Record<string, string>>): string {
  return Object.entries(texts)
    .flatMap(([path, text]) => text.split('\n').map((line) => `${path}:${line}\n`))
    .join('');
}

const FILES = files({
  '/proc/stat': fixture('debian-12/stat.txt').split('\nintr')[0] ?? '',
  '/proc/loadavg': fixture('debian-12/loadavg.txt'),
  '/proc/meminfo': fixture('debian-12/meminfo.txt'),
  '/proc/uptime': fixture('debian-12/uptime.txt'),
  '/proc/net/dev': fixture('debian-12/net-dev.txt'),
  '/proc/mounts': fixture('debian-12/mounts.txt'),
  '/proc/pressure/io': 'some avg10=3.83 avg60=1.47 avg300=3.02 total=472391052',
  '/sys/fs/cgroup/memory.max': '500000',
  '/sys/fs/cgroup/memory.current': '400000',
  '/sys/fs/cgroup/cpu.max': '150000 100000',
  '/sys/fs/cgroup/cpu.stat': 'nr_periods 100\nnr_throttled 10',
  '/sys/class/thermal/thermal_zone0/temp': '27800',
});
const DISKS = `${fixture('debian-12/df-space.txt')}\n@inodes\n${fixture('debian-12/df-inodes.txt')}`;

const AT = 1_763_000_000_000;
const TIMES = { now: 0, asked: { from: AT, to: AT + 50 } };

/** What cannot be among the readings of `count` damaged answers of a Linux host. */
export function damagedLinux(count: number, seed = 1): string[] {
  const part = linuxPart();
  part.began(answers({ files: `${FILES}/proc/N:81\n` }));
  const disks = damaged(DISKS, count, seed + 1);
  const wrong: string[] = [];
  for (const text of damaged(`${FILES}/proc/N:81\n`, count, seed)) {
    const given = answers({ files: text, disks: disks.next().value ?? '' });
    wrong.push(...impossible(part.readings(given, TIMES), PERCENTS));
  }
  return wrong;
}

/** The same of a Mac. */
export function damagedDarwin(count: number, seed = 11): string[] {
  const part = darwinPart();
  const disks = damaged(DARWIN_DF, count, seed + 1);
  const wrong: string[] = [];
  for (const darwin of damaged(DARWIN_SYSTEM, count, seed)) {
    const given = answers({ darwin, disks: disks.next().value ?? '' });
    wrong.push(...impossible(part.readings(given, TIMES), PERCENTS));
  }
  return wrong;
}
