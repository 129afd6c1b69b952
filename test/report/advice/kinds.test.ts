import { describe, expect, test } from 'vitest';
import type { Alert } from '../../../src/model/alert.ts';
import { RULE } from '../../../src/model/alert.ts';
import type { SeenContainer } from '../../../src/model/container.ts';
import type { SeriesQuestion } from '../../../src/model/series-question.ts';
import { DAY, HOUR, MINUTE } from '../../../src/model/time.ts';
import type { Adviser } from '../../../src/report/advice/advice.ts';
import { checks } from '../../../src/report/advice/checks.ts';
import { containers } from '../../../src/report/advice/containers.ts';
import { limits } from '../../../src/report/advice/limits.ts';
import { noisy } from '../../../src/report/advice/noisy.ts';
import { own } from '../../../src/report/advice/own.ts';
import { pushedChecks } from '../../../src/report/advice/pushed-checks.ts';
import { quiet } from '../../../src/report/advice/quiet.ts';
import type { AdviceReaders } from '../../../src/report/advice/readers.ts';
import { together } from '../../../src/report/advice/together.ts';
import { aRule, aTarget } from '../../commands/stub-context.ts';
import { openDesk, reading } from '../../support/desk.ts';
import { anAlert, NOON } from '../alerts.ts';

const TARGETS = [aTarget('web-1', 1), aTarget('db', 2)];
const NO_SAMPLES: AdviceReaders['samples'] = {
  series: async () => [],
  points: async () => [],
  query: async () => ({ series: [], error: 0, lost: 0, shortened: 0 }),
};

const NO_ALERTS: AdviceReaders['alerts'] = {
  between: async () => [],
  touching: async () => [],
};

async function texts(adviser: Adviser, readers: Partial<AdviceReaders>, targets = TARGETS) {
  const all = { alerts: NO_ALERTS, samples: NO_SAMPLES, ...readers };
  const found = await adviser(all, { targets, isFleet: true, now: NOON });
  return found.map(({ text }) => text);
}

/** Fired `at`, over after `lasted`; null: it is open. */
function fired(at: number, lasted: number | null, more: Partial<Alert> = {}): Alert {
  const since = { since: at, firedAt: at };
  const state =
    lasted === null
      ? ({ kind: 'firing', ...since } as const)
      : ({ kind: 'resolved', ...since, by: RULE, at: at + lasted, note: null } as const);
  return anAlert({ target: 1, targetName: 'web-1', rule: 'queue_long', state, ...more });
}

function alertsOf(all: readonly Alert[]): Pick<AdviceReaders, 'alerts'> {
  return { alerts: { between: async () => all, touching: async () => all } };
}

describe('limits that are always broken', () => {
  // 80 % of 7 days is 5.6 days.
  test.each([
    {
      name: 'open for 6 days',
      all: [fired(NOON - 6 * DAY, null)],
      says: ['6.0 of the last 7 days'],
    },
    {
      name: 'twice 3 days',
      all: [fired(NOON - 7 * DAY, 3 * DAY), fired(NOON - 3 * DAY, null)],
      says: ['6.0 of'],
    },
    { name: 'for 5.5 days', all: [fired(NOON - 5.5 * DAY, null)], says: [] },
    { name: 'only the last week counts', all: [fired(NOON - 20 * DAY, 15 * DAY)], says: [] },
  ])('$name', async ({ all, says }) => {
    const found = await texts(limits, alertsOf(all));
    expect(found).toEqual(says.map((text) => expect.stringContaining(text)));
  });
});

describe('limits that nothing comes near', () => {
  /** Highest and lowest value, and days with 48 points each. */
  function measured(value: number, days: number): AdviceReaders['samples'] {
    const query = async ({ fn }: SeriesQuestion) => {
      const points =
        fn === 'count'
          ? Array.from({ length: days }, (_, index) => ({ at: NOON - index * DAY, value: 48 }))
          : [{ at: NOON, value }];
      return { series: [{ target: 1, labels: {}, points }], error: 0, lost: 0, shortened: 0 };
    };
    return { ...NO_SAMPLES, query };
  }

  test.each([
    { when: 'queue.length > 100', value: 50, days: 14, says: 1 },
    { when: 'queue.length > 100', value: 51, days: 14, says: 0 },
    { when: 'queue.length > 100', value: 5, days: 13, says: 0 },
    { when: 'workers < 4', value: 8, days: 30, says: 1 },
    { when: 'workers < 4', value: 7, days: 30, says: 0 },
    { when: 'avg(queue.length, "5m") > 100', value: 5, days: 30, says: 0 },
  ])('$when with $value in $days days: $says', async ({ when, value, days, says }) => {
    const rule = aRule({ levels: [{ severity: 'warning', when }] });
    const ruleDesk = { list: async () => [{ rule, targets: ['web-1'], off: null }] };
    expect(await texts(limits, { samples: measured(value, days), ruleDesk })).toHaveLength(says);
  });
});

