import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openSamples } from '../../src/store/samples/store.ts';
import { freshFolder } from './fresh-folder.ts';

const NOW = Date.UTC(2026, 10, 23);

/** Samples, the same file in other hands, and how to wait for one value to be on the disk. */
async function opened() {
  const file = join(freshFolder(), 'samples.db');
  const samples = await openSamples(file, { now: () => NOW });
  onTestFinished(() => samples[Symbol.asyncDispose]());
  const other = new Sqlite(file);
  onTestFinished(() => void other.close());
  const take = (value: number) =>
    samples.ingest([{ target: 1, metric: 'm', labels: {}, at: NOW + value, value }], {
      lasting: true,
    });
  const commits = () => other.prepare<[], number>('select count(*) from log').pluck().get();
  return { samples, other, take, commits };
}

test('whoever waits for samples hears when the commit of others has shed them', async () => {
  const { samples, other, take, commits } = await opened();
  await samples.series(1);
  other.exec('begin immediate');
  const all = await Promise.allSettled([take(1), take(2)]);
  other.exec('rollback');
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect([(await samples.stats()).shed, commits()]).toEqual([2, 0]);
  await take(3);
  expect(commits()).toBe(1);
});

test('what is waited for shares one commit within a second', async () => {
  const { take, commits } = await opened();
  await take(1);
  await Promise.all([2, 3, 4, 5].map(take));
  expect(commits()).toBe(2);
});
