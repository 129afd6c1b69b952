import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { replaceFile } from '../../src/config/replace-file.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { canMakeDisks, fillBut, smallDisk } from '../store/small-disk.ts';

const NOON = Date.UTC(2026, 2, 10, 12);
const COPY = 'tocsin.yaml.2026-03-10T12-00-00.000Z.bak';

function fileWith(text: string, mode = 0o640) {
  const folder = freshFolder();
  const path = join(folder, 'tocsin.yaml');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return { folder, path };
}

test('the file is another, with its mode, and what it was lies beside it', async () => {
  const { folder, path } = fileWith('old');
  const put = await replaceFile(path, 'new', { expected: 'old', now: NOON });
  expect(put).toEqual({ kind: 'replaced', copy: COPY });
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(readFileSync(join(folder, COPY), 'utf8')).toBe('old');
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(statSync(join(folder, COPY)).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toHaveLength(2);
});

test('a file that is new is private', async () => {
  const path = join(freshFolder(), 'tocsin.yaml');
  expect(await replaceFile(path, 'new', { expected: null, now: NOON })).toEqual({
    kind: 'replaced',
    copy: null,
  });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('the newest five copies are kept, and no other file goes', async () => {
  const { folder, path } = fileWith('0');
  writeFileSync(join(folder, 'tocsin.yaml.mine.bak'), 'mine');
  for (let turn = 0; turn < 8; turn += 1) {
    const now = NOON + turn * 1_000;
    await replaceFile(path, String(turn + 1), { expected: String(turn), now });
  }
  const copies = readdirSync(folder).filter((name) => name.endsWith('Z.bak'));
  expect(copies.map((name) => readFileSync(join(folder, name), 'utf8')).sort()).toEqual([
    ...['3', '4', '5', '6', '7'],
  ]);
  expect(readFileSync(join(folder, 'tocsin.yaml.mine.bak'), 'utf8')).toBe('mine');
});

test('a link stays one, and the file behind it changes', async () => {
  const { folder, path } = fileWith('old');
  mkdirSync(join(folder, 'here'));
  const link = join(folder, 'here', 'link.yaml');
  symlinkSync('../tocsin.yaml', link);
  await replaceFile(link, 'new', { expected: 'old', now: NOON });
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe('new');
});

test.each([
  { name: 'somebody changed it', expected: 'older' },
  { name: 'it came meanwhile', expected: null },
])('$name: it stays as it is', async ({ expected }) => {
  const { folder, path } = fileWith('old');
  expect(await replaceFile(path, 'new', { expected, now: NOON })).toEqual({ kind: 'other' });
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['tocsin.yaml']);
});

test('what is no UTF-8 is never written anew', async () => {
  const { path } = fileWith('');
  writeFileSync(path, Buffer.from([0x61, 0xff, 0x62]));
  expect(await replaceFile(path, 'new', { expected: 'a\ufffdb', now: NOON })).toEqual({
    kind: 'failed',
    why: 'it is no UTF-8 text',
  });
  expect([...readFileSync(path)]).toEqual([0x61, 0xff, 0x62]);
});

test.skipIf(!canMakeDisks())(
  'on a full disk nothing is lost and nothing is left behind (needs a mount)',
  async () => {
    const disk = smallDisk(1);
    if (disk === null) throw new Error('no disk');
    onTestFinished(() => disk.release());
    const path = join(disk.path, 'tocsin.yaml');
    const old = 'x'.repeat(20_000);
    writeFileSync(path, old);
    // Room for the copy, and for nothing more; then not even for that.
    for (const room of [24_576, 4_096]) {
      const ballast = fillBut(disk, room);
      const put = await replaceFile(path, old.replace('x', 'y'), {
        expected: old,
        now: NOON + room,
      });
      expect(put).toEqual({ kind: 'failed', why: 'the disk is full' });
      expect(readFileSync(path, 'utf8')).toBe(old);
      expect(readdirSync(disk.path).filter((name) => name.endsWith('.part'))).toEqual([]);
      rmSync(ballast);
    }
  },
);
