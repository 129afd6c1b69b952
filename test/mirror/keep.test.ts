import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { mirrorJob } from '../../src/app/mirroring.ts';
import { DAY } from '../../src/model/time.ts';
import { freshFolder } from '../store/fresh-folder.ts';

const NAMES = [
  'health_history.jsonl',
  'latest_snapshot.json',
  'metrics_2025-09-30.jsonl',
  'metrics_2025-10-01.jsonl',
  'metrics_notes.jsonl',
  'summary_2025-09-19.json',
  'summary_2025-09-20.json',
];

function aFolder(archive: string | null) {
  const folder = freshFolder();
  for (const target of ['db', 'web-1']) {
    mkdirSync(join(folder, target));
    for (const name of NAMES) writeFileSync(join(folder, target, name), `${target} ${name}\n`);
  }
  // The 30th, in a zone where it is the 31st already.
  const now = Date.UTC(2025, 9, 30, 23, 30);
  const mirror = { folder, archive, summaryEvery: 10, historyMost: 1_000, summariesKept: 41 * DAY };
  const job = mirrorJob({ mirror, zone: 'Europe/Berlin', retention: 30 * DAY }, () => now);
  const run = () => job.run(now, new AbortController().signal);
  return { folder, run, left: (target: string) => readdirSync(join(folder, target)).toSorted() };
}

const LEFT = NAMES.filter(
  (name) =>
    !['metrics_2025-09-30.jsonl', 'summary_2025-09-18.json', 'summary_2025-09-19.json'].includes(
      name,
    ),
);

test('days that are over for longer than they are kept go, and nothing else does', async () => {
  const one = aFolder(null);
  await one.run();
  for (const target of ['db', 'web-1']) expect(one.left(target)).toEqual(LEFT);
});

test('they are in the archive, packed, before they go; twice is the same', async () => {
  const archive = join(freshFolder(), 'archive');
  const one = aFolder(archive);
  await one.run();
  await one.run();
  expect(readdirSync(join(archive, 'db')).toSorted()).toEqual([
    'metrics_2025-09-30.jsonl.gz',
    'summary_2025-09-19.json.gz',
  ]);
  const packed = readFileSync(join(archive, 'web-1', 'metrics_2025-09-30.jsonl.gz'));
  expect(gunzipSync(packed).toString()).toBe('web-1 metrics_2025-09-30.jsonl\n');
  expect(one.left('db')).toEqual(LEFT);
});

test('what is in the archive under the same name, and is something else, stays', async () => {
  const archive = freshFolder();
  mkdirSync(join(archive, 'db'));
  writeFileSync(join(archive, 'db', 'metrics_2025-09-30.jsonl.gz'), 'of another time');
  const one = aFolder(archive);
  await one.run();
  const read = (name: string) => readFileSync(join(archive, 'db', name));
  expect(read('metrics_2025-09-30.jsonl.gz').toString()).toBe('of another time');
  expect(gunzipSync(read('metrics_2025-09-30.jsonl.2.gz')).toString()).toContain('db metrics');
});

test('what cannot be archived stays; other targets have their turn', async () => {
  const archive = freshFolder();
  writeFileSync(join(archive, 'db'), 'a file in the way');
  const one = aFolder(archive);
  await expect(one.run()).rejects.toThrow(/EEXIST|ENOTDIR/);
  expect(one.left('db')).toEqual(NAMES);
  expect(one.left('web-1')).toEqual(LEFT);
});

test('without a folder there is nothing to do', async () => {
  const folder = join(freshFolder(), 'none');
  const mirror = { folder, archive: null, summaryEvery: 1, historyMost: 1, summariesKept: DAY };
  const job = mirrorJob({ mirror, zone: 'UTC', retention: DAY }, Date.now);
  await job.run(0, new AbortController().signal);
  expect(existsSync(folder)).toBe(false);
});
