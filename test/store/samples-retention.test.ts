import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import type { SamplePolicy } from '../../src/store/samples/port.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { freshFolder } from './fresh-folder.ts';

const TODAY = Date.UTC(2026, 10, 23);
const LIMITS = { perTarget: 5_000, all: 200_000 };
const policy = (retention: SamplePolicy['retention'], limits = LIMITS): SamplePolicy => {
  return { limits, retention };
};
const all = { from: TODAY - 90 * DAY, to: TODAY + DAY, limit: 1_000_000 };

/** Thirty days of two metrics; what is measured cannot be packed well. */
async function filled(file = join(freshFolder(), 'samples.db'), day = { now: TODAY + HOUR }) {
  const samples = await openSamples(file, { now: () => day.now });
  let seed = 7;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let back = 30; back >= 1; back--) {
    const rows = ['short', 'long'].flatMap((metric) =>
      Array.from({ length: 1_440 }, (_, index) => ({
        ...{ target: 1, metric, labels: {}, value: random() },
        at: TODAY - back * DAY + (index + 1) * MINUTE,
      })),
    );
    await samples.ingest(rows);
  }
  await samples.settle();
  const oldest = async (metric: string) => {
    const [first] = await samples.points(1, { metric, labels: {} }, all);
    return first ? Math.round((TODAY - first.at) / DAY) : null;
  };
  return { samples, oldest, file, day };
}

test('a metric has a retention of its own, and what was pruned does not come back with a longer one', async () => {
  const { samples, oldest, day } = await filled();
  await using _closed = samples;
  await samples.keep(policy({ metrics: { short: { raw: 7 * DAY } } }));
  await samples.prune(day.now - 20 * DAY);
  expect([await oldest('short'), await oldest('long')]).toEqual([7, 20]);
  await samples.keep(policy({ metrics: { short: { raw: 90 * DAY }, long: { raw: 90 * DAY } } }));
  const question = { target: 1, fn: 'stddev', window: 10 * DAY, when: { at: TODAY } } as const;
  expect(await samples.query({ ...question, metric: 'short' })).toMatchObject({ lost: 1 });
  expect(await samples.query({ ...question, metric: 'long' })).toMatchObject({ lost: 0 });
  await samples.prune(day.now - 20 * DAY);
  const late = { target: 1, metric: 'short', labels: {}, at: TODAY - 9 * DAY, value: 1 };
  expect((await samples.ingest([late])).refused).toEqual([
    { index: 0, reason: 'the time is older than what is kept' },
  ]);
});

test('what was pruned stays gone after a restart, too', async () => {
  const { samples, file } = await filled();
  await samples.keep(policy({ metrics: { short: { raw: 7 * DAY } } }));
  await samples.prune(TODAY - 20 * DAY);
  await samples[Symbol.asyncDispose]();
  await using again = await openSamples(file, { now: () => TODAY + HOUR });
  const asked = { target: 1, fn: 'stddev', window: 10 * DAY, when: { at: TODAY } } as const;
  expect(await again.query({ ...asked, metric: 'short' })).toMatchObject({ lost: 1 });
  expect(await again.query({ ...asked, metric: 'long' })).toMatchObject({ lost: 0 });
});

test('a shorter retention makes the file smaller on the disk', async () => {
  const { samples, file } = await filled();
  await samples[Symbol.asyncDispose]();
  const before = statSync(file).size;
  {
    const settings = policy({ hours: 3 * DAY });
    await using again = await openSamples(file, { now: () => TODAY + HOUR, ...settings });
    await again.prune(TODAY - 3 * DAY);
    expect((await again.usage()).free).toBeLessThan(before / 10);
  }
  expect(statSync(file).size).toBeLessThan(before / 4);
});

test('limits on series follow the configuration, and what they refuse is counted by its name', async () => {
  await using samples = await openSamples(join(freshFolder(), 's.db'), { now: () => TODAY });
  const row = (metric: string) => ({ target: 3, metric, labels: {}, at: TODAY, value: 1 });
  await samples.keep(policy({}, { perTarget: 2, all: 100 }));
  const names = ['a', 'b', 'user_1_seen', 'user_22_seen', 'http.requests.x', 'http.requests.y'];
  const { refused } = await samples.ingest(names.map(row));
  expect(refused.map(({ index }) => index)).toEqual([2, 3, 4, 5]);
  expect((await samples.stats()).refusedSeries).toEqual([
    { target: 3, metric: 'user_*_seen', count: 2 },
    { target: 3, metric: 'http.requests', count: 2 },
  ]);
  await samples.keep(policy({}));
  expect((await samples.ingest(names.map(row))).refused).toEqual([]);
});

test('what is too old makes no series', async () => {
  await using samples = await openSamples(join(freshFolder(), 's.db'), { now: () => TODAY });
  await samples.keep(policy({}, { perTarget: 2, all: 100 }));
  await samples.prune(TODAY - DAY);
  const row = (metric: string, at: number) => ({ target: 1, metric, labels: {}, at, value: 1 });
  const old = ['a', 'b', 'c'].map((metric) => row(metric, TODAY - 2 * DAY));
  const { refused } = await samples.ingest([...old, row('a', TODAY), row('d', TODAY)]);
  expect(refused.map(({ index }) => index)).toEqual([0, 1, 2]);
  expect(await samples.usage()).toMatchObject({ series: 2 });
});

test('what a day adds, and since when it is kept, is measured', async () => {
  const { samples } = await filled();
  await using _closed = samples;
  await samples.keep(policy({ metrics: { short: { raw: 90 * DAY }, unknown: { raw: DAY } } }));
  const { perDay, oldest, targets, bytesPerSample, own } = await samples.usage();
  const [short, unknown] = own;
  expect(unknown).toEqual({ metric: 'unknown', chunks: 0, perDay: 0 });
  expect((short?.perDay ?? 0) / (perDay?.chunks ?? 0)).toBeCloseTo(0.5, 1);
  expect((short?.chunks ?? 0) / (short?.perDay ?? 0)).toBeCloseTo(30, 0);
  expect(perDay?.samples).toBeGreaterThan(2 * 1_440 * 0.95);
  expect(perDay?.samples).toBeLessThan(2 * 1_440 * 1.05);
  expect(perDay?.chunks).toBeCloseTo(2 * 1_440 * (bytesPerSample?.chunks ?? 0), -3);
  expect(oldest).toEqual({ chunks: TODAY - 30 * DAY, hours: TODAY - 30 * DAY });
  expect(targets).toMatchObject([{ target: 1, series: 2, samples: 2 * 30 * 1_440 }]);
});
