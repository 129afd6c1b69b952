import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/model/time.ts';
import { aTimeline, targetsNamed } from './by-time.ts';
import { ANA, aRule, at, fact } from './world.ts';

const busy = aRule('system.cpu > 75');
const high = [fact('system.cpu', 80)];
const low = [fact('system.cpu', 10)];

/** Holds everything from minute 0 until 10, by the reason of the name. */
const REASONS = {
  async 'a silence for a time'(time: Timeline) {
    await time.silence({}, { to: 10 });
  },
  async 'a silence that a person ends'(time: Timeline) {
    const { id } = await time.silence({}, { to: 90 });
    return () => time.unsilence(id, 10);
  },
  async 'a maintenance window'(time: Timeline) {
    time.world.maintenance = [{ name: 'patches', until: at(10), covers: () => true }];
    return async () => {
      time.world.maintenance = [];
    };
  },
  async 'a parent that cannot be reached'(time: Timeline) {
    time.world.inhibitor = () => '#9 router cannot be reached';
    return async () => {
      time.world.inhibitor = () => null;
    };
  },
  async 'quiet hours'(time: Timeline) {
    time.world.quietUntil = () => at(10);
    return async () => {
      time.world.quietUntil = () => null;
    };
  },
};
type Timeline = Awaited<ReturnType<typeof aTimeline>>;
const reasons = Object.entries(REASONS).map(([name, hold]) => ({ name, hold }));
const isQuiet = (name: string) => name === 'quiet hours';

describe('when the reason is gone', () => {
  test.each(reasons)('$name: what still fires is told exactly once', async ({ name, hold }) => {
    await using time = await aTimeline([busy]);
    const end = (await hold(time)) ?? (async () => {});
    await time.see(0, high);
    await time.sweep(5);
    expect(await time.does()).toEqual([]);
    await end();
    for (const minute of [10, 10.1, 11, 30]) await time.sweep(minute);
    expect(await time.does()).toEqual([isQuiet(name) ? 'post #1 quietly' : 'post #1']);
    expect(await time.heldNow(1)).toEqual([]);
  });

  test.each(reasons)('$name: what is over is told to nobody', async ({ name, hold }) => {
    await using time = await aTimeline([busy]);
    const end = (await hold(time)) ?? (async () => {});
    await time.see(0, high);
    await time.see(5, low);
    await end();
    for (const minute of [10, 11]) await time.sweep(minute);
    expect(await time.does()).toEqual([]);
    expect(time.summaries).toEqual(isQuiet(name) ? [`ops ${10 * MINUTE}: #1`] : []);
    expect(await time.heldNow(1)).toEqual([]);
  });

  const repeats = [{ remind: 3 * MINUTE }, { remind: 3 * MINUTE, escalate: 4 * MINUTE }];
  test.each(reasons.flatMap((one) => repeats.map((more) => ({ ...one, more }))))(
    '$name: what came due meanwhile loses nothing ($more)',
    async ({ more, ...one }) => {
      await using time = await aTimeline([{ ...busy, ...more }]);
      const end = (await one.hold(time)) ?? (async () => {});
      await time.see(0, high);
      for (const minute of [3, 3.1, 4, 4.1, 6, 7, 9]) await time.sweep(minute);
      expect(await time.does()).toEqual([]);
      await end();
      await time.sweep(10);
      await time.sweep(10.1);
      const [first, ...others] = await time.heard();
      expect(first).toBe(isQuiet(one.name) ? 'post #1 quietly' : 'post #1');
      expect(others.filter((text) => text.includes('again'))).toEqual([]);
    },
  );

  test.each(reasons)('$name: an escalation writes no row each second', async ({ hold }) => {
    await using time = await aTimeline([{ ...busy, escalate: 3 * MINUTE }]);
    await hold(time);
    await time.see(0, high);
    await time.sweep(3);
    const version = async () => (await time.store.alerts.get(1))?.alert.version;
    const before = await version();
    for (const minute of [3.1, 3.2, 3.3]) await time.sweep(minute);
    expect(await version()).toBe(before);
  });

  test.each(reasons)('$name outlives a restart', async ({ name, hold }) => {
    const first = await aTimeline([busy]);
    await hold(first);
    await first.see(0, high);
    const before = await first.store.alerts.holds(null);
    expect(before).toHaveLength(1);
    await first[Symbol.asyncDispose]();
    await using time = await aTimeline([busy], { file: first.file });
    expect([...time.book.holds()]).toEqual(before);
    for (const minute of [10, 11]) await time.sweep(minute);
    expect(await time.heard()).toEqual(
      name.includes('person') ? [] : [isQuiet(name) ? 'post #1 quietly' : 'post #1'],
    );
  });
});

