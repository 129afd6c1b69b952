import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../../src/model/time.ts';
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

test('what is not over ends now, and is compared with the same time before', () => {
  const now = Date.UTC(2026, 2, 10, 12);
  const { range, before, isOver } = periodOf('day', { date: '2026-03-10', zone: 'UTC', now });
  expect(isOver).toBe(false);
  expect(range.to).toBe(now + 1);
  expect(before).toEqual({ from: range.from - DAY, to: now - DAY + 1 });
});

test.each([
  {
    what: 'a day',
    kind: 'day',
    date: '2026-03-10',
    from: '2026-03-08T23:00',
    to: '2026-03-09T23:00',
  },
  // The day before had 23 hours.
  {
    what: 'a day after the clocks changed',
    kind: 'day',
    date: '2026-03-30',
    from: '2026-03-28T23:00',
    to: '2026-03-29T22:00',
  },
  // Not the day that was between: from 18:00 to 08:00 a day earlier.
  {
    what: 'a night',
    kind: 'overnight',
    date: '2026-03-10',
    from: '2026-03-08T17:00',
    to: '2026-03-09T07:00',
  },
  // 18:00 of winter, 08:00 of summer; the night before both are of winter.
  {
    what: 'a night in which the clocks change',
    kind: 'overnight',
    date: '2026-03-29',
    from: '2026-03-27T17:00',
    to: '2026-03-28T07:00',
  },
  {
    what: 'a week',
    kind: 'week',
    date: '2026-03-30',
    from: '2026-03-16T23:00',
    to: '2026-03-23T23:00',
  },
  {
    what: 'a month',
    kind: 'month',
    date: '2026-10-30',
    from: '2026-08-31T22:00',
    to: '2026-09-30T22:00',
  },
] as const)(
  '$what is compared with the same times of the clock before',
  ({ kind, date, from, to }) => {
    const now = Date.UTC(2026, 11, 1);
    const { before } = periodOf(kind, { date, zone: 'Europe/Berlin', now });
    expect({ from: iso(before.from), to: iso(before.to) }).toEqual({ from, to });
  },
);

test.each([
  // 12:34 of summer is 10:34, of winter 11:34.
  { kind: 'day', from: '2026-03-27T23:00', to: '2026-03-28T11:34' },
  { kind: 'week', from: '2026-03-15T23:00', to: '2026-03-22T11:00' },
  { kind: 'month', from: '2026-01-28T23:00', to: '2026-02-27T11:00' },
] as const)('a $kind up to now is compared up to the same time', ({ kind, from, to }) => {
  const now = Date.UTC(2026, 2, 29, 10, 34);
  const asked = { date: '2026-03-29', zone: 'Europe/Berlin', now };
  const { before } = periodOf(kind, asked);
  expect({ from: iso(before.from), to: iso(before.to) }).toEqual({ from, to });
});

test('a day whose first moment is 01:00 is compared with the whole day before', () => {
  // In Beirut the clocks went from 00:00 to 01:00 on 2026-03-29.
  const now = Date.UTC(2026, 11, 1);
  const { range, before } = periodOf('day', { date: '2026-03-29', zone: 'Asia/Beirut', now });
  expect(iso(before.from)).toBe('2026-03-27T22:00');
  expect(before.to).toBe(range.from);
});
