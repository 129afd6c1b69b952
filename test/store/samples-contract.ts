import { describe, expect, test } from 'vitest';
import { OVER, shareOf } from '../../src/expression/over.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import type { Samples } from '../../src/store/ports.ts';
import type { SampleFunction, SampleQuery, SampleRow } from '../../src/store/samples/port.ts';

/** Two days ago at midnight: a server of our own clock takes it, and a day after it is over. */
const START = (Math.floor(Date.now() / DAY) - 2) * DAY;

const GAP = { from: START + 90 * MINUTE, to: START + 160 * MINUTE };

const SERIES = [1, 2, 3].flatMap((target) =>
  ['a', 'b'].map((mount) => ({ target, metric: 'system.disk', labels: { mount, kind: 'x' } })),
);

/** Five hours at an uneven pace, with a gap, and a counter that begins anew. */
const ROWS: readonly SampleRow[] = SERIES.flatMap((series, number) =>
  Array.from({ length: 300 }, (_, index) => ({
    ...series,
    at: START + index * MINUTE + (index % 3) * SECOND + number,
    value: Math.round(10 * (((index * (7 + number)) % 97) + number)) / 10,
  })).filter(({ at }) => at < GAP.from || at > GAP.to),
);

const FUNCTIONS: readonly SampleFunction[] = [
  ...(['avg', 'min', 'max', 'last', 'count', 'sum', 'rate', 'increase', 'delta'] as const),
  ...(['p50', 'p90', 'p95', 'p99', 'stddev', 'slope', 'changes', 'distinct'] as const),
];

/** What expressions say of the same points in memory. */
function inMemory(
  { target, labels }: (typeof SERIES)[number],
  fn: SampleFunction,
  { from, to }: { from: number; to: number },
): number | null {
  const points = ROWS.filter(
    (row) => row.target === target && row.labels === labels && row.at > from && row.at <= to,
  );
  const past = {
    ...{ labels, start: 0, completeAfter: 0 },
    at: points.map(({ at }) => at),
    values: points.map(({ value }) => value),
  };
  const two = ['stddev', 'slope', 'rate', 'increase', 'delta', 'changes'].includes(fn);
  if (fn === 'count') return points.length;
  if (points.length < (two ? 2 : 1)) return null;
  const over = fn === 'share' ? shareOf({ operator: '>=', limit: 50 }) : OVER[fn as 'avg'];
  return over(past, 0, points.length);
}

function expected(
  one: (typeof SERIES)[number],
  fn: SampleFunction,
  { from, to, step, window }: { from: number; to: number; step: number; window: number },
) {
  const instants = Array.from(
    { length: Math.floor((to - from) / step) + 1 },
    (_, n) => from + n * step,
  );
  return instants.flatMap((at) => {
    const value = inMemory(one, fn, { from: at - window, to: at });
    return value === null ? [] : [{ at, value: expect.closeTo(value, 6) }];
  });
}

