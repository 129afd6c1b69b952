import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/model/time.ts';
import { candidates } from '../../src/report/thresholds/candidates.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('limits from what was measured', () => {
  // Of 1 to 1000 the 990th by size is 990 and the 999th is 999: 990 has two digits, 999 goes up to 1000.
  test('99 % and 99.9 % by nearest rank, rounded outwards, for 5 and 15 minutes', () => {
    expect(candidates([upTo(1_000)], 'above', 'ms')).toEqual([
      { limit: 990, share: 0.99, for: 5 * MINUTE },
      { limit: 990, share: 0.99, for: 15 * MINUTE },
      { limit: 1_000, share: 1, for: 5 * MINUTE },
      { limit: 1_000, share: 1, for: 15 * MINUTE },
    ]);
  });

  // From the other end the 990th is 11 and the 999th is 2.
  test('below', () => {
    const limits = candidates([upTo(1_000)], 'below', 'ms').map(({ limit }) => limit);
    expect(limits).toEqual([11, 11, 2, 2]);
  });

  test.each([
    {
      name: 'the series that is furthest out decides',
      series: [
        [10, 10],
        [50, 51],
      ],
      to: 51,
    },
    { name: 'a small number keeps two digits', series: [[0.231, 0.2301]], to: 0.24 },
    { name: 'two digits that are there stay', series: [[0.23, 0.23]], to: 0.23 },
    { name: 'zero', series: [[0, 0]], to: 0 },
    { name: 'a negative number', series: [[-12.6, -12.6]], to: -12 },
  ])('$name', ({ series, to }) => {
    expect(candidates(series, 'above', 'none')[0]?.limit).toBe(to);
  });

  test('nothing is above 100 %, and counts are whole', () => {
    expect(candidates([[100, 100]], 'above', 'percent')[0]?.limit).toBe(99);
    // One of two lies above the limit that was taken back to 99 %.
    expect(candidates([[50, 100]], 'above', 'percent')[0]).toMatchObject({ limit: 99, share: 0.5 });
    expect(candidates([[2.4, 2.4]], 'above', 'count')[0]?.limit).toBe(3);
  });

  test('nothing measured gives nothing', () => {
    expect(candidates([], 'above', 'none')).toEqual([]);
  });
});
