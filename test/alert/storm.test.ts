import { describe, expect, test } from 'vitest';
import { act } from '../../src/alert/desk.ts';
import { gatherer } from '../../src/alert/gather.ts';
import { NEW_LIFE } from '../../src/model/alert.ts';
import type { Target } from '../../src/model/target.ts';
import { content } from '../store/fixtures.ts';
import { aTimeline, targetsNamed } from './by-time.ts';
import { ANA, aRule, at, fact } from './world.ts';

const THRESHOLD = 5;
const gather = { groupWait: 30_000, groupBy: 'target', storm: THRESHOLD } as const;
const rules = Array.from({ length: 5 }, (_, index) =>
  aRule(
    { warning: `m${index} > 75`, critical: `m${index} > 90`, emergency: `m${index} > 99` },
    { name: `rule_${index}` },
  ),
);
const all = (value: number) => rules.map((_, index) => fact(`m${index}`, value));

type Timeline = Awaited<ReturnType<typeof aTimeline>>;

async function everywhere(
  time: Timeline,
  minute: number,
  value: number,
  targets?: readonly Target[],
) {
  for (const target of targets ?? time.targets) await time.see(minute, all(value), { target });
}

const stormy = (count: number, file?: string) =>
  aTimeline(rules, {
    ...{ gather, targets: targetsNamed(count), channels: () => ['ops', 'phone'] },
    ...(file !== undefined && { file }),
  });

describe('500 alerts at once on 100 targets', () => {
  test('are few messages in each channel, and every one is listed', {
    timeout: 60_000,
  }, async () => {
    await using time = await stormy(100);
    await everywhere(time, 0, 80);
    for (const channel of ['ops', 'phone']) {
      const heard = await time.heard(channel);
      expect(heard).toHaveLength(THRESHOLD + 1);
      expect(heard.every((one) => one.startsWith('post'))).toBe(true);
    }
    const filter = { state: 'firing', severity: null, target: null, limit: 1_000 } as const;
    const { alerts, total } = await time.store.alerts.list(filter);
    expect([alerts.length, total]).toEqual([500, 500]);
    const leads = alerts.filter((one) => one.life.storm && one.lead === null);
    expect(leads).toHaveLength(1);
    const lead = leads[0]?.id ?? 0;
    expect((await time.store.alerts.members(lead, 1_000)).total).toBe(500 - 5 * THRESHOLD);

    // All grow worse: one note for each message and severity, not one for each alert.
    await everywhere(time, 1, 95);
    const raised = await time.heard();
    expect(raised).toHaveLength(THRESHOLD + 1);
    expect(new Set(raised).size).toBe(THRESHOLD + 1);

    // All end: the last of each message says so.
    await everywhere(time, 3, 10);
    expect((await time.heard()).length).toBeLessThanOrEqual(THRESHOLD + 1);
    expect(await time.open()).toEqual([]);
  });
});

test('what is worse than the storm so far is said once for each severity', async () => {
  await using time = await stormy(12);
  await everywhere(time, 0, 80, time.targets.slice(0, 8));
  await time.heard();
  await everywhere(time, 0.1, 95, time.targets.slice(8, 10));
  await everywhere(time, 0.2, 100, time.targets.slice(10));
  expect(await time.heard()).toEqual(['note #26: raised critical', 'note #26: raised emergency']);
});

test('what is held back in a storm and released together is no second storm', async () => {
  await using time = await stormy(20);
  await time.silence({}, { to: 10 });
  await everywhere(time, 0, 80);
  await time.sweep(10);
  expect(await time.heard()).toHaveLength(THRESHOLD + 1);
});

test('what quiet hours held comes as a summary and few messages, without a sound', async () => {
  await using time = await stormy(20);
  time.world.quietUntil = () => at(10);
  await everywhere(time, 0, 80);
  time.world.quietUntil = () => null;
  await time.sweep(10);
  await time.sweep(10.1);
  expect(time.summaries).toHaveLength(2);
  for (const channel of ['ops', 'phone']) {
    const heard = await time.heard(channel);
    expect(heard).toHaveLength(THRESHOLD + 1);
    expect(heard.every((one) => one.endsWith('quietly'))).toBe(true);
  }
  expect([...time.book.holds()]).toEqual([]);
});

