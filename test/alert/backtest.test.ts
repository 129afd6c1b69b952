import { describe, expect, test } from 'vitest';
import type { BacktestLimits } from '../../src/alert/backtest/backtest.ts';
import { backtest } from '../../src/alert/backtest/backtest.ts';
import { ruleWithLimit } from '../../src/alert/backtest/neighbours.ts';
import type { Past } from '../../src/alert/backtest/past.ts';
import { compileRule } from '../../src/alert/compile.ts';
import type { WouldBe } from '../../src/model/backtest.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Labels } from '../../src/model/sample.ts';
import { labelText } from '../../src/model/sample.ts';
import { DAY, MINUTE } from '../../src/model/time.ts';
import { aRule, at } from './world.ts';

interface Stored {
  readonly metric: string;
  readonly labels?: Labels;
  /** One value a minute from minute 0 on; null: no round reached it, undefined: it was not in the round. */
  readonly values: readonly (number | null | undefined)[];
}

/** Stored samples of one target that has a round a minute. */
function aPast(stored: readonly Stored[], more: Partial<Past> = {}): Past {
  const rounds = Math.max(...stored.map(({ values }) => values.length));
  const reached = Array.from({ length: rounds }, (_, minute) =>
    stored.some(({ values }) => values[minute] === null) ? 0 : 1,
  );
  const all = [...stored, { metric: 'target.reachable', values: reached }];
  return {
    series: async () => all.map(({ metric, labels = {} }) => ({ metric, labels })),
    async points(_, { metric, labels }, { from, to }) {
      const own = all.find(
        (one) => one.metric === metric && labelText(one.labels ?? {}) === labelText(labels),
      );
      return (own?.values ?? []).flatMap((value, minute) => {
        const when = at(minute);
        return value == null || when < from || when >= to ? [] : [{ at: when, value }];
      });
    },
    counts: async () => [],
    ...more,
  };
}

const TARGET = { id: 1, name: 'web-1', kind: 'local', interval: MINUTE } as const;

function tried(
  past: Past,
  rules: readonly Rule[],
  more: { from?: number; to?: number; limits?: Partial<BacktestLimits>; signal?: AbortSignal } = {},
) {
  return backtest(
    { past, monotonic: () => 0, breathe: async () => {} },
    {
      targets: [TARGET],
      rules: rules.map((rule) => compileRule(rule)),
      from: at(more.from ?? 0),
      to: at(more.to ?? 60),
      limits: more.limits ?? {},
      signal: more.signal ?? new AbortController().signal,
    },
  );
}

/** `2-5 max 97`: when it fired and was over, by the minute. */
function shown({ firedAt, endedAt, labels, worst, again, severity }: WouldBe): string {
  const minute = (when: number) => (when - at(0)) / MINUTE;
  const series = labelText(labels);
  return [
    ...(series === '' ? [] : [series]),
    `${minute(firedAt)}-${endedAt === null ? '' : minute(endedAt)}`,
    `worst ${worst.value}`,
    ...(severity === 'warning' ? [] : [severity]),
    ...(again === 0 ? [] : [`again ${again}`]),
  ].join(' ');
}

