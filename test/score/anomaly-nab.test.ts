import { expect, test } from 'vitest';
import type { Labelled } from '../bench/anomaly-files.ts';
import { nabScore } from '../bench/anomaly-nab.ts';

const ROWS = 1_000;
/** Scored from row 150 on, with windows of 100 rows. */
const file: Labelled = {
  name: 'one',
  at: Array.from({ length: ROWS }, (_, row) => row),
  values: Array.from({ length: ROWS }, () => 0),
  windows: [
    { begin: 300, end: 399 },
    { begin: 700, end: 799 },
  ],
};

function scored(...rows: readonly number[]) {
  return nabScore([file], [file.at.map((row) => (rows.includes(row) ? 1 : 0))]);
}

test.each([
  { name: 'each window at its first row', rows: [300, 700], points: 100 },
  { name: 'one window at its first row', rows: [300], points: 50 },
  // sigmoid(-0.51) / sigmoid(-1) = 0.867, beside -1 for the window that was missed.
  { name: 'a window in its middle', rows: [349], points: 46.7 },
  { name: 'a window more than once', rows: [300, 320, 399], points: 50 },
  { name: 'what is before the scored rows', rows: [100, 300, 700], points: 100 },
  { name: 'a false alarm', rows: [200, 300, 700], points: 100 - 11 / 4 },
  { name: 'a false alarm just behind a window', rows: [300, 401, 700], points: 99.86 },
])('$name', ({ rows, points }) => {
  expect(scored(...rows).points).toBeCloseTo(points, 1);
});

test('one limit for all files, the best for them together', () => {
  const low = file.at.map((row) => (row === 300 || row === 700 ? 0.4 : 0));
  const high = file.at.map((row) => (row === 200 ? 0.6 : Number(row === 300 || row === 700)));
  const { threshold, points, falseAlarms } = nabScore([file, file], [low, high]);
  expect({ threshold, falseAlarms }).toEqual({ threshold: 0.4, falseAlarms: 1 });
  expect(points).toBeCloseTo(100 - 11 / 8, 1);
});

test('nothing told is worth 0', () => {
  expect(scored().points).toBe(0);
});
