import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/model/time.ts';
import { ByteReader, ByteWriter } from '../../src/store/samples/bytes.ts';
import { DamagedError, decodeRun, encodeRun } from '../../src/store/samples/chunk.ts';
import { decodeFrame, encodeFrame } from '../../src/store/samples/frame.ts';
import { HourTable, readSketches, rollUp } from '../../src/store/samples/hours.ts';
import { merged, type Run } from '../../src/store/samples/run.ts';
import { quantile, SKETCH_ERROR, SketchBuilder } from '../../src/store/samples/sketch.ts';
import { emptySummary } from '../../src/store/samples/summary.ts';

const DAY_POINTS = 1_440;

function runOf(values: readonly number[], at = (index: number) => (index + 1) * MINUTE): Run {
  return {
    at: Float64Array.from(values, (_, index) => at(index)),
    values: Float64Array.from(values),
    length: values.length,
  };
}

const many = (make: (index: number) => number) =>
  Array.from({ length: DAY_POINTS }, (_, n) => make(n));

const SHAPES: readonly { name: string; values: readonly number[]; most?: number }[] = [
  { name: 'nothing', values: [] },
  { name: 'one point', values: [0.1] },
  { name: 'one value all the time', values: many(() => 42.5), most: 0.1 },
  {
    name: 'percentages of one decimal',
    values: many(() => Math.round(Math.random() * 1_000) / 10),
  },
  { name: 'bytes in pages', values: many(() => 4_096 * Math.floor(Math.random() * 1e6)) },
  { name: 'a counter', values: many((n) => n * 5_000 + (n % 7)), most: 1.5 },
  { name: 'up and down', values: many((n) => (n % 300 === 0 ? 0 : 1)), most: 0.2 },
  { name: 'any doubles', values: many(() => (Math.random() - 0.5) * 1e9) },
  { name: 'zeros of both signs', values: [0, -0, 1, -0, 0.5] },
  { name: 'first no short decimal', values: [1 / 3, 10, 20, 1 / 7, 30, 40, 50, 60, 70] },
  {
    name: 'the ends of what doubles can say',
    values: [
      Number.MAX_VALUE,
      Number.MIN_VALUE,
      -Number.MAX_VALUE,
      2 ** 53,
      -(2 ** 53),
      2 ** 52 + 1,
    ],
  },
  { name: 'large whole numbers', values: [2 ** 49, -(2 ** 49), 2 ** 49 - 1, 1, 2, 3, 4, 5] },
  { name: 'sums that miss by a hair', values: many((n) => n * 0.1 + 0.2) },
];

describe('packing a run of points', () => {
  test.each(SHAPES)('$name comes back bit for bit', ({ values, most }) => {
    const run = runOf(values);
    const bytes = encodeRun(run);
    const back = decodeRun(bytes);
    expect([...back.at]).toEqual([...run.at]);
    expect([...back.values].every((value, index) => Object.is(value, values[index]))).toBe(true);
    if (most) expect(bytes.length / values.length).toBeLessThan(most);
  });

  test('times at any pace come back, also before 1970', () => {
    const paces = [
      (n: number) => n,
      (n: number) => n * MINUTE + Math.floor(Math.random() * 999),
      (n: number) => n ** 3 - 1e6,
      (n: number) => n * 1_000 + (n > 700 ? 3_600_000 : 0),
    ];
    for (const pace of paces) {
      const run = runOf(
        many((n) => n),
        pace,
      );
      expect([...decodeRun(encodeRun(run)).at]).toEqual([...run.at]);
    }
  });

  test('every damaged byte is noticed', () => {
    const bytes = encodeRun(runOf(many((n) => Math.sin(n))));
    for (let place = 0; place < bytes.length; place += 97) {
      const spoiled = Buffer.from(bytes);
      spoiled[place] = (spoiled[place] ?? 0) ^ 0x10;
      expect(() => decodeRun(spoiled)).toThrow(DamagedError);
    }
    expect(() => decodeRun(bytes.subarray(0, 3))).toThrow(DamagedError);
  });

  test('numbers of every size are written and read', () => {
    const numbers = [0, 1, 127, 128, 2 ** 28 - 1, 2 ** 28, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 52];
    const writer = new ByteWriter();
    for (const number of numbers) {
      writer.varint(number);
      writer.signed(number);
      writer.signed(-number);
    }
    const reader = new ByteReader(writer.taken());
    for (const number of numbers) {
      expect([reader.varint(), reader.signed(), reader.signed() + 0]).toEqual([
        number,
        number,
        0 - number,
      ]);
    }
  });

  test('arrivals of many series come back in their order', () => {
    const length = 1_000;
    const arrivals = {
      series: Float64Array.from({ length }, (_, n) => (n * 7) % 50),
      at: Float64Array.from({ length }, (_, n) => 1e12 + n),
      values: Float64Array.from({ length }, (_, n) => (n % 3 === 0 ? Math.random() : n / 4)),
      length,
    };
    const back: number[][] = [];
    decodeFrame(encodeFrame(arrivals), (...one) => back.push(one));
    const wanted = back.map((_, n) => [arrivals.series[n], arrivals.at[n], arrivals.values[n]]);
    expect(back).toEqual(wanted);
    expect(back).toHaveLength(length);
  });
});

