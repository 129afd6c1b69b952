import { describe, expect, test } from 'vitest';
import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import type { Alert } from '../../src/model/alert.ts';
import type { CheckStatus } from '../../src/model/check.ts';
import type { Gap, Point } from '../../src/model/sample.ts';
import type { Score } from '../../src/model/score.ts';
import type { TargetPause } from '../../src/model/target.ts';
import type { Instant } from '../../src/model/time.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import type { ReportReaders } from '../../src/report/daily.ts';
import { dailyReport } from '../../src/report/daily.ts';
import { ANA, anAlert, RULE } from './alerts.ts';

const DATE = '2026-03-10';
const START = Date.UTC(2026, 2, 10);
const TARGET = {
  id: 1,
  name: 'web-1',
  kind: 'local',
  interval: 30_000,
  labels: {},
  preset: 'base',
  ssh: null,
  parent: null,
} as const;

interface World {
  scores?: readonly Score[];
  health?: readonly Point[];
  disks?: Readonly<Record<string, readonly Point[]>>;
  alerts?: readonly Alert[];
  gaps?: readonly Gap[];
  rounds?: { measured: number; missed: number };
}

/** Readers over lists made by hand, as strict about spans as the store. */
function readers(world: World): ReportReaders {
  const within = (from: Instant, to: Instant) => (one: { at: Instant }) =>
    one.at >= from && one.at < to;
  const { scores = [], health = [], disks = {}, gaps = [] } = world;
  return {
    scores: {
      at: async (_, at) => scores.filter((one) => one.at <= at).at(-1) ?? null,
      history: async (_, from, to) => scores.filter(within(from, to)),
    },
    alerts: { between: async () => world.alerts ?? [] },
    rounds: {
      gaps: async (_, from, to) => gaps.filter((gap) => gap.from < to && (gap.to ?? to) > from),
      count: async () => world.rounds ?? { measured: 1, missed: 0 },
    },
    series: {
      series: async () =>
        Object.keys(disks).map((mount) => ({ metric: 'system.disk', labels: { mount } })),
      points: async (_, { metric, labels }, { from, to }) =>
        (metric === 'health.score' ? health : (disks[labels['mount'] ?? ''] ?? [])).filter(
          within(from, to),
        ),
    },
  };
}

async function shown(
  world: World,
  more: { now?: Instant; zone?: string; date?: string; paused?: TargetPause } = {},
): Promise<string> {
  const { now = START + 23 * HOUR, zone = 'UTC', date = DATE } = more;
  const targets = [{ ...TARGET, paused: more.paused ?? null }];
  const reply = await dailyReport(readers(world), { targets, date, zone, now });
  return renderForConsole(reply, { width: UNBROKEN, colour: false, zone, now });
}

function score(at: Instant, value: number | null, label = `at ${value}`): Score {
  const factors =
    value === null || value === 100
      ? []
      : [{ name: 'x', label, kind: 'issue', points: 100 - value, value: 1, limit: 0 } as const];
  return { target: 1, at, score: value, status: 'X', factors, unknown: [] };
}

const points = (...pairs: [number, number][]) =>
  pairs.map(([hour, value]) => ({ at: START + hour * HOUR, value }));

test.each([
  { name: 'all day', at: START - HOUR, measured: 0, says: /web-1\s+Paused by Ana since/s },
  {
    name: 'since noon',
    at: START + 12 * HOUR,
    measured: 5,
    says: /Paused by Ana since.*Measured/s,
  },
  { name: 'since the next day', at: START + 25 * HOUR, measured: 5, says: /^(?!.*Paused)/s },
])('a target that is paused $name is said to be', async ({ at, measured, says }) => {
  const paused = { target: 1, by: { id: 'a', name: 'Ana' }, at, until: null };
  const text = await shown({ rounds: { measured, missed: 0 } }, { paused });
  expect(text).toMatch(says);
  expect(text).not.toMatch(/nothing was measured/i);
});

