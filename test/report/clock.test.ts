import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { clockIn, nextClock, readEnding, readSpan } from '../../src/report/clock.ts';

const NOON = Date.UTC(2026, 2, 10, 12);

describe('the next time of day', () => {
  test.each([
    ['UTC', NOON, 8, 0, Date.UTC(2026, 2, 11, 8)],
    ['UTC', NOON, 13, 30, Date.UTC(2026, 2, 10, 13, 30)],
    ['UTC', NOON, 12, 0, Date.UTC(2026, 2, 11, 12)],
    ['Europe/Berlin', NOON, 8, 0, Date.UTC(2026, 2, 11, 7)],
    ['Asia/Kolkata', NOON, 8, 0, Date.UTC(2026, 2, 11, 2, 30)],
    ['Pacific/Kiritimati', NOON, 8, 0, Date.UTC(2026, 2, 10, 18)],
    ['Pacific/Pago_Pago', NOON, 0, 30, Date.UTC(2026, 2, 10, 11, 30) + DAY],
    // The night in which Berlin's clocks go from 02:00 to 03:00, and the one in which they go back.
    ['Europe/Berlin', Date.UTC(2026, 2, 28, 20), 8, 0, Date.UTC(2026, 2, 29, 6)],
    ['Europe/Berlin', Date.UTC(2026, 9, 24, 20), 8, 0, Date.UTC(2026, 9, 25, 7)],
    ['Europe/Berlin', Date.UTC(2026, 11, 31, 20), 8, 0, Date.UTC(2027, 0, 1, 7)],
  ])('in %s after %i at %i:%i', (zone, now, hour, minute, at) => {
    expect(nextClock(zone, { hour, minute }, now)).toBe(at);
  });

  test('a time that the clock change leaves out is near it, and to come', () => {
    const now = Date.UTC(2026, 2, 28, 20);
    const at = nextClock('Europe/Berlin', { hour: 2, minute: 30 }, now);
    expect(Math.abs(at - Date.UTC(2026, 2, 29, 1))).toBeLessThanOrEqual(HOUR);
    expect(clockIn('Europe/Berlin', Date.UTC(2026, 2, 29, 1))).toBe('03:00');
  });
});

test.each([
  ['30m', 30 * MINUTE],
  ['4H', 4 * HOUR],
  ['2d', 2 * DAY],
  ['1h30m', 90 * MINUTE],
  ['90min', 90 * MINUTE],
  ['0m', 0],
  ['', null],
  ['5', null],
  ['m', null],
  ['-5m', null],
  ['1.5h', null],
])('a span of %s', (text, span) => {
  expect(readSpan(text)).toBe(span);
});

test.each([
  ['clear', null],
  ['7d', NOON + 7 * DAY],
  ['8:05', Date.UTC(2026, 2, 11, 8, 5)],
])('until %s', (text, at) => {
  expect(readEnding(text, 'UTC', NOON)).toEqual({ kind: 'ends', at });
});

test.each(['', '0m', '-1h', '7d1m', '24:00', '12:60', 'tomorrow', '99999d', '2026-01-01'])(
  '%s is refused',
  (text) => {
    expect(readEnding(text, 'UTC', NOON)).toMatchObject({ kind: 'refused' });
  },
);
