import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { dayOf, rowOf } from '../../src/store/samples/days.ts';
import type { SampleFunction, SampleRow } from '../../src/store/samples/port.ts';
import { openSamples, type SamplesOptions } from '../../src/store/samples/store.ts';
import { freshFolder } from './fresh-folder.ts';

/** Midnight; days before it are over. */
const TODAY = Date.UTC(2026, 10, 23);
const cpu = { metric: 'system.cpu', labels: {} };

function opened(file = join(freshFolder(), 'samples.db'), more: Partial<SamplesOptions> = {}) {
  return openSamples(file, { now: () => TODAY + HOUR, ...more });
}

/** Whole numbers, one a minute, beginning a minute after `from`. */
function minutes(from: number, length: number, value = (index: number) => index): SampleRow[] {
  return Array.from({ length }, (_, index) => ({
    ...{ ...cpu, target: 1, at: from + (index + 1) * MINUTE, value: value(index) },
  }));
}

const all = { from: TODAY - 40 * DAY, to: TODAY + DAY, limit: 100_000 };
const plain = (rows: readonly SampleRow[]) => rows.map(({ at, value }) => ({ at, value }));

function withRaw<T>(file: string, work: (raw: Sqlite.Database) => T): T {
  const raw = new Sqlite(file);
  try {
    return work(raw);
  } finally {
    raw.close();
  }
}

const rowsIn = (file: string, table: string) =>
  withRaw(file, (raw) => raw.prepare<[], number>(`select count(*) from ${table}`).pluck().get());