describe('merging', () => {
  test('of points with one time the first run has its way', () => {
    const [first, second] = [runOf([1, 2, 3]), runOf([9, 9, 9, 4], (n) => (n + 1) * MINUTE)];
    expect([...merged([first, second]).values]).toEqual([1, 2, 3, 4]);
    expect([...merged([second, first]).values]).toEqual([9, 9, 9, 4]);
  });
});

describe('roll-ups', () => {
  test('give count, sum, ends and growth of each hour, and nothing for an empty one', () => {
    const values = [0.1, 0.2, 0.3, 5, 2];
    const at = [1, 2, 60, 61, 181].map((minute) => minute * MINUTE);
    const { stats, sketches } = rollUp(
      runOf(values, (n) => at[n] ?? 0),
      0,
    );
    const table = new HourTable(stats, 0);
    const columns = ['count', 'sum', 'min', 'max', 'first', 'last', 'firstAt', 'lastAt'] as const;
    const summary = emptySummary();
    expect(table.summary(0, [...columns, 'increase'], summary)).toBe(true);
    expect(summary).toEqual({
      ...{ count: 3, sum: 0.6, min: 0.1, max: 0.3, first: 0.1, last: 0.3 },
      ...{ firstAt: MINUTE, lastAt: 60 * MINUTE, increase: 0.2 },
    });
    expect(table.summary(2, columns, summary)).toBe(false);
    expect(table.summary(3, ['lastAt'], summary)).toBe(true);
    expect(summary.lastAt).toBe(181 * MINUTE);
    expect(readSketches(sketches, table.filled)).toHaveLength(3);
  });
});

describe('sketches', () => {
  const shapes: readonly { name: string; make: () => number }[] = [
    { name: 'even', make: () => Math.random() * 100 },
    { name: 'of many sizes', make: () => 10 ** (Math.random() * 12 - 6) },
    { name: 'of both signs', make: () => (Math.random() - 0.5) * 1e4 },
    { name: 'with many zeros', make: () => Math.max(0, Math.random() - 0.7) },
  ];
  test.each(shapes)(
    '$name: percentiles are within the stated error, also after merging',
    ({ make }) => {
      const whole = new SketchBuilder();
      const all: number[] = [];
      for (let part = 0; part < 20; part++) {
        const builder = new SketchBuilder();
        for (let count = 0; count < 300; count++) {
          const value = make();
          all.push(value);
          builder.add(value);
        }
        whole.merge(builder.sketch());
      }
      all.sort((one, other) => one - other);
      for (const part of [0, 0.5, 0.9, 0.95, 0.99, 1]) {
        const rank = part * (all.length - 1);
        const [low, high] = [all[Math.floor(rank)] ?? 0, all[Math.ceil(rank)] ?? 0];
        const exact = low + (high - low) * (rank - Math.floor(rank));
        const most = SKETCH_ERROR * Math.max(Math.abs(low), Math.abs(high)) + 1e-12;
        expect(Math.abs((quantile(whole.sketch(), part) ?? 0) - exact)).toBeLessThanOrEqual(most);
      }
    },
  );
});