describe('fires as the alerts of a rule would', () => {
  const cpu = (...values: (number | null | undefined)[]): Stored[] => [
    { metric: 'system.cpu', values },
  ];
  const over = (more: Partial<Rule> = {}) => aRule('system.cpu > 90', { cooldown: 0, ...more });
  test.each<{
    name: string;
    stored: readonly Stored[];
    rule: Rule;
    fires: string[];
    short?: number;
  }>([
    {
      name: 'at once, until it holds no more',
      stored: cpu(10, 95, 97, 96, 10, 92),
      rule: over(),
      fires: ['1-4 worst 97', '5- worst 92'],
    },
    {
      name: 'once it has held for long enough; what was too short is counted',
      stored: cpu(95, 10, 95, 96, 97, 10),
      rule: over({ for: 2 * MINUTE }),
      fires: ['4-5 worst 97'],
      short: 1,
    },
    {
      name: 'clears by a limit of its own',
      stored: cpu(95, 88, 80, 95, 60),
      rule: over({ clear: 'system.cpu < 70' }),
      fires: ['0-4 worst 95'],
    },
    {
      name: 'clears when that has lasted',
      stored: cpu(95, 80, 95, 80, 80, 80),
      rule: over({ clearFor: 2 * MINUTE }),
      fires: ['0-5 worst 95'],
    },
    {
      name: 'goes on within its cooldown',
      stored: cpu(95, 10, 10, 96, 10, 10, 10, 10, 10, 10, 95),
      rule: over({ cooldown: 3 * MINUTE }),
      fires: ['0-4 worst 96 again 1', '10- worst 95'],
    },
    {
      name: 'unknown neither fires nor clears',
      stored: cpu(95, undefined, undefined, 95, 10),
      rule: over(),
      fires: ['0-4 worst 95'],
    },
    {
      name: 'what waits begins anew after a long time without data',
      stored: cpu(95, null, null, null, null, 95, 95, 95),
      rule: over({ for: 2 * MINUTE }),
      fires: ['7- worst 95'],
    },
    {
      name: 'the strongest of its levels is told',
      stored: cpu(80, 95, 80, 10),
      rule: aRule({ warning: 'system.cpu > 75', critical: 'system.cpu > 90' }, { cooldown: 0 }),
      fires: ['0-3 worst 95 critical'],
    },
    {
      name: 'the worst of what must not be low is the lowest',
      stored: cpu(5, 3, 4, 50),
      rule: aRule('system.cpu < 10', { cooldown: 0 }),
      fires: ['0-3 worst 3'],
    },
    {
      name: 'looks back as it would have',
      stored: cpu(0, 0, 90, 90, 90, 0, 0, 0),
      rule: aRule("avg('system.cpu', '3m') > 60", { cooldown: 0 }),
      fires: ['4-5 worst 90'],
    },
    {
      name: 'a target that is not reached',
      stored: cpu(10, null, null, 10),
      rule: aRule('target.reachable == false', { cooldown: 0 }),
      fires: ['1-3 worst false'],
    },
    {
      name: 'each series by itself',
      stored: [
        { metric: 'system.disk', labels: { mount: '/' }, values: [95, 95, 10] },
        { metric: 'system.disk', labels: { mount: '/var' }, values: [10, 96, 97] },
      ],
      rule: aRule('system.disk > 90', { cooldown: 0 }),
      fires: ['mount=/ 0-2 worst 95', 'mount=/var 1- worst 97'],
    },
    {
      name: 'a series that is reported no more is over after ten minutes',
      stored: [
        {
          metric: 'system.disk',
          labels: { mount: '/' },
          values: Array.from({ length: 20 }, () => 10),
        },
        { metric: 'system.disk', labels: { mount: '/old' }, values: [95, 95] },
      ],
      rule: aRule('system.disk > 90', { cooldown: 0 }),
      fires: ['mount=/old 0-12 worst 95'],
    },
  ])('$name', async ({ stored, rule, fires, short = 0 }) => {
    const { tried: found } = await tried(aPast(stored), [rule]);
    expect(found[0]?.fired.map(shown)).toEqual(fires);
    expect(found[0]?.tooShort).toBe(short);
  });
});

test('what lies before is looked back at, and not judged', async () => {
  const past = aPast([{ metric: 'system.cpu', values: [99, 99, 99, 99, 50, 50, 50] }]);
  const { tried: found } = await tried(
    past,
    [aRule("max('system.cpu', '3m') > 90", { cooldown: 0 })],
    { from: 4 },
  );
  expect(found[0]?.fired.map(shown)).toEqual(['4-6 worst 99']);
});

test('several ways of writing a rule are tried at once', async () => {
  const past = aPast([{ metric: 'system.cpu', values: [10, 82, 10, 91, 10, 96, 10] }]);
  const own = aRule('system.cpu > 90', { cooldown: 0 });
  const rules = [own, ...[80, 95].map((limit) => ruleWithLimit(own, limit) ?? own)];
  const { tried: found } = await tried(past, rules);
  expect(found.map(({ fired }) => fired.length)).toEqual([2, 3, 1]);
});

