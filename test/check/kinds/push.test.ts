import { expect, test } from 'vitest';
import { push } from '../../../src/check/kinds/push.ts';
import type { Ping, Pings } from '../../../src/model/ping.ts';
import { afterPing, NO_PINGS } from '../../../src/model/ping.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/model/time.ts';
import { ask } from '../asking.ts';

const BEGIN = Date.parse('2030-01-15T12:00:00Z');
const HOURLY = { period: '1h', grace: '10m' };
const NIGHTLY = { cron: '0 3 * * *', zone: 'Europe/Berlin', grace: '1h' };

/** Pings by the minutes after the begin. */
function told(...pings: readonly (readonly [minute: number, signal: string])[]): Pings {
  return pings.reduce((before, [minute, signal]) => {
    const exit = /^\d+$/.test(signal) ? Number(signal) : null;
    const byExit = exit === 0 ? 'success' : 'fail';
    const meant = exit === null ? signal : byExit;
    const at = BEGIN + minute * MINUTE;
    return afterPing(before, { signal: meant as Ping['signal'], exit, body: '', at });
  }, NO_PINGS);
}

function standing(
  entry: Readonly<Record<string, string>>,
  pings: Pings,
  minute: number,
  { since = -60, expect: conditions = [] as string[], isNew = false } = {},
) {
  const now = () => BEGIN + minute * MINUTE;
  return ask(push, entry, {
    clock: { now, monotonic: now },
    expect: conditions,
    pings: { pings, since: BEGIN + since * MINUTE, isNew },
  });
}

const DUE = 'a ping was due at 2030-01-15 13:00 UTC';
const LOST = 'pings were not taken before 2030-01-15 13:30 UTC, so one may be lost';

test.each([
  ['nothing has come', [], 500, 'unknown', 'no ping has come yet'],
  ['a run is under way', [[0, 'start']], 5, 'unknown', 'its first run is under way'],
  ['it came', [[0, 'success']], 60, 'healthy', undefined],
  ['it is late', [[0, 'success']], 65, 'healthy', `late: ${DUE}`],
  ['it did not come', [[0, 'success']], 71, 'unhealthy', `${DUE} and did not come within 10 min`],
  ['it failed', [[0, 'fail']], 1, 'unhealthy', 'the job said that it failed'],
  ['it left with 3', [[0, '3']], 1, 'unhealthy', 'the job ended with exit code 3'],
  ['it left with 0', [[0, '0']], 1, 'healthy', undefined],
  [
    'it failed and began',
    [
      [0, 'fail'],
      [5, 'start'],
    ],
    6,
    'unhealthy',
    'the job said that it failed',
  ],
  [
    'it failed and is well',
    [
      [0, 'fail'],
      [5, 'success'],
    ],
    6,
    'healthy',
    undefined,
  ],
  [
    'a log tells nothing',
    [
      [0, 'success'],
      [59, 'log'],
    ],
    71,
    'unhealthy',
    `${DUE} and did not come within 10 min`,
  ],
  [
    'it began and did not end',
    [
      [0, 'success'],
      [30, 'start'],
    ],
    41,
    'unhealthy',
    'the job began at 2030-01-15 12:30 UTC and did not end within 10 min',
  ],
  [
    'it is at work',
    [
      [0, 'success'],
      [55, 'start'],
    ],
    61,
    'healthy',
    `late: ${DUE}`,
  ],
] as const)('%s', async (_, pings, minute, status, reason) => {
  const seen = await standing(HOURLY, told(...pings), minute);
  expect([seen.status, seen.reasons[0]]).toEqual([status, reason]);
});

test.each([
  [95, 'unknown', `${DUE} and did not come within 10 min; ${LOST}`],
  [101, 'unhealthy', `${DUE} and did not come within 10 min; ${LOST}`],
] as const)(
  'what may have come while nobody listened, %d min on: %s',
  async (minute, status, reason) => {
    const seen = await standing(HOURLY, told([0, 'success']), minute, { since: 90 });
    expect([seen.status, seen.reasons[0]]).toEqual([status, reason]);
  },
);

test('a calendar is one of its zone, and its first slot after the last success counts', async () => {
  const pings = told([0, 'success']);
  const slot = (Date.parse('2030-01-16T02:00:00Z') - BEGIN) / MINUTE;
  const status = async (minute: number) => (await standing(NIGHTLY, pings, minute)).status;
  expect(await status(slot - 1)).toBe('healthy');
  expect(await status(slot + 60)).toBe('healthy');
  const down = await standing(NIGHTLY, pings, slot + 61 + 3 * 24 * 60);
  expect(down.reasons).toEqual([
    'a ping was due at 2030-01-16 02:00 UTC and did not come within 1 h',
  ]);
});

test('a calendar is looked through once, however often it is asked', async () => {
  const pings = told([0, 'success']);
  const entry = { cron: '30 12 * * *', grace: '5m' };
  const all: string[] = [];
  for (const minute of [10, 29, 30, 31, 35, 36]) {
    all.push((await standing(entry, pings, minute)).reasons[0] ?? '');
  }
  const due = 'a ping was due at 2030-01-15 12:30 UTC';
  expect(all).toEqual([
    '',
    '',
    '',
    ...Array(2).fill(`late: ${due}`),
    `${due} and did not come within 5 min`,
  ]);
});

test('a run is measured once, and can be held to a time', async () => {
  const pings = told([0, 'start'], [4, '0']);
  const fresh = await standing(HOURLY, pings, 4, { isNew: true, expect: ['run_s < 60'] });
  expect(fresh).toMatchObject({
    status: 'unhealthy',
    latency: 4 * MINUTE,
    reasons: [expect.stringMatching(/run_s/)],
  });
  const later = await standing(HOURLY, pings, 5, { expect: ['run_s < 600', 'exit == 0'] });
  expect(later).toMatchObject({
    status: 'healthy',
    latency: null,
    details: { run_s: 240, exit: 0 },
  });
});

test('while no ping can be taken nothing is known', async () => {
  expect(await ask(push, HOURLY)).toMatchObject({
    status: 'unknown',
    reasons: [
      'pings cannot be taken, since nothing answers HTTP — see ANALYTICS_ENABLED and the log',
    ],
  });
});

test.each([
  [{}, 'kind'],
  [{ period: HOUR, cron: '0 3 * * *' }, 'cron'],
])('%j is refused', (entry, key) => {
  expect(push.problem?.({ ...entry, zone: 'UTC', grace: SECOND } as never)?.key).toBe(key);
});

test('its key is a secret, and not in what is shown of it', () => {
  const entry = { period: HOUR, zone: 'UTC', grace: SECOND, key: '0123456789abcdef' } as never;
  expect(push.secrets?.(entry)).toEqual(['0123456789abcdef']);
  expect(push.subject(entry)).toBe('every 1 h, may be 1 s late');
});