describe('days that are over', () => {
  test('are sealed, one row per series and day, with the point at midnight in the day that it ends', async () => {
    const file = join(freshFolder(), 'samples.db');
    const rows = minutes(TODAY - 2 * DAY, 2 * 1_440 + 30);
    {
      await using samples = await opened(file);
      await samples.ingest(rows);
      expect(await samples.settle()).toEqual({ sealed: 2 * 1_440 });
      expect(await samples.points(1, cpu, all)).toEqual(plain(rows));
    }
    expect(['chunks', 'hours', 'parts', 'log'].map((table) => rowsIn(file, table))).toEqual([
      ...[2, 2, 1, 0],
    ]);
    await using again = await opened(file);
    expect(await again.points(1, cpu, all)).toEqual(plain(rows));
  });

  test('take what comes late and in any order, and leave alone what is there', async () => {
    await using samples = await opened();
    const rows = minutes(TODAY - DAY, 1_440);
    const late = rows.filter((_, index) => index % 10 === 3);
    await samples.ingest(rows.filter((_, index) => index % 10 !== 3));
    await samples.settle();
    await samples.ingest([...late].reverse());
    await samples.ingest(rows.slice(0, 50).map((row) => ({ ...row, value: -1 })));
    expect(await samples.points(1, cpu, all)).toEqual(plain(rows));
    const sum = () =>
      samples.query({
        ...{ metric: 'system.cpu', target: 1, fn: 'sum', window: DAY, when: { at: TODAY } },
      });
    const wanted = (1_440 * 1_439) / 2;
    expect((await sum()).series[0]?.points).toEqual([{ at: TODAY, value: wanted }]);
    expect(await samples.settle()).toEqual({ sealed: 1_440 });
    expect((await sum()).series[0]?.points).toEqual([{ at: TODAY, value: wanted }]);
    expect(await samples.points(1, cpu, all)).toEqual(plain(rows));
  });

  test('answer from hours as from points, wherever the window begins and ends', async () => {
    await using samples = await opened();
    const rows = minutes(TODAY - 3 * DAY, 3 * 1_440, (n) => (n % 500) + (n % 7) / 8);
    await samples.ingest(rows.filter((_, index) => index % 200 < 150));
    const functions: readonly SampleFunction[] = [
      ...(['avg', 'min', 'max', 'last', 'count', 'sum', 'rate', 'increase', 'delta'] as const),
      ...(['age', 'absent', 'p50', 'stddev', 'distinct'] as const),
    ];
    const ask = () =>
      Promise.all(
        functions.flatMap((fn) =>
          [HOUR, 26 * HOUR, 2 * DAY + 17 * MINUTE].map((window) => {
            const when = { from: TODAY - DAY - 7 * MINUTE, to: TODAY, step: 97 * MINUTE };
            return samples.query({ metric: 'system.cpu', target: null, fn, window, when });
          }),
        ),
      );
    const before = await ask();
    await samples.settle();
    expect(await ask()).toEqual(before);
  });

  test('give percentiles of long windows by their sketches, and say so', async () => {
    await using samples = await opened();
    await samples.ingest(minutes(TODAY - 10 * DAY, 10 * 1_440, (n) => 1 + (n % 1_000)));
    await samples.settle();
    const question = { metric: 'system.cpu', target: 1, fn: 'p95', window: 10 * DAY } as const;
    const { series, error } = await samples.query({ ...question, when: { at: TODAY } });
    expect(error).toBe(0.01);
    const value = series[0]?.points[0]?.value ?? 0;
    expect(Math.abs(value - 950)).toBeLessThan(10);
    const short = await samples.query({ ...question, window: DAY, when: { at: TODAY } });
    expect(short.error).toBe(0);
  });

  test('a damaged chunk is told and left out, and everything else goes on', async () => {
    const file = join(freshFolder(), 'samples.db');
    const rows = minutes(TODAY - 3 * DAY, 3 * 1_440);
    {
      await using samples = await opened(file);
      await samples.ingest(rows);
      await samples.settle();
    }
    const spoiled = dayOf(TODAY - DAY);
    withRaw(file, (raw) => {
      for (const [table, column] of [
        ['chunks', 'chunk'],
        ['hours', 'stats'],
      ]) {
        raw
          .prepare(`update ${table} set ${column} = zeroblob(40) where id = ?`)
          .run(rowOf(spoiled - 1, 1));
      }
    });
    const lines: string[] = [];
    await using samples = await opened(file, { report: (line) => lines.push(line) });
    const found = await samples.points(1, cpu, all);
    expect(found).toEqual(plain(rows.filter(({ at }) => dayOf(at) !== spoiled - 1)));
    const question = { metric: 'system.cpu', target: 1, fn: 'count', window: 3 * DAY } as const;
    const { series } = await samples.query({ ...question, when: { at: TODAY } });
    expect(series[0]?.points[0]?.value).toBe(2 * 1_440);
    expect(lines[0]).toMatch(/samples of target 1, system.cpu {}, of 2026-11-20 are left out/);
    expect((await samples.stats()).damaged).toBe(1);
    await samples.points(1, cpu, all);
    expect(lines, 'each piece is told once').toHaveLength(1);
    await samples.ingest(minutes(TODAY, 5));
    await samples.settle();
  });
});

test('what comes late to a day whose chunk is damaged leaves its hours alone', async () => {
  const file = join(freshFolder(), 'samples.db');
  {
    await using samples = await opened(file);
    await samples.ingest(minutes(TODAY - DAY, 1_440));
    await samples.settle();
  }
  withRaw(file, (raw) => raw.exec('update chunks set chunk = zeroblob(40)'));
  await using samples = await opened(file);
  const count = async () => {
    const question = { metric: 'system.cpu', target: 1, fn: 'count', window: DAY } as const;
    const { series } = await samples.query({ ...question, when: { at: TODAY } });
    return series[0]?.points[0]?.value;
  };
  const late = { ...cpu, target: 1, at: TODAY - HOUR + 7, value: 1 };
  await samples.ingest([late]);
  expect(await count()).toBe(1_440);
  expect(await samples.settle()).toEqual({ sealed: 0 });
  expect(await count()).toBe(1_440);
  expect(await samples.points(1, cpu, all)).toEqual([{ at: late.at, value: 1 }]);
  expect((await samples.stats()).damaged).toBe(1);
});

