import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/model/time.ts';
import { ANA, aRule, at, aWorld, BEN, fact } from './world.ts';

const busy = aRule('system.cpu > 75', { cooldown: 5 * MINUTE });
const high = [fact('system.cpu', 80)];
const low = [fact('system.cpu', 10)];

describe('a press', () => {
  test('an acknowledged alert says who has it, when and why', async () => {
    await using world = await aWorld([busy]);
    await world.see(0, high);
    expect(await world.told()).toEqual(['card']);
    const outcome = await world.ack(1, 1, ANA, 'mine');
    expect(outcome).toMatchObject({
      kind: 'done',
      alert: { state: { kind: 'acknowledged', by: ANA, at: at(1), note: 'mine' } },
    });
    expect(await world.told()).toEqual(['card']);
  });

  test('of two people at once exactly one wins, and the other is told who has it', async () => {
    await using world = await aWorld([busy]);
    await world.see(0, high);
    const outcomes = await Promise.all([world.ack(1, 1, ANA), world.ack(1, 1, BEN)]);
    const won = outcomes.filter(({ kind }) => kind === 'done');
    const lost = outcomes.filter((one) => one.kind === 'unchanged');
    expect([won.length, lost.length]).toEqual([1, 1]);
    const [winner] = won.map((one) => one.kind === 'done' && one.alert.state);
    const name = winner && winner.kind === 'acknowledged' ? winner.by.name : '';
    expect(lost[0]?.why).toContain(`already acknowledged by ${name}`);
    expect(await world.history(1)).toEqual(['fired', 'acknowledged']);
  });

  test('a rule that clears and a person who takes it at once: one of them, never half of both', async () => {
    await using world = await aWorld([busy]);
    await world.see(0, high);
    await Promise.all([world.ack(1, 1), world.see(1, low)]);
    await world.see(2, low);
    expect(await world.shown()).toEqual([]);
    const history = await world.history(1);
    expect(history.filter((kind) => kind === 'resolved')).toHaveLength(1);
  });

  test.each([
    { name: 'unknown', action: 'ack', setUp: [], want: { kind: 'unknown', id: 7 }, id: 7 },
    {
      name: 'resolved',
      action: 'ack',
      setUp: [high, low],
      want: { kind: 'unchanged', why: expect.stringContaining('already resolved') },
      id: 1,
    },
    {
      name: 'resolved already',
      action: 'resolve',
      setUp: [high, low],
      want: { kind: 'unchanged', why: expect.stringContaining('already resolved') },
      id: 1,
    },
  ] as const)('an alert that is $name: $action changes nothing', async (one) => {
    await using world = await aWorld([busy]);
    for (const [minute, facts] of one.setUp.entries()) await world.see(minute, facts);
    await world.told();
    expect(await world[one.action](one.id, 5)).toMatchObject(one.want);
    expect(await world.told()).toEqual([]);
  });

  test.each(['ack', 'resolve'] as const)('%s waits until it has fired', async (action) => {
    await using world = await aWorld([{ ...busy, for: 10 * MINUTE }]);
    await world.see(0, high);
    expect(await world[action](1, 1)).toMatchObject({
      kind: 'unchanged',
      why: expect.stringContaining('has not fired yet'),
    });
    expect(await world.told()).toEqual([]);
    await world.see(10, high);
    expect(await world[action](1, 11)).toMatchObject({ kind: 'done' });
  });
});

describe("a person's resolve ends the episode", () => {
  test('while the condition goes on, the rule is quiet until the cooldown is over', async () => {
    await using world = await aWorld([busy]);
    await world.see(0, high);
    expect(await world.resolve(1, 1, ANA, 'known')).toMatchObject({ kind: 'done' });
    await world.see(2, high);
    await world.see(5, high);
    expect(await world.shown()).toEqual([]);
    await world.see(6, high);
    expect((await world.open()).map(({ id, previous }) => ({ id, previous }))).toEqual([
      { id: 2, previous: 1 },
    ]);
  });

  test('once the condition was false, it may fire again at once', async () => {
    await using world = await aWorld([busy]);
    await world.see(0, high);
    await world.resolve(1, 1);
    await world.see(2, low);
    await world.see(3, high);
    expect((await world.open()).map(({ id, previous }) => ({ id, previous }))).toEqual([
      { id: 2, previous: null },
    ]);
  });

  test('what is unknown meanwhile ends the quiet no sooner', async () => {
    await using world = await aWorld([busy]);
    await world.see(0, high);
    await world.resolve(1, 1);
    await world.see(2, []);
    await world.see(3, high);
    expect(await world.shown()).toEqual([]);
  });

  test('the quiet outlives a restart', async () => {
    const first = await aWorld([busy]);
    await first.see(0, high);
    await first.resolve(1, 1);
    await first[Symbol.asyncDispose]();
    await using world = await aWorld([busy], { file: first.file });
    await world.see(2, high);
    expect(await world.shown()).toEqual([]);
    await world.see(6, high);
    expect((await world.open())[0]?.previous).toBe(1);
  });

  test('a rule with a waiting time waits anew, and its alert links the one before', async () => {
    await using world = await aWorld([{ ...busy, for: 2 * MINUTE }]);
    await world.see(0, high);
    await world.see(2, high);
    await world.resolve(1, 3);
    for (const minute of [8, 10]) await world.see(minute, high);
    expect((await world.open())[0]).toMatchObject({
      id: 2,
      previous: 1,
      state: { kind: 'firing' },
    });
  });

  test('a clock that was set back by an hour does not make an hour of it', async () => {
    await using world = await aWorld([busy]);
    await world.see(0, high);
    await world.resolve(1, 1);
    await world.see(-59, high);
    expect(await world.shown()).toEqual(['firing warning']);
  });
});