describe('targets in trouble together', () => {
  const at = [1, 3, 5, 8].map((days) => NOON - days * DAY);
  const one = at.map((start) => fired(start, HOUR));
  const near = (shift: number, count: number) =>
    at.slice(0, count).map((start) => fired(start + shift, HOUR, { target: 2, targetName: 'db' }));

  test.each([
    { name: '4 of 4 within 5 minutes', others: near(5 * MINUTE, 4), says: 1 },
    { name: '3 of 4', others: near(-MINUTE, 3), says: 1 },
    { name: '2 of 4', others: near(MINUTE, 2), says: 0 },
    { name: 'later than 5 minutes', others: near(6 * MINUTE, 4), says: 0 },
  ])('$name: $says', async ({ others, says }) => {
    const found = await texts(together, alertsOf([...one, ...others]));
    expect(found).toHaveLength(says);
  });

  test('what depends on the other is known', async () => {
    const targets = [{ ...aTarget('web-1', 1), parent: 'db' }, aTarget('db', 2)];
    expect(await texts(together, alertsOf([...one, ...near(0, 4)]), targets)).toEqual([]);
  });
});

test('containers that restart, and that are killed', async () => {
  const desk = await openDesk({ rules: [] });
  const start = Date.UTC(2026, 2, 10, 12);
  const told = (name: string, restarts: number, kills: number) => [
    reading('container.new_restarts', restarts, { name }),
    reading('container.new_oom_kills', kills, { name }),
  ];
  // What was 8 days ago counts no more.
  await desk.measured('web-1', start - 8 * DAY, [...told('app', 9, 9), ...told('old', 9, 9)]);
  await desk.measured('web-1', start - 3 * DAY, [...told('app', 1, 0), ...told('two', 2, 0)]);
  await desk.measured('web-1', start - HOUR, [...told('app', 2, 0), ...told('job', 1, 1)]);
  const web = desk.targetNamed('web-1');
  const request = { targets: [web], isFleet: false, now: start };
  const readers = { ...alertsOf([]), samples: desk.samples };
  const pushed = await containers(readers, request);
  expect(pushed.map(({ text }) => text)).toEqual([
    'container app of web-1 restarted 3 times in 7 days',
    'container job of web-1 restarted once in 7 days, killed once for want of memory: raise its limit',
  ]);
  expect(pushed.map(({ shownBy }) => shownBy.input)).toEqual([
    'container.new_restarts web-1 7d',
    'container.new_oom_kills web-1 7d',
  ]);
  const seen = [{ name: 'app', exitCode: 1 }] as SeenContainer[];
  const sight = async () => ({ at: NOON, trouble: null, more: 0, containers: seen });
  const [first] = await containers({ ...readers, containers: { sight } }, request);
  expect(first?.text).toContain('3 times in 7 days, the last time with exit code 1');
  expect(first?.shownBy.command).toBe('containers');
});

describe('noisy rules name a command that works', () => {
  const level = { severity: 'error', when: 'queue.length > 1' } as const;
  const calm = Array.from({ length: 6 }, (_, index) => fired(NOON - (index + 1) * DAY, HOUR));
  const short = Array.from({ length: 50 }, (_, i) => fired(NOON - (i + 1) * 6 * HOUR, MINUTE));
  const noise = calm.map((one) => ({
    ...one,
    life: { ...one.life, noise: RULE },
  }));
  test.each([
    {
      name: 'nobody marked any',
      all: calm,
      levels: [level],
      says: 'edit queue_long severity=warning',
    },
    { name: 'short ones', all: short, levels: [level], says: 'edit queue_long for=2m' },
    { name: 'two levels', all: calm, levels: [level, level], says: 'show queue_long' },
    { name: 'marked noise', all: noise, levels: [level], says: 'suggest queue_long' },
  ])('$name: $says', async ({ all, levels, says }) => {
    const [first, ...more] = levels;
    const rule = { ...aRule({ levels: [first ?? level, ...more] }), name: 'queue_long' };
    const ruleDesk = { list: async () => [{ rule, targets: ['web-1'], off: null }] };
    const readers = { ...alertsOf(all), samples: NO_SAMPLES, ruleDesk };
    const found = await noisy(readers, { targets: TARGETS, isFleet: true, now: NOON });
    expect(found[0]?.shownBy).toEqual({ command: 'rules', input: says });
  });
});