describe('what is in memory', () => {
  test('is there again after a crash, as far as it was committed', async () => {
    const file = join(freshFolder(), 'samples.db');
    const rows = minutes(TODAY, 30);
    await using first = await opened(file);
    await first.ingest(rows);
    await first.flush();
    // A second thread on the same file sees what a restarted process would.
    await using second = await opened(file);
    expect(await second.points(1, cpu, all)).toEqual(plain(rows));
  });

  test('is waited for when the samples are closed', async () => {
    const file = join(freshFolder(), 'samples.db');
    const samples = await opened(file);
    const rows = minutes(TODAY, 30);
    const waiting = rows.map((row) => samples.ingest([row]));
    const many = minutes(TODAY - 5 * DAY, 4_000);
    waiting.push(samples.ingest(many));
    const when = { from: TODAY - 5 * DAY, to: TODAY, step: 5 * MINUTE };
    const question = { metric: 'system.cpu', target: 1, fn: 'stddev', window: DAY, when } as const;
    const asked = samples.query(question);
    await samples[Symbol.asyncDispose]();
    await Promise.all(waiting);
    expect((await asked).series).toHaveLength(1);
    await expect(samples.flush()).rejects.toThrow('closed');
    await using again = await opened(file);
    expect(await again.points(1, cpu, all)).toEqual(plain([...many, ...rows]));
  });
});

describe('limits', () => {
  test('a series too many is refused with its reason; the others go on', async () => {
    await using samples = await opened(undefined, { limits: { perTarget: 3, all: 5 } });
    const row = (target: number, name: string) => ({
      ...{ target, metric: name, labels: {}, at: TODAY, value: 1 },
    });
    const names = ['a', 'b', 'c', 'd', 'e'];
    const first = await samples.ingest(names.map((name) => row(1, name)));
    expect(first).toEqual({
      accepted: 3,
      refused: [3, 4].map((index) => ({
        index,
        reason: 'the target has 3 series already, the most that are kept of one',
      })),
    });
    const second = await samples.ingest(names.slice(0, 3).map((name) => row(2, name)));
    expect(second.refused).toEqual([
      { index: 2, reason: 'there are 5 series already, the most that are kept' },
    ]);
    const third = await samples.ingest([{ ...row(1, 'a'), at: TODAY + MINUTE }, row(1, 'd')]);
    expect(third).toMatchObject({ accepted: 1, refused: [{ index: 1 }] });
    expect(await samples.stats()).toMatchObject({ accepted: 6, refused: 4 });
    await samples.prune(TODAY + 1);
    expect(await samples.series(2)).toEqual([]);
    expect((await samples.ingest([{ ...row(2, 'x'), at: TODAY + MINUTE }])).accepted).toBe(1);
  });

  test('what the queue cannot hold is shed, counted and told', async () => {
    await using samples = await opened();
    const rows = Array.from({ length: 100_000 }, (_, index) => ({
      ...{ ...cpu, target: 1, at: TODAY - index, value: index },
    }));
    const tries = await Promise.allSettled(Array.from({ length: 12 }, () => samples.ingest(rows)));
    const failed = tries.filter((one) => one.status === 'rejected');
    expect(failed).toHaveLength(2);
    expect(String(failed[0]?.reason)).toContain('100000 samples were given up');
    expect(await samples.stats()).toMatchObject({ shed: 200_000, accepted: 1_000_000, waiting: 0 });
  }, 60_000);
});