describe('a storm', () => {
  test.each([
    { name: 'goes on after a restart', later: 0.9, heard: [] },
    { name: 'is over after a restart a while later', later: 2, heard: ['post #41', 'post #46'] },
  ])('$name', async ({ later, heard }) => {
    const first = await stormy(10);
    await everywhere(first, 0, 80, first.targets.slice(0, 8));
    await first.heard();
    await first[Symbol.asyncDispose]();
    await using time = await stormy(10, first.file);
    time.deps.gather.restore(time.book.open(null), at(later));
    await everywhere(time, later, 80, time.targets.slice(8));
    expect(await time.heard()).toEqual(heard);
  });

  test('is not kept alive by one alert every four minutes', async () => {
    await using time = await stormy(20);
    await everywhere(time, 0, 80, time.targets.slice(0, 8));
    await time.heard();
    for (const [index, target] of time.targets.slice(8).entries()) {
      await everywhere(time, 4 * (index + 1), 80, [target]);
      expect(await time.heard()).toEqual([`post #${41 + 5 * index}`]);
    }
  });

  test('lasts a minute, and goes on while as many alerts as make one come within a minute', async () => {
    await using time = await stormy(14);
    await everywhere(time, 0, 80, time.targets.slice(0, 8));
    await time.heard();
    for (const [index, minute] of [0.9, 1.5, 2.3].entries()) {
      await everywhere(time, minute, 80, time.targets.slice(8 + index, 9 + index));
      expect(await time.heard()).toEqual([]);
    }
    await everywhere(time, 3.4, 80, time.targets.slice(11, 12));
    expect(await time.heard()).toEqual(['post #56']);
  });

  test.each([
    { name: 'somebody has all of it', action: 'acknowledge' },
    { name: 'all of it is over', action: 'resolve' },
  ] as const)('is over when $name', async ({ action }) => {
    await using time = await stormy(12);
    await everywhere(time, 0, 80, time.targets.slice(0, 8));
    const [first, ...others] = time.book.shownIn(26);
    const deed = { by: ANA, note: null };
    await act(time.deps, action, others, deed);
    await time.heard();
    await everywhere(time, 0.1, 80, time.targets.slice(8, 9));
    expect(await time.heard()).toEqual([]);
    await act(time.deps, action, [first ?? 0, ...time.book.shownIn(26)], deed);
    await time.heard();
    await everywhere(time, 0.2, 80, time.targets.slice(9));
    expect(await time.heard()).toEqual(['post #46']);
    expect((await time.store.alerts.members(46, 1_000)).total).toBe(15);
  });

  test.each(['acknowledge', 'resolve'] as const)(
    'says what is worse than all that nobody has: %s',
    async (action) => {
      await using time = await stormy(12);
      await everywhere(time, 0, 80, time.targets.slice(0, 8));
      await everywhere(time, 0.1, 95, time.targets.slice(8, 9));
      expect(await time.heard()).toContain('note #26: raised critical');
      const worse = (await time.open()).filter(({ severity }) => severity === 'critical');
      expect(worse).toHaveLength(5);
      const ids = worse.map(({ id }) => id);
      await act(time.deps, action, ids.slice(1), { by: ANA, note: null });
      await everywhere(time, 0.2, 95, time.targets.slice(9, 10));
      expect(await time.heard()).toEqual([]);
      await act(time.deps, action, [...ids, 46, 47, 48, 49, 50], { by: ANA, note: null });
      await everywhere(time, 0.3, 95, time.targets.slice(10, 11));
      expect(await time.heard()).toEqual(['note #26: raised critical']);
    },
  );

  test('that only its first alert shows is taken up too', async () => {
    const first = await aTimeline([aRule('cpu > 1')], {
      gather: { storm: 0 },
      targets: targetsNamed(2),
    });
    const [one, two] = first.targets;
    if (!one || !two) throw new Error('no targets');
    await first.see(0, [fact('cpu', 2)], { target: one });
    const made = gatherer(() => ({ groupWait: 0, groupBy: 'none', storm: 0 }));
    made.restore(await first.open(), at(0.5));
    expect(made.place({ target: two.id, rule: 'b' }, at(0.5), ['ops'])).toEqual({
      ...{ kind: 'joins', lead: 1, storm: true, fresh: ['ops'] },
    });
    await first[Symbol.asyncDispose]();
  });

  test('ends when the clock was set back, instead of lasting until then', () => {
    const made = gatherer(() => ({ groupWait: 0, groupBy: 'none', storm: 0 }));
    const storm = { ...content({ target: 1 }), life: { ...NEW_LIFE, storm: true } };
    made.opened({ ...storm, id: 1, version: 1, targetName: 'web-1' }, at(0), ['ops']);
    expect(made.isStorm(at(0.9))).toBe(true);
    expect(made.isStorm(at(-60))).toBe(false);
  });

  test('shows single ends on its card only', async () => {
    await using time = await stormy(10);
    await everywhere(time, 0, 80);
    await time.heard();
    await everywhere(time, 0.5, 10, time.targets.slice(0, 1));
    expect(await time.heard()).toEqual([]);
  });
});