describe('the numbers of a day', () => {
  test('score: least, mean, greatest and newest', async () => {
    const health = points([-1, 5], [0, 100], [1, 90], [2, 60], [3, 81], [24, 5]);
    expect(await shown({ health })).toContain('Score     min 60, average 82.8, max 100, now 81');
    expect(await shown({ health }, { now: START + 2 * DAY })).toContain('max 100, at the end 81');
    expect(await shown({})).toContain('Score     not measured');
  });

  test('alerts opened and resolved within the day', async () => {
    const at = (hour: number) => START + hour * HOUR;
    const alerts = [
      anAlert({ state: { kind: 'firing', since: at(1), firedAt: at(2) } }),
      anAlert({
        state: {
          kind: 'acknowledged',
          since: at(-2),
          firedAt: at(-1),
          by: ANA,
          at: at(1),
          note: null,
        },
      }),
      anAlert({
        state: {
          kind: 'resolved',
          since: at(-2),
          firedAt: at(-1),
          by: RULE,
          at: at(3),
          note: null,
        },
      }),
      anAlert({
        state: { kind: 'resolved', since: at(4), firedAt: at(4), by: ANA, at: at(5), note: null },
      }),
      anAlert({
        state: {
          kind: 'resolved',
          since: at(20),
          firedAt: at(20),
          by: RULE,
          at: at(25),
          note: null,
        },
      }),
    ];
    expect(await shown({ alerts }, { now: START + 2 * DAY })).toContain(
      'Alerts    3 opened, 2 resolved',
    );
  });

  test.each([
    [{ measured: 2_880, missed: 0 }, '100 % (2880 of 2880 rounds)'],
    [{ measured: 2_879, missed: 1 }, '99.97 % (2879 of 2880 rounds)'],
    [{ measured: 99_999, missed: 1 }, '99.99 % (99999 of 100000 rounds)'],
    [{ measured: 0, missed: 10 }, '0.00 % (0 of 10 rounds)'],
  ])('uptime of %o', async (rounds, text) => {
    expect(await shown({ rounds })).toContain(`Measured  ${text}`);
  });

  test('gaps count only what falls into the day', async () => {
    const gap = (from: number, to: number | null) => ({
      target: 1,
      from: START + from,
      to: to === null ? null : START + to,
      reason: 'x',
    });
    const gaps = [gap(-2 * HOUR, 30 * MINUTE), gap(HOUR, HOUR + 5 * MINUTE), gap(22 * HOUR, null)];
    expect(await shown({ gaps })).toMatch(/Gaps +3, 1 h 35 min in all/);
    expect(await shown({})).toMatch(/Gaps +none/);
  });

  test.each([
    ['23 hours', '2026-03-29', '23 h in all'],
    ['25 hours', '2026-10-25', '1 d 1 h in all'],
  ])('a day of %s without data', async (_, date, text) => {
    const gaps = [{ target: 1, from: 0, to: null, reason: 'x' }];
    const now = Date.parse(`${date}T12:00:00Z`) + 3 * DAY;
    expect(await shown({ gaps }, { date, zone: 'Europe/Berlin', now })).toContain(`1, ${text}`);
  });

  test('a day in a zone of its own', async () => {
    const health = [
      { at: Date.parse('2026-03-09T18:29:59Z'), value: 1 },
      { at: Date.parse('2026-03-09T18:30:00Z'), value: 50 },
      { at: Date.parse('2026-03-10T18:29:59Z'), value: 60 },
      { at: Date.parse('2026-03-10T18:30:00Z'), value: 99 },
    ];
    expect(await shown({ health }, { zone: 'Asia/Kolkata', now: START + 3 * DAY })).toContain(
      'min 50, average 55.0, max 60',
    );
  });
});

describe('a day without data', () => {
  const none = { measured: 0, missed: 0 };

  test('is one line, without an age', async () => {
    expect(await shown({ rounds: none })).toBe(
      '○ Daily summary · 2026-03-10\nNothing was measured that day.',
    );
  });

  test('of a target that was asked and never answered is bad', async () => {
    const text = await shown({ rounds: { measured: 0, missed: 10 } });
    expect(text).toMatch(/^■ Daily summary · 2026-03-10\nweb-1\nScore +not measured\n/);
    expect(text).not.toContain('ago');
  });

  test('of one target beside others is one line of theirs', async () => {
    const day = { date: DATE, zone: 'UTC', now: START + 23 * HOUR };
    const of = readers({});
    const count = async (id: number) => (id === 1 ? { measured: 1, missed: 0 } : none);
    const targets = [TARGET, { ...TARGET, id: 2, name: 'web-2' }];
    const reply = await dailyReport(
      { ...of, rounds: { ...of.rounds, count } },
      { ...day, targets },
    );
    const screen = { width: UNBROKEN, colour: false, zone: 'UTC', now: day.now };
    expect(renderForConsole(reply, screen)).toMatch(
      /\nweb-1\n[\s\S]*\nweb-2: nothing was measured that day\.\n/,
    );
  });

  test('a gap that began just now is none', async () => {
    const now = START + 23 * HOUR;
    const gaps = [{ target: 1, from: now, to: null, reason: 'x' }];
    expect(await shown({ gaps }, { now })).toMatch(/Gaps +none/);
  });
});

