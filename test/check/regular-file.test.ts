import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prometheus } from '../../src/check/kinds/prometheus.ts';
import { tls } from '../../src/check/kinds/tls.ts';
import { openRegular } from '../../src/check/regular-file.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { ask } from './asking.ts';

const open = (path: string, signal = new AbortController().signal) =>
  openRegular(path, { what: `ca ${path}`, most: 2_048, signal });

function aPipe(): string {
  const pipe = join(freshFolder(), 'pipe.json');
  execFileSync('mkfifo', [pipe]);
  return pipe;
}

test('a file is read whole, and told apart from what it was', async () => {
  const path = join(freshFolder(), 'a.pem');
  writeFileSync(path, 'one');
  await using before = await open(path);
  expect((await before.read()).toString()).toBe('one');
  writeFileSync(path, 'longer');
  await using after = await open(path);
  expect(after.stamp).not.toBe(before.stamp);
  expect((await after.read()).toString()).toBe('longer');
});

test('what is no regular file is refused, and nobody waits for it', async () => {
  const large = join(freshFolder(), 'large.pem');
  writeFileSync(large, Buffer.alloc(2_049));
  for (const [path, why] of [
    [aPipe(), 'is no regular file'],
    ['/dev/zero', 'is no regular file'],
    [freshFolder(), 'is no regular file'],
    [large, 'is larger than 2 KiB'],
    [join(freshFolder(), 'none'), 'cannot be read (ENOENT)'],
  ] as const) {
    await expect(open(path)).rejects.toMatchObject({
      ...{ name: 'CheckFailure', status: 'error', message: `ca ${path} ${why}` },
    });
  }
});

test('whose time is over opens nothing', async () => {
  const reason = new Error('over');
  await expect(open('/dev/null', AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('a pipe in the place of a file fails a check with its name', async () => {
  const pipe = aPipe();
  const ofFiles = await ask(prometheus, { files: [pipe] });
  expect(ofFiles.reasons).toEqual([`${pipe} is no regular file`]);
  const trusting = await ask(tls, { host: '127.0.0.1', port: 1, ca: pipe });
  expect(trusting.reasons).toEqual([`\`ca\` ${pipe} is no regular file`]);
});
