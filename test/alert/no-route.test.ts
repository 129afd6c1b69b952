import { expect, test } from 'vitest';
import { sweep } from '../../src/alert/sweep.ts';
import { aTimeline } from './by-time.ts';
import { aRule, at, disk } from './world.ts';

const full = aRule('system.disk > 90', { name: 'full' });

test('what is held and has no route any more is let go, and said once', async () => {
  let channels: readonly string[] = ['ops'];
  const night = { quietUntil: (channel: string) => (channel === 'ops' ? at(10) : null) };
  await using time = await aTimeline([full], { channels: () => channels, world: night });
  await time.see(0, [disk('/', 95)]);
  expect(await time.heldNow(1)).toEqual(['ops: quiet hours']);
  channels = [];
  time.world.quietUntil = () => null;
  const before = (await time.store.alerts.get(1))?.events.length ?? 0;
  for (const minute of [11, 12, 13, 14]) await time.sweep(minute);
  const after = (await time.store.alerts.get(1))?.events.length ?? 0;
  expect(after - before).toBe(2);
  expect(time.summaries).toHaveLength(1);
  expect(await time.heldNow(1)).toEqual([]);
});

test('a silenced alert whose severity is routed nowhere is let go when the silence is over', async () => {
  const levels = aRule({ info: 'system.disk > 80', warning: 'system.disk > 90' });
  await using time = await aTimeline([levels], {
    channels: (_, severity) => (severity === 'info' ? [] : ['ops']),
  });
  await time.silence({}, { to: 5 });
  await time.see(0, [disk('/', 95)]);
  await time.see(1, [disk('/', 85)]);
  for (const minute of [6, 7, 8, 9]) await time.sweep(minute);
  const decided = await time.decided(1);
  expect(decided.filter((one) => one === 'held no route matches')).toHaveLength(1);
  expect(await time.heldNow(1)).toEqual([]);
});

test('what a silence hid is told before it ends, so that a kill in between loses nothing', async () => {
  await using time = await aTimeline([full]);
  await time.silence({}, { to: 5 });
  await time.see(0, [disk('/', 95)]);
  const dying = {
    ...time.sweepDeps,
    silences: {
      ...time.sweepDeps.silences,
      end: () => Promise.reject(new Error('killed')),
    },
  };
  await expect(sweep(dying, at(6))).rejects.toThrow('killed');
  expect(time.endings).toEqual(['hid 1, still open: #1']);
  expect((await time.store.silences.active()).map(({ id }) => id)).toEqual([1]);
});

test('a summary that cannot be written stops neither other channels nor reminders', async () => {
  const rule = { ...full, remind: 2 * 60_000 };
  const night = { quietUntil: (channel: string) => (channel === 'ops' ? null : at(5)) };
  await using time = await aTimeline([rule], {
    channels: () => ['ops', 'bad', 'phone'],
    world: night,
  });
  await time.see(0, [disk('/', 95)]);
  time.world.quietUntil = () => null;
  const told: string[] = [];
  const deps = {
    ...time.sweepDeps,
    async summary(channel: string) {
      if (channel === 'bad') throw new Error('the disk is full');
      told.push(channel);
    },
  };
  await expect(sweep(deps, at(6))).rejects.toThrow('the disk is full');
  expect(told).toEqual(['phone']);
  expect((await time.heard('ops')).some((one) => one.includes('reminder'))).toBe(true);
});
