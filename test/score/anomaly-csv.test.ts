import { expect, test } from 'vitest';
import { isHeader, readRow } from '../../src/score/anomaly/csv.ts';

const NOON = Date.UTC(2026, 2, 1, 12);

test.each([
  { line: '2026-03-01 12:00:00,42.5', at: NOON, value: 42.5 },
  { line: '2026-03-01T12:00:00Z,-1e3\r', at: NOON, value: -1_000 },
  { line: '2026-03-01T13:00:00+01:00,1', at: NOON, value: 1 },
  { line: '2026-03-01T13:00:00+0100,.5', at: NOON, value: 0.5 },
  { line: '"2026-03-01 12:00:00.250000" , "7"', at: NOON + 250, value: 7 },
  { line: '2026-03-01 12:00,1', at: NOON, value: 1 },
  { line: '2026-03-01,1', at: NOON - 12 * 3_600_000, value: 1 },
  { line: '2026-03-01 12:00:00,', at: NOON, value: null },
  { line: '2026-03-01 12:00:00,NaN', at: NOON, value: null },
  { line: '2026-03-01 12:00:00,-inf', at: NOON, value: null },
  { line: '2026-03-01 12:00:00,1e999', at: NOON, value: null },
])('reads $line', ({ line, at, value }) => {
  expect(readRow(line)).toEqual({ kind: 'row', at, value });
});

test.each([
  { line: '2026-03-01 12:00:00', says: 'needs a timestamp, a comma and a value' },
  { line: '2026-03-01 12:00:00,1,2', says: 'needs a timestamp, a comma and a value' },
  { line: 'yesterday,1', says: '“yesterday” is not a time' },
  { line: '2026-13-01 12:00:00,1', says: '“2026-13-01 12:00:00” is not a time' },
  { line: '2026-03-01 12:00:00,0x10', says: '“0x10” is not a number' },
])('refuses $line', ({ line, says }) => {
  expect(readRow(line)).toMatchObject({ kind: 'problem', message: expect.stringContaining(says) });
});

test.each([
  { line: 'timestamp,value', is: true },
  { line: '\uFEFFtimestamp,value\r', is: true },
  { line: 'value,timestamp', is: false },
  { line: 'timestamp,value,label', is: false },
])('a header: $line', ({ line, is }) => {
  expect(isHeader(line)).toBe(is);
});
