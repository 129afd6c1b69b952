import { expect, test } from 'vitest';
import { usualRangeText } from '../../src/report/usual-text.ts';

test.each([
  { low: 0.83, high: 116, value: 40, unit: 'percent', text: '0.83 % to 100 %' },
  { low: 60, high: 140, value: 150, unit: 'percent', text: '60 % to 140 %' },
  { low: 110, high: 140, value: null, unit: 'percent', text: '110 % to 140 %' },
  { low: 0.5, high: 1.2, value: null, unit: 'ratio', text: '50 % to 100 %' },
  { low: 3, high: 160, value: 7, unit: 'count', text: '3 to 160' },
] as const)('$text', ({ low, high, value, unit, text }) => {
  expect(usualRangeText({ low, high }, value, unit)).toBe(text);
});
