import { describe, expect, test } from 'vitest';
import type { Episode, RuleTimes } from '../../src/alert/state.ts';
import { acknowledge, nextEpisode, resolve, unacknowledge } from '../../src/alert/state.ts';
import type { Rule } from '../../src/model/rule.ts';
import { MINUTE } from '../../src/model/time.ts';
import { aTimeline } from './by-time.ts';
import { ANA, aRule, at, aWorld, BEN, fact } from './world.ts';

const busy = aRule('system.cpu > 75', { cooldown: 5 * MINUTE });
const seen = { high: [fact('system.cpu', 80)], low: [fact('system.cpu', 10)], nothing: [] };
type Look = keyof typeof seen;

/** What is open after each look: `#1 firing`. */
async function looks(rule: Rule, script: readonly (readonly [number, Look])[]) {
  const world = await aWorld([rule]);
  const shown: string[] = [];
  for (const [minute, look] of script) {
    await world.see(minute, seen[look]);
    const open = (await world.open()).map(({ id, state }) => `#${id} ${state.kind}`);
    shown.push(open.join() || 'none');
  }
  return { ...world, shown };
}

describe('what comes back', () => {
  test.each<{ name: string; rule: Rule; script: [number, Look][]; shown: string[] }>([
    {
      name: 'within the cooldown is the same alert',
      rule: busy,
      script: [
        [0, 'high'],
        [1, 'low'],
        [6, 'high'],
      ],
      shown: ['#1 firing', 'none', '#1 firing'],
    },
    {
      name: 'after the cooldown is a new one',
      rule: busy,
      script: [
        [0, 'high'],
        [1, 'low'],
        [6.1, 'high'],
      ],
      shown: ['#1 firing', 'none', '#2 firing'],
    },
    {
      name: 'must hold for its time again',
      rule: { ...busy, for: 5 * MINUTE },
      script: [
        [0, 'high'],
        [5, 'high'],
        [6, 'low'],
        [7, 'high'],
        [11.9, 'high'],
        [12, 'high'],
      ],
      shown: ['#1 pending', '#1 firing', 'none', '#1 pending', '#1 pending', '#1 firing'],
    },
    {
      name: 'for a blip does not open it again, and the cooldown runs from its clear',
      rule: { ...busy, for: 5 * MINUTE },
      script: [
        [0, 'high'],
        [5, 'high'],
        [6, 'low'],
        [7, 'high'],
        [8, 'low'],
        [10.9, 'high'],
        [11, 'low'],
        [11.1, 'high'],
      ],
      shown: [
        ...['#1 pending', '#1 firing', 'none', '#1 pending', 'none', '#1 pending', 'none'],
        '#2 pending',
      ],
    },
    {
      name: 'while nothing was known meanwhile is the same alert',
      rule: busy,
      script: [
        [0, 'high'],
        [1, 'low'],
        [2, 'nothing'],
        [3, 'high'],
      ],
      shown: ['#1 firing', 'none', 'none', '#1 firing'],
    },
    {
      name: 'with a cooldown of nothing is always a new one',
      rule: { ...busy, cooldown: 0 },
      script: [
        [0, 'high'],
        [1, 'low'],
        [1.1, 'high'],
      ],
      shown: ['#1 firing', 'none', '#2 firing'],
    },
  ])('$name', async ({ rule, script, shown }) => {
    await using world = await looks(rule, script);
    expect(world.shown).toEqual(shown);
  });

  test.each([0, 5 * MINUTE])('keeps when it fired and who has it, with `for` %d', async (wait) => {
    await using world = await aWorld([{ ...busy, for: wait }]);
    await world.see(0, seen.high);
    await world.see(5, seen.high);
    await world.ack(1, 6, ANA, 'mine');
    await world.see(7, seen.low);
    for (const minute of [8, 13]) await world.see(minute, seen.high);
    const firedAt = at(wait === 0 ? 0 : 5);
    expect((await world.open())[0]).toMatchObject({
      id: 1,
      state: { kind: 'acknowledged', since: at(8), firedAt, by: ANA, at: at(6), note: 'mine' },
    });
    expect(await world.history(1)).toContain('reopened');
  });

  test('outlives a restart, with who has it', async () => {
    const first = await aWorld([{ ...busy, for: MINUTE }]);
    for (const minute of [0, 1]) await first.see(minute, seen.high);
    await first.ack(1, 2, BEN);
    await first.see(3, seen.low);
    await first.see(4, seen.high);
    await first[Symbol.asyncDispose]();
    await using world = await aWorld([{ ...busy, for: MINUTE }], { file: first.file });
    await world.see(5, seen.high);
    expect((await world.open())[0]).toMatchObject({
      state: { kind: 'acknowledged', by: BEN, firedAt: at(1) },
    });
  });

  test("after a person's resolve is never the same alert", async () => {
    await using world = await aWorld([busy]);
    await world.see(0, seen.high);
    await world.resolve(1, 1);
    await world.see(2, seen.low);
    await world.see(3, seen.high);
    expect((await world.open()).map(({ id }) => id)).toEqual([2]);
  });
});

