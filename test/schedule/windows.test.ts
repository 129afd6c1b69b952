import { describe, expect, onTestFinished, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import type { RecurringWindow } from '../../src/schedule/windows.ts';
import { maintenanceCalendar, nextStart, openWindow } from '../../src/schedule/windows.ts';

const berlin = (at: string, duration: number): RecurringWindow => ({
  at,
  zone: 'Europe/Berlin',
  duration,
});
const utc = (at: string, duration: number): RecurringWindow => ({ at, zone: 'UTC', duration });

function shown(span: { from: number; until: number } | null): string | null {
  if (span === null) return null;
  return [span.from, span.until].map((at) => new Date(at).toISOString().slice(5, 16)).join(' ');
}

describe('a window', () => {
  const sunday = utc('0 3 * * 0', 2 * HOUR);

  test.each([
    { name: 'is closed before its start', now: '2030-01-13T02:59:59Z', open: null },
    { name: 'opens at its start', now: '2030-01-13T03:00:00Z', open: '01-13T03:00 01-13T05:00' },
    { name: 'is open to its end', now: '2030-01-13T04:59:59Z', open: '01-13T03:00 01-13T05:00' },
    { name: 'is closed at its end', now: '2030-01-13T05:00:00Z', open: null },
    { name: 'is closed on other days', now: '2030-01-14T03:30:00Z', open: null },
  ])('$name', ({ now, open }) => {
    expect(shown(openWindow(sunday, Date.parse(now)))).toBe(open);
  });

  test('may last for days', () => {
    const long = utc('0 12 1 * *', 7 * DAY);
    expect(shown(openWindow(long, Date.parse('2030-02-08T11:59:00Z')))).toBe(
      '02-01T12:00 02-08T12:00',
    );
    expect(openWindow(long, Date.parse('2030-02-08T12:00:00Z'))).toBeNull();
  });

  test('that opens again before it ends lasts on', () => {
    const often = utc('*/10 * * * *', 25 * MINUTE);
    expect(shown(openWindow(often, Date.parse('2030-01-13T10:09:00Z')))).toBe(
      '01-13T10:00 01-13T10:25',
    );
  });

  test('follows the day of its zone', () => {
    const early = { at: '30 0 * * 1', zone: 'Pacific/Kiritimati', duration: HOUR };
    expect(shown(openWindow(early, Date.parse('2030-01-13T10:45:00Z')))).toBe(
      '01-13T10:30 01-13T11:30',
    );
    const late = { at: '30 23 * * 0', zone: 'Pacific/Pago_Pago', duration: HOUR };
    expect(shown(openWindow(late, Date.parse('2030-01-14T10:45:00Z')))).toBe(
      '01-14T10:30 01-14T11:30',
    );
  });
});

// On 2030-03-31 02:00 CET becomes 03:00 CEST (01:00Z); on 2030-10-27 03:00 CEST becomes 02:00 CET (01:00Z).
describe('when the clocks change', () => {
  test.each([
    {
      name: 'a start in the gap is its end',
      window: berlin('30 2 * * *', HOUR),
      now: '2030-03-31T01:00:00Z',
      open: '03-31T01:00 03-31T02:00',
    },
    {
      name: 'nothing opens before the end of the gap',
      window: berlin('30 2 * * *', HOUR),
      now: '2030-03-31T00:59:00Z',
      open: null,
    },
    {
      name: 'a window that began before the gap lasts as long as ever',
      window: berlin('0 1 * * *', 2 * HOUR),
      now: '2030-03-31T01:59:00Z',
      open: '03-31T00:00 03-31T02:00',
    },
    {
      name: 'a start in the hour that comes twice is the first',
      window: berlin('30 2 * * *', 20 * MINUTE),
      now: '2030-10-27T00:30:00Z',
      open: '10-27T00:30 10-27T00:50',
    },
    {
      name: 'it does not open a second time',
      window: berlin('30 2 * * *', 20 * MINUTE),
      now: '2030-10-27T01:30:00Z',
      open: null,
    },
    {
      name: 'its second start does not make it longer',
      window: berlin('30 2 * * *', 90 * MINUTE),
      now: '2030-10-27T01:45:00Z',
      open: '10-27T00:30 10-27T02:00',
    },
    {
      name: 'a start after that hour is like any other',
      window: berlin('30 3 * * *', HOUR),
      now: '2030-10-27T02:30:00Z',
      open: '10-27T02:30 10-27T03:30',
    },
    {
      name: 'a change by half an hour',
      window: { at: '40 1 * * *', zone: 'Australia/Lord_Howe', duration: 10 * MINUTE },
      // 2030-04-07 02:00 +11 becomes 01:30 +10:30 (15:00Z the day before).
      now: '2030-04-06T15:10:00Z',
      open: null,
    },
  ])('$name', ({ window, now, open }) => {
    expect(shown(openWindow(window, Date.parse(now)))).toBe(open);
  });

  test.each([
    { from: '2030-03-31T00:00:00Z', next: '2030-03-31T01:00:00.000Z' },
    { from: '2030-03-31T01:00:00Z', next: '2030-04-01T00:30:00.000Z' },
    { from: '2030-10-27T00:00:00Z', next: '2030-10-27T00:30:00.000Z' },
    { from: '2030-10-27T00:30:00Z', next: '2030-10-28T01:30:00.000Z' },
  ])('after $from it opens next at $next', ({ from, next }) => {
    const start = nextStart(berlin('30 2 * * *', HOUR), Date.parse(from), 3 * DAY);
    expect(new Date(start ?? 0).toISOString()).toBe(next);
  });
});

describe('the next start', () => {
  const NOW = Date.parse('2030-01-13T03:00:00Z');

  test.each([
    { name: 'is not the one that is now', at: '0 3 * * 0', after: 7 * DAY },
    { name: 'may be the next minute', at: '* * * * *', after: MINUTE },
    { name: 'is the first of many in a day', at: '*/20 * * * *', after: 20 * MINUTE },
    { name: 'may be the last minute that is asked for', at: '0 3 12 2 *', after: 30 * DAY },
    { name: 'may be too far away', at: '1 3 12 2 *', after: null },
    { name: 'may be years away', at: '0 0 29 2 *', after: null },
  ])('$name', ({ at, after }) => {
    const next = nextStart(utc(at, HOUR), NOW, 30 * DAY);
    expect(next).toBe(after === null ? null : NOW + after);
  });

  test('of a rare window is found at once', () => {
    const started = performance.now();
    nextStart(berlin('0 0 29 2 *', HOUR), NOW, 31 * DAY);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('the calendar of maintenance', () => {
  function calendarOf<W extends RecurringWindow>(windows: readonly W[]) {
    const made = maintenanceCalendar(windows);
    onTestFinished(() => made[Symbol.dispose]());
    return made;
  }

  test('says at every minute what a look at each window alone says', () => {
    const windows = [
      berlin('30 2 * * *', 45 * MINUTE),
      berlin('*/50 * * * *', 7 * MINUTE),
      berlin('0 1 * * 0', 5 * HOUR),
    ];
    for (const start of ['2030-03-31T00:00:00Z', '2030-10-27T00:00:00Z']) {
      const calendar = calendarOf(windows);
      for (let now = Date.parse(start); now < Date.parse(start) + 4 * HOUR; now += 5 * MINUTE) {
        const alone = windows.flatMap((window) => {
          const span = openWindow(window, now);
          return span === null ? [] : [{ window, ...span }];
        });
        expect(calendar.active(now), new Date(now).toISOString()).toEqual(alone);
      }
    }
  });

  test('sees an end between two minutes', () => {
    const calendar = calendarOf([utc('0 3 * * *', 90 * SECOND)]);
    const start = Date.parse('2030-01-13T03:00:00Z');
    const open = [0, 60, 89.999, 90, 100].map(
      (seconds) => calendar.active(start + seconds * SECOND).length,
    );
    expect(open).toEqual([1, 1, 1, 0, 0]);
  });

  test('follows a clock that is set forward and back', () => {
    const calendar = calendarOf([utc('0 3 * * *', HOUR)]);
    const start = Date.parse('2030-01-13T03:00:00Z');
    const open = [0, 30 * DAY, 30 * DAY + HOUR, -MINUTE, 30 * MINUTE].map(
      (step) => calendar.active(start + step).length,
    );
    expect(open).toEqual([1, 1, 0, 0, 1]);
  });

  test('tells which window it is, with all that it carries', () => {
    const backup = { ...utc('0 3 * * *', HOUR), name: 'backup' };
    const now = Date.parse('2030-01-13T03:10:00Z');
    expect(
      calendarOf([backup])
        .active(now)
        .map(({ window }) => window.name),
    ).toEqual(['backup']);
    expect(calendarOf([]).active(now)).toEqual([]);
  });

  test('answers a hundred thousand times within a fraction of a second', () => {
    const calendar = calendarOf([berlin('0 3 * * 0', 2 * HOUR), berlin('0 4 1 * *', 7 * DAY)]);
    const start = Date.parse('2030-01-13T02:30:00Z');
    calendar.active(start);
    const began = performance.now();
    for (let step = 0; step < 100_000; step++) calendar.active(start + step * 6);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