describe('a silence', () => {
  test('until it clears ends when nothing that it matches is open', async () => {
    await using time = await aTimeline([busy]);
    await time.silence({ rule: 'a_rule' });
    await time.see(0, high);
    await time.sweep(60);
    expect(await time.does()).toEqual([]);
    await time.see(61, low);
    await time.sweep(61);
    expect(time.endings).toEqual(['hid 1, still open: ']);
    await time.see(90, high);
    expect(await time.does()).toEqual(['post #2']);
  });

  test('of what was told before hides the rest, and what came back is told at its end', async () => {
    await using time = await aTimeline([{ ...busy, remind: 4 * MINUTE }]);
    await time.see(0, high);
    await time.silence({}, { from: 1, to: 30 });
    await time.see(10, low);
    await time.see(12, high);
    for (const minute of [16, 20, 24]) await time.sweep(minute);
    expect(await time.heard()).toEqual(['post #1']);
    await time.sweep(30);
    await time.sweep(30.1);
    expect(await time.heard()).toEqual(['note #1: again warning']);
    expect(time.endings).toEqual(['hid 1, still open: #1']);
  });

  test.each([
    { name: 'a reminder', rule: { remind: 4 * MINUTE }, heard: [] },
    { name: 'an escalation', rule: { escalate: 4 * MINUTE }, heard: [] },
  ])('that holds $name of what was told before has hidden it', async ({ rule, heard }) => {
    await using time = await aTimeline([{ ...busy, ...rule }]);
    await time.see(0, high);
    await time.silence({}, { from: 1, to: 7 });
    for (const minute of [4, 4.1, 6]) await time.sweep(minute);
    expect(await time.heldNow(1)).toEqual([]);
    for (const minute of [7, 7.1]) await time.sweep(minute);
    expect(time.endings).toEqual(['hid 1, still open: #1']);
    expect(await time.heard()).toEqual(['post #1', ...heard]);
  });

  test('that holds an end has hidden it', async () => {
    await using time = await aTimeline([busy]);
    await time.see(0, high);
    await time.silence({}, { from: 1, to: 7 });
    await time.see(3, low);
    await time.sweep(7);
    expect(time.endings).toEqual(['hid 1, still open: ']);
  });

  test('that held nothing tells at its end what still fires and nobody has', async () => {
    await using time = await aTimeline([busy], { targets: targetsNamed(4) });
    for (const target of time.targets) await time.see(0, high, { target });
    await time.ack(2, 1);
    await time.silence({ target: 't-3' }, { from: 1, to: 90 });
    await time.silence({ target: 't-2' }, { from: 1, to: 30 });
    await time.silence({}, { from: 1, to: 7 });
    await time.sweep(7);
    expect(time.endings).toEqual(['hid 0, still open: #1']);
  });

  test('that hides an end is no reason to tell it later', async () => {
    await using time = await aTimeline([busy]);
    await time.see(0, high);
    await time.silence({}, { from: 1, to: 30 });
    await time.see(10, low);
    expect(await time.does()).toEqual(['post #1']);
    await time.sweep(31);
    expect(await time.does()).toEqual([]);
    expect(await time.decided(1)).toEqual([
      'told new: ops',
      'held silenced: silence #1 by Ana: known',
    ]);
  });
});

test('a cooldown that ends tells once what came back and still holds', async () => {
  await using time = await aTimeline([{ ...busy, cooldown: 10 * MINUTE }]);
  await time.see(0, high);
  await time.see(4, low);
  await time.see(6, high);
  await time.sweep(13);
  expect(await time.heard()).toEqual(['post #1', 'note #1: resolved warning']);
  for (const minute of [14, 14.1, 20]) await time.sweep(minute);
  expect(await time.heard()).toEqual(['note #1: again warning']);
});

test('what somebody had is told when it came back and they give it back', async () => {
  await using time = await aTimeline([busy]);
  await time.see(0, high);
  await time.ack(1, 1, ANA);
  await time.see(2, low);
  await time.see(3, high);
  await time.sweep(60);
  expect(await time.shown()).toEqual(['acknowledged warning']);
  expect(await time.heard()).toEqual(['post #1', 'note #1: resolved warning']);
  expect(await time.heldNow(1)).toEqual(['acknowledged']);
  await time.unack(1, 61);
  for (const minute of [61, 62]) await time.sweep(minute);
  expect(await time.heard()).toEqual(['note #1: again warning']);
});