test('a strong alert that is over keeps its severity, however often its calm is seen', async () => {
  const levels = aRule({ warning: 'system.cpu > 75', critical: 'system.cpu > 90' });
  await using world = await aWorld([levels]);
  await world.see(0, [fact('system.cpu', 95)]);
  for (const minute of [1, 2, 3]) await world.see(minute, seen.low);
  const found = await world.store.alerts.get(1);
  expect(found?.alert.severity).toBe('critical');
  expect(await world.history(1)).toEqual(['fired', 'resolved']);
});

test('an alert that came back never ends before it began', async () => {
  await using world = await looks({ ...busy, for: 5 * MINUTE }, [
    [0, 'high'],
    [5, 'high'],
    [6, 'low'],
    [8, 'high'],
    [9, 'low'],
  ]);
  const state = (await world.store.alerts.get(1))?.alert.state;
  expect(state).toMatchObject({ kind: 'resolved', firedAt: at(5), at: at(6) });
  expect(state?.since).toBeLessThanOrEqual(at(6));
});

describe('a clear that must last', () => {
  const rule = { ...busy, clearFor: 3 * MINUTE };

  test.each<{ name: string; script: [number, Look][]; shown: string[] }>([
    {
      name: 'resolves after its time',
      script: [
        [0, 'high'],
        [1, 'low'],
        [3.9, 'low'],
        [4, 'low'],
      ],
      shown: ['#1 firing', '#1 firing', '#1 firing', 'none'],
    },
    {
      name: 'begins anew when it was interrupted',
      script: [
        [0, 'high'],
        [1, 'low'],
        [2, 'high'],
        [3, 'low'],
        [5, 'low'],
        [6, 'low'],
      ],
      shown: ['#1 firing', '#1 firing', '#1 firing', '#1 firing', '#1 firing', 'none'],
    },
    {
      name: 'is neither interrupted nor ended by what is unknown',
      script: [
        [0, 'high'],
        [1, 'low'],
        [2, 'nothing'],
        [5, 'nothing'],
        [5.1, 'low'],
      ],
      shown: ['#1 firing', '#1 firing', '#1 firing', '#1 firing', 'none'],
    },
  ])('$name', async ({ script, shown }) => {
    await using world = await looks(rule, script);
    expect(world.shown).toEqual(shown);
  });

  test('says nothing while it lasts, and outlives a restart', async () => {
    const first = await aTimeline([rule]);
    await first.see(0, seen.high);
    await first.see(1, seen.low);
    expect(await first.does()).toEqual(['post #1']);
    await first[Symbol.asyncDispose]();
    await using world = await aTimeline([rule], { file: first.file });
    await world.see(4, seen.low);
    expect(await world.shown()).toEqual([]);
    expect(await world.heard()).toEqual(['note #1: resolved warning']);
  });
});

/** Persons and rules in any order lead nowhere that a state does not allow. */
test('an episode never has two ends, and keeps when it fired', () => {
  const times: RuleTimes = { for: 0, clearFor: 0, cooldown: 5 * MINUTE };
  const deed = { by: ANA, at: at(1), note: null };
  const look = (episode: Episode | null, minute: number, condition: boolean) =>
    nextEpisode(episode, { at: at(minute), condition, clears: !condition }, times);
  const begun = look(null, 0, true);
  if (!begun) throw new Error('no episode');
  const taken = acknowledge(begun, deed);
  if (taken.kind !== 'done') throw new Error(taken.reason);
  const ended = look(taken.episode, 2, false);
  if (!ended) throw new Error('no episode');
  expect(resolve(ended, deed).kind).toBe('refused');
  expect(unacknowledge(ended).kind).toBe('refused');
  expect(look(ended, 3, false)).toBe(ended);
  expect(look(ended, 4, true)?.state).toEqual({
    ...{ kind: 'acknowledged', since: at(4), firedAt: at(0) },
    ...deed,
  });
});
