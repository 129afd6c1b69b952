import { expect, test } from 'vitest';
import { HOUR } from '../../../src/model/time.ts';
import { periodOf } from '../../../src/report/period/period.ts';

const iso = (at: number) => new Date(at).toISOString().slice(0, 16);

test.each([
  {
    kind: 'day' as const,
    date: '2026-03-10',
    from: '2026-03-09T23:00',
    to: '2026-03-10T23:00',
    days: 1,
  },
  {
    kind: 'overnight' as const,
    date: '2026-03-10',
    from: '2026-03-09T17:00',
    to: '2026-03-10T07:00',
    days: 0,
  },
  {
    kind: 'week' as const,
    date: '2026-03-30',
    from: '2026-03-23T23:00',
    to: '2026-03-30T22:00',
    days: 7,
  },
  {
    kind: 'month' as const,
    date: '2026-10-30',
    from: '2026-09-30T22:00',
    to: '2026-10-30T23:00',
    days: 30,
  },
])('a $kind that ends with $date is whole days of the zone', ({ kind, date, from, to, days }) => {
  const now = Date.UTC(2026, 11, 1);
  const period = periodOf(kind, { date, zone: 'Europe/Berlin', now });
  expect({ from: iso(period.range.from), to: iso(period.range.to) }).toEqual({ from, to });
  expect(period.days).toHaveLength(days);
  expect(period.isOver).toBe(true);
  expect(period.before.to).toBe(period.range.from);
});

test('days of a week in which the clocks change are 23 and 25 hours long', () => {
  const now = Date.UTC(2026, 11, 1);
  const hours = (date: string) =>
    periodOf('week', { date, zone: 'Europe/Berlin', now }).days.map(
      ({ range }) => (range.to - range.from) / HOUR,
    );
  expect(hours('2026-03-29')).toEqual([24, 24, 24, 24, 24, 24, 23]);
  expect(hours('2026-10-25')).toEqual([24, 24, 24, 24, 24, 24, 25]);
});

test('what is not over ends now, and is compared with as much before', () => {
  const now = Date.UTC(2026, 2, 10, 12);
  const { range, before, isOver } = periodOf('day', { date: '2026-03-10', zone: 'UTC', now });
  expect(isOver).toBe(false);
  expect(range.to).toBe(now + 1);
  expect(before).toEqual({ from: range.from - (range.to - range.from), to: range.from });
});