describe('says how far it came', () => {
  const past = aPast([
    { metric: 'system.cpu', values: Array.from({ length: 60 }, (_, i) => (i % 2) * 99) },
  ]);
  const rule = aRule('system.cpu > 90', { cooldown: 0 });

  test('after as many judgements as there may be', async () => {
    const { cut, until, tried: found } = await tried(past, [rule], { limits: { evaluations: 10 } });
    expect({ cut, until: (until - at(0)) / MINUTE }).toEqual({
      cut: 'evaluations',
      until: 9 + 1 / MINUTE,
    });
    expect(found[0]?.fired).toHaveLength(5);
  });

  test('when it fires too often', async () => {
    const { cut, tried: found } = await tried(past, [rule], { limits: { alerts: 3 } });
    expect(cut).toBe('alerts');
    expect(found[0]?.fired.length).toBeLessThanOrEqual(4);
  });

  test('when the time is up', async () => {
    let now = 0;
    const { cut } = await backtest(
      { past, monotonic: () => (now += 1_000), breathe: async () => {} },
      {
        targets: [TARGET],
        rules: [compileRule(rule)],
        ...{ from: at(0), to: at(60), signal: new AbortController().signal },
      },
    );
    expect(cut).toBe('time');
  });

  test('and stops when nobody waits any more', async () => {
    const stop = new AbortController();
    const trying = backtest(
      {
        past,
        monotonic: () => performance.now(),
        breathe: async () => stop.abort(new Error('gone')),
      },
      {
        targets: [TARGET],
        rules: [compileRule(rule)],
        ...{ from: at(0), to: at(60), limits: { turn: 0 }, signal: stop.signal },
      },
    );
    await expect(trying).rejects.toThrow('gone');
  });
});

test('gives way to everything else after each turn', async () => {
  const past = aPast([{ metric: 'system.cpu', values: Array.from({ length: 50 }, () => 10) }]);
  let [now, breaths] = [0, 0];
  await backtest(
    { past, monotonic: () => (now += 1), breathe: async () => void breaths++ },
    {
      targets: [TARGET],
      rules: [compileRule(aRule('system.cpu > 90'))],
      ...{ from: at(0), to: at(60), limits: { turn: 10 }, signal: new AbortController().signal },
    },
  );
  expect(breaths).toBeGreaterThanOrEqual(4);
});

test('of days of which only the hours are left it says from when on it is exact', async () => {
  const midnight = Math.floor(at(0) / DAY) * DAY;
  const past = aPast([{ metric: 'system.cpu', values: [10, 95, 10] }], {
    counts: async () => [
      { day: midnight - 2 * DAY, count: 1_440 },
      { day: midnight - DAY, count: 1_440 },
      { day: midnight, count: 3 },
    ],
  });
  const { exactFrom } = await tried(past, [aRule('system.cpu > 90')], { from: -3_000 });
  expect(exactFrom).toBe(midnight);
});

test('names what nothing is stored of', async () => {
  const past = aPast([{ metric: 'system.cpu', values: [95, 95] }]);
  const rule = aRule('system.cpu > 90 and system.wait > 5');
  const { unmeasured, tried: found } = await tried(past, [rule]);
  expect(unmeasured).toEqual(['system.wait']);
  expect(found[0]).toMatchObject({ judged: 2, unknown: 2, fired: [] });
});

describe('what comes between two rounds', () => {
  /** Rounds on the minute, and values of a check half a minute later. */
  function between(values: Readonly<Record<number, number>>): Past {
    const rounds = Array.from({ length: 20 }, (_, minute) => ({ at: at(minute), value: 1 }));
    const told = Object.entries(values).map(([minute, value]) => ({
      at: at(Number(minute) + 0.5),
      value,
    }));
    return {
      series: async () =>
        ['check.value', 'target.reachable'].map((metric) => ({ metric, labels: {} })),
      points: async (_, { metric }, { from, to }) =>
        (metric === 'check.value' ? told : rounds).filter((one) => one.at >= from && one.at < to),
      counts: async () => [],
    };
  }
  const high = (more: Partial<Rule> = {}) => aRule('check.value > 5', { cooldown: 0, ...more });

  test('is judged at once, and counts for the rounds behind it', async () => {
    const { tried: found } = await tried(between({ 1: 1, 2: 9, 3: 9, 4: 9, 5: 1 }), [
      high({ for: MINUTE }),
    ]);
    expect(found[0]?.fired.map(shown)).toEqual(['3.5-5.5 worst 9']);
  });

  test('is unknown when the next is overdue', async () => {
    const { tried: found } = await tried(between({ 1: 9, 2: 9 }), [high()]);
    expect(found[0]?.fired.map(shown)).toEqual(['1.5- worst 9']);
    // Two of its own, and of the rounds those of 2 to 5; the others see nothing.
    expect(found[0]).toMatchObject({ judged: 22, unknown: 16 });
  });
});
