import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/model/time.ts';
import type { Window } from '../../src/report/compare/windows.ts';
import { readWindow, samePart, windowBefore } from '../../src/report/compare/windows.ts';

/** A Tuesday; the clocks of Berlin went forward on Sunday, 29 March. */
const NOW = Date.UTC(2026, 2, 31, 10);
const ZONE = 'Europe/Berlin';

function read(word: string): Window {
  const found = readWindow(word, ZONE, NOW);
  if (found === null || 'why' in found) throw new Error(`${word}: ${found?.why}`);
  return found;
}

const shown = ({ from, to }: Window) => [from, to].map((at) => new Date(at).toISOString());

describe('windows that are compared', () => {
  test.each([
    ['today', '2026-03-30T22:00:00.000Z', '2026-03-31T22:00:00.000Z'],
    ['yesterday', '2026-03-29T22:00:00.000Z', '2026-03-30T22:00:00.000Z'],
    ['week', '2026-03-29T22:00:00.000Z', '2026-04-05T22:00:00.000Z'],
    ['this-week', '2026-03-29T22:00:00.000Z', '2026-04-05T22:00:00.000Z'],
    // 167 hours: one is missing.
    ['last-week', '2026-03-22T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['month', '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z'],
    ['last-month', '2026-01-31T23:00:00.000Z', '2026-02-28T23:00:00.000Z'],
    ['2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['6h', '2026-03-31T04:00:00.000Z', '2026-03-31T10:00:00.000Z'],
  ])('%s', (word, from, to) => {
    expect(shown(read(word))).toEqual([from, to]);
  });

  test.each(['web-1', 'system.cpu', 'tomorrow'])('%s is none', (word) => {
    expect(readWindow(word, ZONE, NOW)).toBeNull();
  });

  test.each([
    ['400d', '“400d” is too long: write at most 92d.'],
    ['2026-13-01', '“2026-13-01” is no day'],
    ['2026-12-01', '2026-12-01 has not come yet.'],
  ])('%s is refused', (word, why) => {
    expect(readWindow(word, ZONE, NOW)).toMatchObject({ why: expect.stringContaining(why) });
  });

  test.each([
    ['today', '2026-03-29T22:00:00.000Z'],
    ['week', '2026-03-22T23:00:00.000Z'],
    ['6h', '2026-03-30T22:00:00.000Z'],
    // The day before has 23 hours.
    ['2026-03-30', '2026-03-28T23:00:00.000Z'],
    ['last-week', '2026-03-15T23:00:00.000Z'],
    ['last-month', '2025-12-31T23:00:00.000Z'],
  ])('before %s', (word, from) => {
    expect(new Date(windowBefore(read(word), ZONE, NOW).from).toISOString()).toBe(from);
  });

  test('of a day that is over only as much is taken as the other has had', () => {
    const { windows, isCut } = samePart(read('today'), read('yesterday'), NOW);
    expect(isCut).toBe(true);
    expect(windows.map(({ from, to }) => to - from)).toEqual([12 * HOUR, 12 * HOUR]);
    expect(samePart(read('yesterday'), read('2026-03-28'), NOW).isCut).toBe(false);
    expect(samePart(read('yesterday'), read('2026-03-28'), NOW).windows[1].to).toBe(
      read('2026-03-28').from + DAY,
    );
  });
});
