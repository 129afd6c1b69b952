import { copyFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { LogBatch, LogEntry } from '../../src/model/log.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { freshFolder } from './fresh-folder.ts';
import { canMakeDisks, fillBut, smallDisk } from './small-disk.ts';

const now = () => 1_000_000;
const ALL = { from: 0, to: 2_000_000, target: null, log: null, level: null } as const;

function entry(text: string, given: Partial<LogEntry> = {}): LogEntry {
  return { at: 1_000, level: 'info', logger: null, text, print: null, category: null, ...given };
}

function error(text: string, at: number, print = text): LogEntry {
  return entry(text, { at, level: 'error', print, category: 'timeout' });
}

function batch(entries: readonly LogEntry[], given: Partial<LogBatch> = {}): LogBatch {
  return {
    target: 1,
    log: 'app',
    state: '1',
    pieces: [{ file: 'f', more: '', entries }],
    ...given,
  };
}

async function opened(file = join(freshFolder(), 'samples.db'), mostLogs = 2e8) {
  const samples = await openSamples(file, { now, mostLogs });
  onTestFinished(() => samples[Symbol.asyncDispose]());
  return { file, samples, logs: samples.logs };
}

test('entries and where to go on are there after the next start', async () => {
  const file = join(freshFolder(), 'samples.db');
  {
    await using samples = await openSamples(file, { now });
    await samples.logs.take(batch([entry('one')], { state: 'place' }));
  }
  const { logs } = await opened(file);
  expect(await logs.states(1)).toEqual({ app: 'place' });
  expect(await logs.states(2)).toEqual({});
  expect(await logs.find(ALL, { limit: 10 })).toMatchObject([
    { text: 'one', log: 'app', target: 1 },
  ]);
});

test('what was taken outlasts a kill, entries and their place together', async () => {
  const { file, logs } = await opened();
  await logs.take(batch([entry('one')], { state: 'a' }));
  await logs.take(batch([entry('two')], { state: 'b' }));
  const left = freshFolder();
  for (const name of ['logs.db', 'logs.db-wal']) {
    copyFileSync(join(dirname(file), name), join(left, name));
  }
  const again = await opened(join(left, 'samples.db'));
  expect(await again.logs.states(1)).toEqual({ app: 'b' });
  expect(await again.logs.find(ALL, { limit: 10 })).toHaveLength(2);
});

test('no file is made while no log is followed', async () => {
  const { file, samples, logs } = await opened();
  await samples.flush();
  await logs.prune({ before: 0, most: 1 });
  expect(existsSync(join(dirname(file), 'logs.db'))).toBe(false);
});

describe('search', () => {
  test('finds entries by all words, by their beginnings, and what is typed is never an operator', async () => {
    const { logs } = await opened();
    await logs.take(batch([entry('payment gateway refused'), entry('gateway "quoted" OR not')]));
    const texts = async (...words: string[]) =>
      (await logs.find(ALL, { words, limit: 10 })).map(({ text }) => text);
    expect(await texts('gate', 'refused')).toEqual(['payment gateway refused']);
    expect(await texts('OR')).toEqual(['gateway "quoted" OR not']);
    expect(await texts('"', 'gateway')).toHaveLength(2);
    expect(await texts('NEAR(', 'x*')).toEqual([]);
  });

  test('keeps to target, log, level, time, and what came after an entry', async () => {
    const { logs } = await opened();
    await logs.take(batch([entry('a'), error('b', 2_000)]));
    await logs.take(batch([entry('c', { at: 3_000 })], { target: 2, log: 'other' }));
    const texts = async (filter: object, options: object = {}) =>
      (await logs.find({ ...ALL, ...filter }, { limit: 10, ...options })).map(({ text }) => text);
    expect(await texts({})).toEqual(['c', 'b', 'a']);
    expect(await texts({ target: 1 })).toEqual(['b', 'a']);
    expect(await texts({ log: 'other' })).toEqual(['c']);
    expect(await texts({ level: 'warning' })).toEqual(['b']);
    expect(await texts({ from: 1_500, to: 3_000 })).toEqual(['b']);
    expect(await texts({}, { after: 2 })).toEqual(['c']);
    expect(await texts({}, { limit: 1 })).toEqual(['c']);
  });

  test('what comes later of an entry is found too, and stands alone where the entry is not there', async () => {
    const { logs } = await opened();
    const later = (file: string, more: string) =>
      logs.take(batch([], { pieces: [{ file, more, entries: [] }] }));
    await logs.take(batch([error('failed', 1_000)]));
    await later('f', 'ValueError: late');
    await later('another', 'stray');
    const [stray, whole] = await logs.find(ALL, { limit: 10 });
    expect(whole?.text).toBe('failed\nValueError: late');
    expect(stray?.text).toBe('stray');
    expect(await logs.find(ALL, { words: ['late'], limit: 10 })).toHaveLength(1);
  });
});

test('errors are counted by what they say', async () => {
  const { logs } = await opened();
  await logs.take(
    batch([error('a 1', 1_000, 'a #'), error('a 2', 5_000, 'a #'), error('b', 2_000), entry('c')]),
  );
  expect(await logs.errors(ALL, 10)).toMatchObject({
    total: 3,
    groups: [
      {
        print: 'a #',
        count: 2,
        first: 1_000,
        last: 5_000,
        category: 'timeout',
        example: { text: 'a 2' },
      },
      { print: 'b', count: 1 },
    ],
  });
  expect(await logs.shares(ALL, 'category')).toEqual([
    { name: 'timeout', count: 3, first: 1_000, last: 5_000 },
  ]);
  expect(await logs.shares({ ...ALL, to: 2_000 }, 'logger')).toEqual([
    { name: null, count: 1, first: 1_000, last: 1_000 },
  ]);
  expect(await logs.counts({ ...ALL, from: 0, to: 6_000 }, 3)).toEqual({
    ...{ entries: 4, errors: 3, warnings: 0, errorsOverTime: [1, 1, 1] },
  });
});

test('the oldest entries go when there are too many, and those of the past by their time', async () => {
  const { logs } = await opened(undefined, 1_000_000);
  for (let round = 0; round < 40; round += 1) {
    const texts = Array.from({ length: 100 }, (_, n) =>
      entry(`${round} ${n} ${'word '.repeat(80)}`),
    );
    await logs.take(batch(texts));
  }
  const left = await logs.find(ALL, { limit: 5_000 });
  expect(left.length).toBeGreaterThan(300);
  expect(left.length).toBeLessThan(3_000);
  expect(left[0]?.text).toMatch(/^39 99 /);
  await logs.take(batch([entry('new', { at: 9_000 })]));
  await logs.prune({ before: 5_000, most: 1_000_000 });
  expect((await logs.find(ALL, { limit: 5_000 })).map(({ text }) => text)).toEqual(['new']);
});

test.skipIf(!canMakeDisks())(
  'a disk that is full takes no entries and nothing of their place (needs to mount a disk)',
  async () => {
    const disk = smallDisk(64);
    if (!disk) throw new Error('no small disk');
    onTestFinished(() => disk.release());
    await using samples = await openSamples(join(disk.path, 'samples.db'), { now });
    await samples.logs.take(batch([entry('before')], { state: 'a' }));
    fillBut(disk, 1_024 * 1_024);
    const full = samples.logs.take(batch([entry('lost')], { state: 'b' }));
    await expect(full).rejects.toThrow('the disk is full but for what alerts need');
    expect(await samples.logs.states(1)).toEqual({ app: 'a' });
  },
);