describe('the worst moments', () => {
  const hour = (at: number, value: number | null) => score(START + at * HOUR, value);
  const health = points([0, 50], [1, 50]);

  test.each([
    [
      'are three, worst first',
      [hour(1, 80), hour(3, 60), hour(5, 70), hour(7, 75)],
      ['03:00 60/100: at 60', '05:00 70/100: at 70', '07:00 75/100: at 75'],
    ],
    [
      'lie half an hour apart',
      [hour(1, 60), hour(1.49, 50), hour(1.99, 60), hour(3, 90)],
      ['01:29 50/100: at 50', '01:59 60/100: at 60', '03:00 90/100: at 90'],
    ],
    [
      'of equal score come in their order',
      [hour(4, 60), hour(2, 60)],
      ['02:00 60/100: at 60', '04:00 60/100: at 60'],
    ],
    ['are none in a perfect day', [hour(1, 100)], []],
    ['are never the absence of data', [hour(1, null), hour(2, 70)], ['02:00 70/100: at 70']],
    ['know what the day began with', [hour(-30, 20), hour(5, 100)], ['00:00 20/100: at 20']],
    ['are not those of the day after', [hour(25, 20)], []],
  ])('%s', async (_, scores, moments) => {
    const text = await shown({ scores, health }, { now: START + 2 * DAY });
    const found = text
      .split('\n')
      .filter((line) => line.startsWith('• '))
      .map((line) => line.slice(2));
    expect(found).toEqual(moments);
    expect(text.includes('Worst moments:')).toBe(moments.length > 0);
  });

  test('of a day without any data are none, whatever the day before was like', async () => {
    expect(await shown({ scores: [hour(-30, 20)] })).not.toContain('Worst');
  });
});

describe('the disk forecast in one line', () => {
  const now = START + 23 * HOUR;
  const rising = (from: number, perHour: number) =>
    Array.from({ length: 24 }, (_, index) => ({
      at: now - (24 - index) * HOUR,
      value: from + index * perHour,
    }));

  test('names the disk that is full first', async () => {
    const disks = { '/': rising(50, 0.1), '/var': rising(53, 1), '/data': rising(40, 0) };
    // 76 at an hour ago, one a hour: 100 in 24 hours from then.
    expect(await shown({ disks })).toContain('/var full in about 23 h (straight line over 7 days)');
  });

  test.each<[string, World['disks'], string]>([
    ['no disk was measured', {}, 'not measured'],
    ['none is filling up', { '/': rising(50, 0), '/var': rising(90, -1) }, 'no disk is filling up'],
    ['one is full', { '/': rising(100, 0), '/var': rising(76, 1) }, '/ is full'],
  ])('%s', async (_, disks = {}, text) => {
    expect(await shown({ disks })).toMatch(new RegExp(`Disk +${text}`));
  });
});

test('the summary of several targets, and of none', async () => {
  const two = [TARGET, { ...TARGET, id: 2, name: 'web-2' }];
  const request = { date: DATE, zone: 'UTC', now: START + 23 * HOUR };
  const reply = await dailyReport(readers({ health: points([1, 30]) }), {
    ...request,
    targets: two,
  });
  const text = renderForConsole(reply, {
    width: UNBROKEN,
    colour: false,
    zone: 'UTC',
    now: request.now,
  });
  expect(text).toMatch(/^■ Daily summary · 2026-03-10\nweb-1\n[\s\S]*\nweb-2\n/);
  const none = await dailyReport(readers({}), { ...request, targets: [] });
  expect(renderForConsole(none, { width: UNBROKEN, colour: false, zone: 'UTC', now: 0 })).toContain(
    'No targets are watched.',
  );
});

test('a day says which checks were down, and why', async () => {
  const at = (hours: number, status: CheckStatus, check: number) => ({
    ...{ check, at: START + hours * HOUR, status, reason: `it is ${status}` },
  });
  const courses = [
    [at(-24, 'healthy', 1)],
    [at(-24, 'healthy', 2), at(6, 'unhealthy', 2), at(8.4, 'healthy', 2), at(25, 'error', 2)],
    [],
    [at(-24, 'healthy', 4), at(23, 'error', 4), at(26, 'healthy', 4)],
  ];
  const checks = ['door', 'shop', 'idle', 'mail'].map((name, place) => ({
    ...{ id: place + 1, check: { name, target: 'checks' } },
  }));
  const history = async (id: number, from: Instant, to: Instant) => {
    const all = courses[id - 1] ?? [];
    const held = all.filter((one) => one.at <= from).at(-1);
    return [...(held ? [held] : []), ...all.filter((one) => one.at > from && one.at < to)];
  };
  const reply = await dailyReport(
    { ...readers({ health: points([1, 80]) }), checks: { history } },
    { targets: [TARGET], checks, date: DATE, zone: 'UTC', now: START + 30 * HOUR },
  );
  const text = renderForConsole(reply, { width: UNBROKEN, colour: false, zone: 'UTC', now: START });
  expect(text).toContain(
    'Checks: 1 of 4 checks up all the time that is known, 1 not looked at; shop 90 % (down 2 h 24 min), mail 95.83 % (down 1 h).',
  );
  expect(text).toContain('mail: 3 h, from 2026-03-10 23:00: it is error');
  expect(text).toContain('shop: 2 h 24 min, from 2026-03-10 06:00: it is unhealthy');
  expect(text).not.toContain('2026-03-11');
  expect(reply.data).toMatchObject({
    checks: {
      uptime: [
        { name: 'door', uptime_percent: 100 },
        { name: 'shop', uptime_percent: expect.closeTo(90) },
        { name: 'idle', uptime_percent: null },
        { name: 'mail', uptime_percent: expect.closeTo(95.8333) },
      ],
      incidents: [{ check: 'mail' }, { check: 'shop' }],
    },
  });
});
