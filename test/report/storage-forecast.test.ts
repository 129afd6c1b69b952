import { expect, test } from 'vitest';
import type { StorageReport } from '../../src/model/storage.ts';
import { DAY } from '../../src/model/time.ts';
import { storageForecast } from '../../src/report/storage-forecast.ts';

const NOW = 1_000 * DAY;

/** A day adds 10 of points, kept for 30 days, and 1 of hours, kept for 360; of both there are 20 days. */
function report(more: Partial<StorageReport> = {}): StorageReport {
  return {
    parts: { database: 100, samples: 900, logs: 0, backups: 0 },
    logsLimit: 0,
    limit: null,
    samples: {
      ...{ series: 1, count: 1, free: 0, bytesEach: null, targets: [] },
      tiers: { log: 0, parts: 0, chunks: 200, hours: 20 },
      own: [],
      perDay: { samples: 5, chunks: 10, hours: 1 },
      oldest: { chunks: NOW - 20 * DAY, hours: NOW - 20 * DAY },
    },
    retention: { points: 30 * DAY, hours: 360 * DAY, exceptions: [] },
    ...{ written: null, writtenLimit: 1, registered: 0 },
    events: { count: 0, bytes: 0, perDay: 0, most: 1 },
    series: { perTarget: 1, all: 1, refused: [] },
    ...more,
  };
}

test.each([
  {
    name: 'points grow for ten days more, hours all month',
    more: {},
    inMonth: 1_000 + 100 + 30,
    daysLeft: null,
  },
  {
    name: 'backups grow with what they copy',
    more: { parts: { database: 100, samples: 900, logs: 0, backups: 1_000 } },
    inMonth: 2_000 + 2 * 130,
    daysLeft: null,
  },
  {
    name: 'one late point changes nothing',
    more: {
      samples: { ...report().samples, oldest: { chunks: NOW - 30 * DAY, hours: NOW - 30 * DAY } },
    },
    inMonth: 1_130,
    daysLeft: null,
  },
  {
    name: 'what is kept for another time grows by itself',
    more: {
      samples: { ...report().samples, own: [{ metric: 'm', chunks: 80, perDay: 4 }] },
      retention: { ...report().retention, exceptions: [{ metric: 'm', kept: 400 * DAY }] },
    },
    inMonth: 1_000 + 4 * 30 + (6 * 30 - 120) + 30,
    daysLeft: null,
  },
  {
    name: 'events grow, up to what is kept of them',
    more: { events: { count: 10, bytes: 100, perDay: 10, most: 250 } },
    inMonth: 1_130 + 150,
    daysLeft: null,
  },
  { name: 'a limit is reached', more: { limit: 1_055 }, inMonth: 1_130, daysLeft: 5 },
  {
    name: 'a limit is reached by hours alone',
    more: { limit: 1_300 },
    inMonth: 1_130,
    daysLeft: 200,
  },
  { name: 'a limit is not reached', more: { limit: 2_000 }, inMonth: 1_130, daysLeft: null },
  { name: 'a limit is behind', more: { limit: 900 }, inMonth: 1_130, daysLeft: 0 },
])('$name', ({ more, inMonth, daysLeft }) => {
  expect(storageForecast(report(more))).toEqual({ inMonth, daysLeft });
});

test('before a day is sealed nobody knows', () => {
  const { samples } = report();
  expect(storageForecast(report({ samples: { ...samples, perDay: null } }))).toBeNull();
});
