import { expect, test } from 'vitest';
import { formatDuration, formatValue } from '../../src/model/format.ts';

test.each([
  [-5, '0 s'],
  [0, '0 s'],
  [999, '1 s'],
  [45_000, '45 s'],
  [59_400, '59 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_599_999, '59 min'],
  [3_600_000, '1 h'],
  [3 * 3_600_000 + 5 * 60_000, '3 h 5 min'],
  [86_399_999, '23 h 59 min'],
  [86_400_000, '1 d'],
  [2 * 86_400_000 + 4 * 3_600_000, '2 d 4 h'],
  [400 * 86_400_000, '400 d'],
])('%i ms is %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test.each([
  [91, 'percent', '91 %'],
  [94.06, 'percent', '94.1 %'],
  [99.96, 'percent', '100 %'],
  [0, 'percent', '0 %'],
  [-0.01, 'percent', '-0.01 %'],
  [0.914, 'ratio', '91.4 %'],
  [0, 'bytes', '0 B'],
  [999, 'bytes', '999 B'],
  [999.9, 'bytes', '1 kB'],
  [999_960, 'bytes', '1 MB'],
  [1_234_567, 'bytes', '1.2 MB'],
  [-2_000, 'bytes', '-2 kB'],
  [5e18, 'bytes', '5,000 PB'],
  [1_500, 'bytes/s', '1.5 kB/s'],
  [90, 'seconds', '1 min'],
  [273_600, 'seconds', '3 d 4 h'],
  [12.34, 'ms', '12.3 ms'],
  [999, 'ms', '999 ms'],
  [1_500, 'ms', '1.5 s'],
  [90_000, 'ms', '1 min'],
  [2.71, 'none', '2.7'],
  [1_234.5, 'count', '1,235'],
  [0.000_039, 'none', '0.000039'],
  [0.000_000_039_4, 'none', '3.94e-8'],
  [0.943_21, 'none', '0.94'],
  [18_446_744_073_709_552_000, 'none', '1.84e19'],
  [999_999_999_999, 'count', '999,999,999,999'],
  [0, 'seconds', '0 s'],
  [0.000_039, 'seconds', '0.000039 s'],
  [1.25, 'seconds', '1.3 s'],
  [-90, 'seconds', '-1 min'],
  [72, 'points', '72'],
  [null, 'percent', 'missing'],
  [true, 'none', 'yes'],
  [false, 'percent', 'no'],
  ['running', 'none', 'running'],
] as const)('%s in %s is %s', (value, unit, text) => {
  expect(formatValue(value, unit)).toBe(text);
});