describe('retention', () => {
  test('points go by day, hours stay for a year; metrics may have their own', async () => {
    const metrics = { short: { raw: DAY }, 'long.kept': { raw: 30 * DAY } };
    await using samples = await opened(undefined, { retention: { metrics } });
    const rows = minutes(TODAY - 9 * DAY, 9 * 1_440);
    for (const metric of ['system.cpu', 'short', 'long.kept']) {
      await samples.ingest(rows.map((row) => ({ ...row, metric })));
    }
    await samples.settle();
    await samples.prune(TODAY - 5 * DAY);
    const first = async (metric: string) =>
      (await samples.points(1, { ...cpu, metric }, all))[0]?.at ?? 0;
    expect(await first('system.cpu')).toBe(TODAY - 5 * DAY);
    expect(await first('short')).toBe(TODAY - DAY + HOUR);
    expect(await first('long.kept')).toBe(rows[0]?.at);
    const ask = (fn: SampleFunction, window: number, at: number) =>
      samples.query({ metric: 'system.cpu', target: 1, fn, window, when: { at } });
    const old = TODAY - 8 * DAY;
    expect((await ask('count', DAY, old)).series[0]?.points).toEqual([{ at: old, value: 1_440 }]);
    expect((await ask('p50', DAY, old)).error).toBe(0.01);
    const lost = { series: [], error: 0, lost: 1, shortened: 0 };
    expect(await ask('stddev', DAY, old)).toEqual(lost);
    expect(await ask('avg', DAY, old - 7 * MINUTE)).toEqual(lost);
    expect(await ask('avg', 20 * MINUTE, old - HOUR / 2)).toEqual(lost);
    const late = await samples.ingest([{ ...cpu, target: 1, at: TODAY - 6 * DAY, value: 1 }]);
    expect(late.refused).toEqual([{ index: 0, reason: 'the time is older than what is kept' }]);
  });

  test('a window that begins within an hour of which only the whole is kept begins at the next', async () => {
    await using samples = await opened();
    const rows = minutes(TODAY - 9 * DAY, 9 * 1_440);
    await samples.ingest(rows.filter(({ at }) => at <= TODAY - 2 * DAY || at > TODAY - DAY));
    await samples.settle();
    await samples.prune(TODAY - 5 * DAY);
    const to = TODAY + 13 * MINUTE;
    const ask = async (fn: SampleFunction, ago: number, end = to) => {
      const question = {
        metric: 'system.cpu',
        target: 1,
        fn,
        window: end - (TODAY - ago),
      } as const;
      const { series, lost, shortened } = await samples.query({ ...question, when: { at: end } });
      return [series[0]?.points[0]?.value ?? null, lost, shortened];
    };
    const within = 7 * DAY + 17 * MINUTE;
    const count = 6 * 1_440;
    expect(await ask('count', 7 * DAY)).toEqual([count, 0, 0]);
    expect(await ask('count', within)).toEqual([count, 0, 1]);
    expect((await ask('p50', within))[2]).toBe(1);
    expect(await ask('last', within)).toEqual([9 * 1_440 - 1, 0, 0]);
    expect(await ask('age', within)).toEqual([13 * 60, 0, 0]);
    expect(await ask('absent', within)).toEqual([0, 0, 0]);
    expect(await ask('count', 9 * DAY + 17 * MINUTE)).toEqual([count + 2 * 1_440, 0, 0]);
  });

  test('usage tells what each target and tier takes', async () => {
    await using samples = await opened();
    const rows = minutes(TODAY - 2 * DAY, 2 * 1_440 + 20);
    await samples.ingest([
      ...rows,
      ...rows.map((row) => ({ ...row, target: 2, value: Math.random() })),
    ]);
    await samples.settle();
    const usage = await samples.usage();
    expect(usage).toMatchObject({ series: 2, samples: 4 * 1_440 });
    expect(usage.targets.map(({ target }) => target)).toEqual([2, 1]);
    const { chunks, hours } = usage.tiers;
    expect(usage.targets.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(chunks + hours);
    expect(usage.bytesPerSample?.chunks).toBeCloseTo(chunks / (4 * 1_440), 9);
    expect(usage.file).toBeGreaterThan(chunks + hours);
    await samples.prune(TODAY + 1);
    expect(await samples.usage()).toMatchObject({ samples: 0, tiers: { chunks: 0, hours } });
  });
});
