import { describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { describeCommand } from '../../src/chat/arguments.ts';
import type { CheckDesk } from '../../src/chat/check-desk.ts';
import { renderForTelegram } from '../../src/chat/telegram/render.ts';
import { unknownState } from '../../src/check/state.ts';
import type { CheckChange, CheckStatus, CheckValue, CheckView } from '../../src/model/check.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { aCheck } from '../check/asking.ts';
import { anAlert, NOON, STATES } from '../report/alerts.ts';
import { aTarget, stubDesk } from './stub-context.ts';

const ANA = { id: 'telegram:222', name: 'Ana' };

/** Checks with their courses: how long ago each change was, and what it was. */
function desk(
  courses: Readonly<Record<string, readonly (readonly [number, CheckStatus])[]>>,
  details: Readonly<Record<string, Readonly<Record<string, CheckValue>>>> = {},
) {
  const names = Object.keys({ ...courses, ...details });
  const views = names.map((name, place): CheckView => {
    const seen = { status: 'healthy', latency: 1, reasons: [], metrics: [], at: NOON } as const;
    const last = details[name] === undefined ? null : { ...seen, details: details[name] };
    const check = aCheck({ name, target: place === 0 ? 'web-1' : 'checks' });
    return { id: place + 1, check, state: { ...unknownState(NOON), last }, off: null };
  });
  const history: CheckDesk['history'] = async (id) =>
    (courses[names[id - 1] ?? ''] ?? []).map(
      ([ago, status]): CheckChange => ({
        check: id,
        at: NOON - ago,
        status,
        reason: `it is ${status}`,
      }),
    );
  return stubDesk({
    targets: [aTarget('web-1'), aTarget('checks', 2)],
    alerts: [
      anAlert({
        id: 12,
        rule: 'check_down',
        labels: { name: 'shop' },
        targetName: 'web-1',
        evidence: { metric: 'check.up', value: false, operator: '==', limit: false },
        state: { ...STATES.acknowledged, since: NOON - 3 * HOUR, by: ANA },
      }),
    ],
    context: { checks: { list: () => views, history } as unknown as CheckDesk },
  });
}

const COURSES = {
  shop: [
    [40 * DAY, 'healthy'],
    [30 * DAY, 'unknown'],
    [29 * DAY, 'healthy'],
    [3 * HOUR, 'unhealthy'],
    [2 * HOUR, 'healthy'],
  ],
  door: [[10 * DAY, 'healthy']],
  idle: [],
  gate: [
    [2 * DAY, 'healthy'],
    [36 * MINUTE, 'error'],
    [20 * MINUTE, 'unknown'],
  ],
} as const;

test('every check with its windows, the worst first', async () => {
  const { answer } = desk(COURSES);
  const text = await answer('/uptime');
  expect(text).toContain('Uptime of 4 checks');
  expect(
    text
      .split('\n')
      .filter((row) => /^\s*(check|shop|door|idle|gate)\b/.test(row))
      .map((row) => row.trim().split(/\s+/)),
  ).toEqual([
    ['check', '24h', '7d', '30d', '90d', '365d'],
    // Of 24 h 1 h; of 7 d 1 h: 99.404; of 29 d 1 h: 99.856; of 39 d 1 h: 99.893.
    ['shop', '95.8', '99.4', '99.8', '99.8', '99.8'],
    // 16 min of what is known: 23 h 40 min, and of 2 d less 20 min.
    ['gate', '98.8', '99.4', '99.4', '99.4', '99.4'],
    ['door', '100', '100', '100', '100', '100'],
    ['idle', '–', '–', '–', '–', '–'],
  ]);
});

test('one check, with its days and its incidents', async () => {
  const { answer, ask } = desk(COURSES);
  const text = await answer('/uptime shop');
  expect(text).toContain('Uptime of shop: 95.833 % in 24h');
  expect(text).toContain('🟩🟩🟩🟩🟩🟩🟩🟩🟩🟩🟩🟩🟩🟥 14 days');
  expect(text).toMatch(/30d\s+99.856\s+1 h\s+1 d\s+1/);
  expect(text).toMatch(/shop: 1 h, from .*: it is unhealthy \(#12, Ana had it\)/);
  expect((await ask('/uptime shop 24h')).data).toEqual({
    name: 'shop',
    windows: [
      {
        window: '24h',
        uptime_percent: 100 * (23 / 24),
        down_seconds: 3_600,
        unknown_seconds: 0,
        incidents: 1,
        longest_seconds: 3_600,
      },
    ],
    slo: null,
  });
  expect((await desk(COURSES).ask('/uptime 7d')).data).toMatchObject({
    checks: [{ name: 'shop' }, { name: 'gate', windows: [{ window: '7d' }] }, {}, {}],
  });
});

test.each([
  ['/uptime shp', 'There is no check “shp”; did you mean shop?'],
  ['/uptime 400d', 'write at most 365d'],
  ['/uptime 7x', 'write a window such as 24h, 7d or 365d'],
  ['/incidents 0d', 'write a window such as 24h, 7d or 90d'],
  ['/incidents nowhere', 'There is no target “nowhere”'],
])('%s is answered with what to write', async (line, why) => {
  expect(await desk(COURSES).answer(line)).toContain(why);
});

describe('/incidents', () => {
  test('those that last come first, then the newest', async () => {
    const { ask } = desk(COURSES);
    expect((await ask('/incidents')).data).toEqual({
      window: '7d',
      incidents: [
        {
          ...{ check: 'gate', target: 'checks' },
          ...{ from: new Date(NOON - 36 * MINUTE).toISOString(), to: null },
          ...{ down_seconds: 16 * 60, unknown_seconds: 20 * 60 },
          ...{ reason: 'it is error', alert: null, acknowledged_by: null },
        },
        {
          ...{ check: 'shop', target: 'web-1' },
          from: new Date(NOON - 3 * HOUR).toISOString(),
          to: new Date(NOON - 2 * HOUR).toISOString(),
          ...{ down_seconds: 3_600, unknown_seconds: 0 },
          ...{ reason: 'it is unhealthy', alert: 12, acknowledged_by: 'Ana' },
        },
      ],
    });
  });

  test.each([
    ['/incidents', '2 incidents in 7d, 1 open'],
    ['/incidents 1h', '1 incident in 1h, 1 open'],
    ['/incidents web-1', '1 incident of web-1 in 7d'],
    ['/incidents 1h web-1', 'No check of web-1 failed in the last 1h.'],
  ])('%s', async (line, says) => {
    expect(await desk(COURSES).answer(line)).toContain(says);
  });
});

test('/incidents says how far back it can look', async () => {
  const { answer, ask } = desk(COURSES);
  const text = await answer('/incidents 5000d');
  expect(text).toContain('2 incidents in 365d, 1 open');
  expect(text).toContain('Failures are kept for a year');
  expect((await ask('/incidents 5000d')).data).toMatchObject({ window: '365d' });
  expect(await answer('/incidents 365d')).not.toContain('Failures are kept');
});

test('certificates, the one that ends first on top', async () => {
  const seen = {
    shop: { 'tls.days_left': 40, 'tls.issuer': 'Example CA' },
    door: { status: 200 },
    mail: { 'tls.days_left': 5 },
  };
  const { answer, ask } = desk({}, seen);
  expect(await answer('/certs')).toContain('2 certificates, the first ends in 5 days');
  expect((await ask('/certs')).data).toEqual({
    certificates: [
      { check: 'mail', days_left: 5, issuer: null },
      { check: 'shop', days_left: 40, issuer: 'Example CA' },
    ],
  });
  expect(await desk({ shop: [] }).answer('/certs')).toContain('No check has seen a certificate');
});

test('a check is suggested wherever one can be named', async () => {
  const { complete } = desk(COURSES);
  const expected = [{ value: 'shop', label: 'shop (stub)' }];
  expect(await complete('uptime', 'check', 'sho')).toEqual(expected);
  expect(await complete('check', 'name', 'SHO')).toEqual(expected);
});

test('whatever names something that is there is completed', () => {
  const naming = ['target', 'check', 'kind', 'source', 'service', 'window', 'every', 'interval'];
  const of = ['watch', 'check', 'uptime', 'certs', 'incidents', 'freshness', 'gaps', 'health'];
  const open = commands
    .filter(({ name }) => of.includes(name))
    .map(describeCommand)
    .flatMap(({ name, args }) =>
      args
        .filter((arg) => naming.includes(arg.name) && !arg.completes && arg.choices === null)
        .map((arg) => `/${name} ${arg.name}`),
    );
  expect(open).toEqual([]);
});

test('usual times and conditions are suggested', async () => {
  const { complete } = desk(COURSES);
  const values = async (...of: Parameters<typeof complete>) =>
    (await complete(...of)).map(({ value }) => value);
  expect(await values('watch', 'every', '1')).toEqual(['15s', '1m', '15m', '1h', '1d']);
  expect(await values('watch', 'expect', 'status == 200; la')).toEqual([
    'status == 200; latency_ms < 500',
  ]);
  expect(await values('check', 'set', 'retries=1 target=WEB')).toEqual(['retries=1 target=web-1']);
  expect(await values('check', 'set', 'depends=door,sh')).toEqual(['depends=door,shop']);
  expect(await values('check', 'set', 'criticality=hi')).toEqual(['criticality=high']);
});

test('a phone shows it without breaking its lines', async () => {
  const { ask } = desk(COURSES);
  for (const line of ['/uptime', '/uptime shop']) {
    const { text } = renderForTelegram(await ask(line), { now: NOON, zone: 'UTC' });
    const fixed = [...text.matchAll(/<pre>([\s\S]*?)<\/pre>/g)].map(([, rows = '']) => rows);
    expect(fixed.length, line).toBeGreaterThan(0);
    expect(
      Math.max(
        ...fixed
          .join('\n')
          .split('\n')
          .map((row) => row.length),
      ),
    ).toBeLessThan(39);
  }
});