/** Questions that every keeper of samples answers alike; `open` answers with a new, empty one. */
export function sampleQueryContract(
  open: () => Promise<Samples>,
  settle: (samples: Samples) => Promise<unknown> = async () => {},
): void {
  const filled = async () => {
    const samples = await open();
    const { accepted, refused } = await samples.ingest(ROWS);
    expect({ accepted, refused }).toEqual({ accepted: ROWS.length, refused: [] });
    await settle(samples);
    return samples;
  };
  const disk = { metric: 'system.disk', target: null } as const;

  describe('answers as expressions do in memory', () => {
    const windows = [10 * MINUTE, 2 * HOUR, 5 * HOUR];
    test.each([...FUNCTIONS, 'share' as const])('%s', async (fn) => {
      await using samples = await filled();
      const when = { from: START + 10 * MINUTE, to: START + 5 * HOUR, step: 35 * MINUTE };
      const more = { when, test: { operator: '>=', limit: 50 } } as const;
      for (const window of windows) {
        const { series, error } = await samples.query({ ...disk, fn, window, ...more });
        expect(error).toBe(0);
        for (const one of SERIES) {
          const isOwn = (line: (typeof series)[number]) =>
            line.target === one.target && line.labels['mount'] === one.labels.mount;
          const found = series.find(isOwn)?.points ?? [];
          expect(found).toEqual(expected(one, fn, { ...when, window }));
        }
      }
    });
  });

  test('age and absent tell of silence', async () => {
    await using samples = await filled();
    const at = START + 140 * MINUTE;
    const ask = (fn: SampleFunction, window: number) =>
      samples.query({ ...disk, target: 1, labels: { mount: 'a' }, fn, window, when: { at } });
    const values = async (fn: SampleFunction, window: number) =>
      (await ask(fn, window)).series.map(({ points }) => points[0]?.value);
    expect(await values('absent', 10 * MINUTE)).toEqual([1]);
    expect(await values('absent', HOUR)).toEqual([0]);
    expect(await values('age', 10 * MINUTE)).toEqual([]);
    expect((await values('age', HOUR))[0]).toBeCloseTo(
      (at - (START + 89 * MINUTE)) / SECOND - 2,
      6,
    );
    expect(await values('count', 10 * MINUTE)).toEqual([0]);
  });

  test('series are brought together by labels or target, and the highest are picked', async () => {
    await using samples = await filled();
    const when = { at: START + HOUR };
    const base = { ...disk, fn: 'max', window: HOUR, when } as const;
    const rows = async (more: Partial<SampleQuery>) => {
      const { series } = await samples.query({ ...base, ...more });
      return series.map(({ target, labels, points }) => ({
        target,
        labels,
        value: points[0]?.value,
      }));
    };
    const each = SERIES.map((one) => inMemory(one, 'max', { from: START, to: when.at }) ?? 0);
    const sum = (places: readonly number[]) =>
      places.reduce((all, place) => all + (each[place] ?? 0), 0);
    expect(await rows({ aggregate: { fn: 'sum', by: ['mount'] } })).toEqual([
      { target: null, labels: { mount: 'a' }, value: expect.closeTo(sum([0, 2, 4]), 6) },
      { target: null, labels: { mount: 'b' }, value: expect.closeTo(sum([1, 3, 5]), 6) },
    ]);
    expect(await rows({ aggregate: { fn: 'avg', by: ['target'] } })).toEqual(
      [1, 2, 3].map((target) => ({
        ...{ target, labels: {} },
        value: expect.closeTo(sum([2 * target - 2, 2 * target - 1]) / 2, 6),
      })),
    );
    expect(await rows({ aggregate: { fn: 'count', by: [] } })).toEqual([
      { target: null, labels: {}, value: 6 },
    ]);
    const top = await rows({ top: 2 });
    expect(top.map(({ value }) => value)).toEqual(each.toSorted((a, b) => b - a).slice(0, 2));
    expect(await rows({ labels: { mount: 'a', kind: 'x' } })).toHaveLength(3);
    expect(await rows({ labels: { mount: 'c' } })).toEqual([]);
    expect(await rows({ target: 2 })).toHaveLength(2);
  });

  test('points come back as they were', async () => {
    await using samples = await filled();
    for (const one of SERIES.slice(0, 2)) {
      const own = ROWS.filter(
        ({ target, labels }) => target === one.target && labels === one.labels,
      );
      const range = { from: START, to: START + DAY, limit: 1_000 };
      const wanted = own.map(({ at, value }) => ({ at, value }));
      expect(await samples.points(one.target, one, range)).toEqual(wanted);
      expect(await samples.points(one.target, one, { ...range, limit: 10 })).toHaveLength(3);
    }
    expect(await samples.series(3)).toEqual(
      SERIES.slice(4).map(({ metric, labels }) => ({ metric, labels })),
    );
  });

  test('bad rows are refused one by one with a reason, and the good ones kept', async () => {
    await using samples = await open();
    const good = { target: 1, metric: 'm', labels: {}, at: START, value: 1 };
    const long = 'x'.repeat(201);
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`l${n}`, 'v']));
    const bad: readonly [object, RegExp][] = [
      [{ value: Number.NaN }, /not finite/],
      [{ value: Number.POSITIVE_INFINITY }, /not finite/],
      [{ value: '1' }, /no number/],
      [{ value: null }, /no number/],
      [{ at: Date.now() + DAY }, /in the future/],
      [{ at: 0 }, /a year ago/],
      [{ at: 1.5 }, /whole number/],
      [{ at: 'now' }, /whole number/],
      [{ metric: '' }, /empty/],
      [{ metric: long }, /longer than 200/],
      [{ metric: 'a\nb' }, /control character/],
      [{ metric: 7 }, /no text/],
      [{ labels: many }, /more than 30 labels/],
      [{ labels: { [long]: 'v' } }, /longer than 200/],
      [{ labels: { a: long } }, /longer than 200/],
      [{ labels: { a: 1 } }, /no text/],
      [{ labels: { '': 'v' } }, /empty/],
      [{ labels: null }, /no names/],
      [{ labels: [] }, /no names/],
      [{ target: 'a' }, /whole number/],
    ];
    const rows = bad.flatMap(([wrong], index) => [
      { ...good, ...wrong },
      { ...good, at: START + index },
    ]) as SampleRow[];
    const { accepted, refused } = await samples.ingest(rows);
    expect(accepted).toBe(bad.length);
    expect(refused.map(({ index }) => index)).toEqual(bad.map((_, index) => 2 * index));
    for (const [index, [, reason]] of bad.entries()) expect(refused[index]?.reason).toMatch(reason);
    const range = { from: START, to: START + DAY, limit: 1_000 };
    expect(await samples.points(1, good, range)).toHaveLength(bad.length);
    expect(await samples.stats()).toMatchObject({ accepted: bad.length, refused: bad.length });
  });

  test('a question that makes no sense is refused with what is wrong', async () => {
    await using samples = await open();
    const when = { at: START };
    const ask = (more: Partial<SampleQuery>) =>
      samples.query({ ...disk, fn: 'avg', window: HOUR, when, ...more });
    await expect(ask({ window: 0 })).rejects.toThrow(RangeError);
    await expect(ask({ window: 500 * DAY })).rejects.toThrow('400 days');
    await expect(ask({ top: 0 })).rejects.toThrow('top');
    await expect(ask({ when: { from: 0, to: DAY, step: 1 } })).rejects.toThrow('11000 instants');
    expect(await ask({ metric: 'nobody knows' })).toEqual({
      ...{ series: [], error: 0, lost: 0, shortened: 0 },
    });
  });
}
