import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/model/time.ts';
import { notEnoughText } from '../../src/score/enough.ts';
import { binned, medianOf, quantileOf, spreadOf } from '../../src/score/figures.ts';
import { slopeOf } from '../../src/score/slope.ts';

const daily = (values: readonly number[]) =>
  values.map((value, index) => ({ at: index * DAY, value }));

describe('slope per day', () => {
  test.each([
    {
      name: 'a line',
      values: [0, 2, 4, 6, 8, 10, 12, 14],
      perDay: 2,
      low: 2,
      high: 2,
      isClear: true,
    },
    // 28 pairs; the interval is scipy's, whose neighbours alternate here so that nothing is made wider.
    {
      name: 'a line with noise that alternates',
      values: [1, 2, 4, 3, 5, 7, 6, 8],
      ...{ perDay: 1, low: 0.5, high: 1.5, isClear: true },
    },
    {
      name: 'one wild value moves it little',
      values: [0, 2, 1, 3, 2, 4, 3, 50],
      ...{ perDay: 0.5, low: 0.2, high: 8, isClear: true },
    },
    {
      name: 'nothing moves',
      values: [3, 3, 3, 3, 3, 3, 3, 3],
      perDay: 0,
      low: 0,
      high: 0,
      isClear: false,
    },
  ])('$name', ({ values, perDay, low, high, isClear }) => {
    const found = slopeOf(daily(values));
    expect(found).toMatchObject({ kind: 'slope', isClear });
    if (found.kind !== 'slope') return;
    expect(found.perDay).toBeCloseTo(perDay, 10);
    expect(found.low).toBeCloseTo(low, 10);
    expect(found.high).toBeCloseTo(high, 10);
  });
});

test('neighbours that resemble each other make the interval wider', () => {
  // Slow waves: pairs taken as independent give 0.25 to 0.54 per day (scipy), which would be clear.
  const waves = daily(
    Array.from({ length: 24 }, (_, day) => day / 4 - 3 * Math.sin((2 * Math.PI * day) / 12)),
  );
  expect(slopeOf(waves)).toMatchObject({ isClear: false });
});

test('less confidence is a narrower interval', () => {
  const found = slopeOf(daily([1, 2, 4, 3, 5, 7, 6, 8]), { confidence: 0.8 });
  expect(found).toMatchObject({ perDay: 1, low: expect.closeTo(0.8, 10), high: 1.2 });
});

test.each([
  [daily([1, 2, 3]), 'not enough data: 3 of 8 points'],
  [[], 'not enough data: 0 of 8 points'],
  [Array.from({ length: 9 }, () => ({ at: 0, value: 1 })), 'not enough data: 1 of 8 points'],
  [daily([1, 2, 3, 4, 5, 6, 7, Number.NaN]), 'not enough data: 7 of 8 points'],
])('%# says how much is missing', (points, text) => {
  const found = slopeOf(points);
  expect(found.kind === 'not enough' && notEnoughText(found)).toBe(text);
});

describe('figures', () => {
  test('the middle of four is between two; between ranks the way is straight', () => {
    expect(medianOf([4, 1, 3, 2])).toBe(2.5);
    expect(quantileOf([4, 1, 3, 2], 0.9)).toBe(3.7);
    expect(quantileOf([5, 1, 3], 0.5)).toBe(3);
    expect(medianOf([])).toBeNaN();
  });

  test('spread is 1.4826 times the median distance', () => {
    expect(spreadOf([1, 2, 4, 9], 3)).toBeCloseTo(1.4826 * 1.5, 10);
  });

  test('points are averaged into equal spans', () => {
    const points = [0, 1, 2, 3, 4, 5].map((value) => ({ at: value * HOUR, value }));
    expect(binned(points, 2)).toEqual([
      { at: 1 * HOUR, value: 1 },
      { at: 4 * HOUR, value: 4 },
    ]);
  });
});
