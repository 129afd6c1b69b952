import { describe, expect, test } from 'vitest';
import { HOUR } from '../../src/model/time.ts';
import { dateIn, dayRange, readDay, startOfDay } from '../../src/report/day.ts';

describe('the span of a day', () => {
  test.each([
    ['Europe/Berlin', '2026-01-15', '2026-01-14T23:00:00Z', 24],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z', 23],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00Z', 25],
    ['Asia/Kolkata', '2026-03-10', '2026-03-09T18:30:00Z', 24],
    ['Pacific/Kiritimati', '2026-03-10', '2026-03-09T10:00:00Z', 24],
    ['Etc/GMT+12', '2026-03-10', '2026-03-10T12:00:00Z', 24],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z', 23],
    ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30:00Z', 23.5],
    ['UTC', '2028-02-29', '2028-02-29T00:00:00Z', 24],
    ['UTC', '2026-12-31', '2026-12-31T00:00:00Z', 24],
  ])('%s %s begins at %s and has %d hours', (zone, date, from, hours) => {
    const range = dayRange(zone, date);
    expect(new Date(range.from).toISOString()).toBe(from.replace('Z', '.000Z'));
    expect((range.to - range.from) / HOUR).toBe(hours);
    expect(dateIn(zone, range.from)).toBe(date);
    expect(dateIn(zone, range.to - 1)).toBe(date);
    expect(dateIn(zone, range.to)).not.toBe(date);
  });

  test('the day before a skipped day ends where the day after it begins', () => {
    expect(dayRange('Pacific/Apia', '2011-12-29').to).toBe(
      startOfDay('Pacific/Apia', '2011-12-31'),
    );
  });
});

describe('what people write for a day', () => {
  const now = Date.parse('2026-03-10T12:00:00Z');
  test.each([
    ['today', 'Europe/Berlin', '2026-03-10'],
    ['TODAY', 'Pacific/Kiritimati', '2026-03-11'],
    ['yesterday', 'Europe/Berlin', '2026-03-09'],
    ['Yesterday', 'Pacific/Kiritimati', '2026-03-10'],
    ['2026-03-10', 'UTC', '2026-03-10'],
    ['2026-03-11', 'Pacific/Kiritimati', '2026-03-11'],
    ['2024-02-29', 'UTC', '2024-02-29'],
  ])('%s in %s is %s', (text, zone, date) => {
    expect(readDay(text, zone, now)).toEqual({ kind: 'day', date });
  });

  test.each([
    ['the day after a clock change', '2026-03-30T00:30:00+02:00', '2026-03-29'],
    ['the day of a clock change', '2026-03-29T12:00:00+02:00', '2026-03-28'],
    ['the first minute of a day', '2026-10-26T00:00:00+01:00', '2026-10-25'],
  ])('yesterday on %s', (_, at, date) => {
    expect(readDay('yesterday', 'Europe/Berlin', Date.parse(at))).toEqual({ kind: 'day', date });
  });

  test.each([
    ['2026-02-30', /“2026-02-30” is no day: write today, yesterday or a date such as 2026-03-10/],
    ['2026-13-01', /no day/],
    ['2025-02-29', /no day/],
    ['0000-01-01', /no day/],
    ['10.3.2026', /no day/],
    ['', /no day/],
    ['2026-03-11', /2026-03-11 has not come yet/],
    ['9999-12-31', /has not come yet/],
    ['x'.repeat(4_000), /^“x{32}…” is no day/],
  ])('%.20s is refused', (text, why) => {
    expect(readDay(text, 'UTC', now)).toEqual({ kind: 'refused', why: expect.stringMatching(why) });
  });

  test('a date that the zone never had is refused', () => {
    expect(readDay('2011-12-30', 'Pacific/Apia', now)).toMatchObject({ kind: 'refused' });
  });
});