test('what the monitor lacks', async () => {
  const kept = [{ name: 'one', at: NOON - 3 * DAY, bytes: 1 }];
  const backups = { kept, folder: '', keep: 7, makingSince: null, failure: null };
  const duties = [
    { person: 'Ana', from: NOON, to: NOON + DAY },
    { person: null, from: NOON + DAY, to: NOON + 2 * DAY },
    { person: null, from: NOON + 6 * DAY, to: NOON + 9 * DAY },
  ];
  const found = await texts(own, {
    backups: { list: async () => backups },
    oncallDesk: { rotas: () => [{ name: 'ops', duties, unreachable: ['Ben'] }] },
  });
  expect(found).toEqual([
    'the newest backup is 3 d old, beyond 2 d',
    'in rota ops nobody is on call for 2 d of the next 7 days',
    'in rota ops no message can reach Ben',
  ]);
});

test('checks that flap, and certificates that end', async () => {
  const last = { details: { 'tls.days_left': 2 } };
  const view = {
    id: 1,
    off: null,
    check: { name: 'shop', target: 'web-1', failAfter: 1 },
    state: { last },
  };
  const changes = Array.from({ length: 10 }, (_, index) => ({
    ...{ check: 1, at: NOON - (index + 1) * HOUR, reason: '' },
    status: index % 2 === 0 ? 'healthy' : 'unhealthy',
  }));
  const desk = { list: () => [view], history: async () => changes };
  expect(
    await texts(checks, { checks: desk as unknown as NonNullable<AdviceReaders['checks']> }),
  ).toEqual([
    expect.stringContaining('the certificate that check shop sees ends in 2 days'),
    expect.stringContaining('check shop went down 5 times in 7 days'),
  ]);
});

test.each([
  { failures: 5, says: ['check api of web-1, which comes by push, went down 5 times in 7 days'] },
  { failures: 4, says: [] },
])('a pushed check that went down $failures times', async ({ failures, says }) => {
  const desk = await openDesk({ rules: [] });
  const start = Date.UTC(2026, 2, 10, 12);
  for (let index = 0; index < 12; index++) {
    // Each second one fails: two readings in a row are one failure.
    const isUp = index % 2 === 1 || index >= 2 * failures;
    for (const at of [start - (20 - index) * HOUR, start - (20 - index) * HOUR + 5 * MINUTE]) {
      await desk.measured('web-1', at, [reading('check.up', Number(isUp), { name: 'api' })]);
    }
  }
  const request = { targets: [desk.targetNamed('web-1')], isFleet: false, now: start };
  const found = await pushedChecks({ ...alertsOf([]), samples: desk.samples }, request);
  expect(found.map(({ text }) => text)).toEqual(says.map((one) => expect.stringContaining(one)));
});

test('a source that came every day and stopped, while its target goes on', async () => {
  const desk = await openDesk({ rules: [] });
  const start = Date.UTC(2026, 2, 10, 12);
  for (let at = start - 3 * DAY; at <= start; at += 30 * MINUTE) {
    const isOn = at < start - 7 * HOUR;
    const more = isOn ? [reading('queue.length', 5), reading('queue.age', 1)] : [];
    await desk.measured('web-1', at, [reading('system.cpu', 20), ...more]);
  }
  const request = { targets: [desk.targetNamed('web-1')], isFleet: false, now: start };
  const found = await quiet({ ...alertsOf([]), samples: desk.samples }, request);
  expect(found.map(({ text }) => text)).toEqual([
    'queue.* of web-1 came on 3 of the last 7 days, and nothing of it within 6 h',
  ]);
});
