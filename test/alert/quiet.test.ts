import { describe, expect, test } from 'vitest';
import { quietUntil } from '../../src/alert/quiet.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { aTimeline } from './by-time.ts';
import type { Circumstances } from './world.ts';
import { aRule, at, fact } from './world.ts';

const zone = 'Europe/Berlin';
const night = { from: 22 * 60, to: 7 * 60, zone };
const noon = { from: 12 * 60, to: 13 * 60, zone };

describe('when quiet hours end', () => {
  test.each([
    { name: 'before they begin', hours: night, now: '2030-01-15T20:59Z', until: null },
    {
      name: 'at their beginning',
      hours: night,
      now: '2030-01-15T21:00Z',
      until: '2030-01-16T06:00Z',
    },
    {
      name: 'after midnight',
      hours: night,
      now: '2030-01-16T05:59:59Z',
      until: '2030-01-16T06:00Z',
    },
    { name: 'at their end', hours: night, now: '2030-01-16T06:00Z', until: null },
    { name: 'within a day', hours: noon, now: '2030-01-15T11:30Z', until: '2030-01-15T12:00Z' },
    {
      name: 'in the night when the clock is put forward',
      hours: night,
      now: '2030-03-30T22:00Z',
      until: '2030-03-31T05:00Z',
    },
    {
      name: 'in the night when the clock is put back',
      hours: night,
      now: '2030-10-26T21:00Z',
      until: '2030-10-27T06:00Z',
    },
  ])('$name', ({ hours, now, until }) => {
    expect(quietUntil(hours, Date.parse(now))).toBe(until === null ? null : Date.parse(until));
  });
});

const levels = aRule({ warning: 'system.cpu > 75', critical: 'system.cpu > 90' });
const cpu = (value: number) => [fact('system.cpu', value)];

/** `ops` is quiet until minute 10, `phone` never. */
async function aNight(more: Circumstances = {}, rule = levels) {
  const time = await aTimeline([rule], { channels: () => ['ops', 'phone'], ...more });
  time.world.quietUntil = (channel) => (channel === 'ops' ? at(10) : null);
  return {
    ...time,
    async morning() {
      time.world.quietUntil = () => null;
      for (const minute of [10, 10.1, 12]) await time.sweep(minute);
    },
  };
}

describe('one channel is quiet, another is not', () => {
  test('what is open in the morning gets its card there, without a second word elsewhere', async () => {
    await using time = await aNight();
    await time.see(0, cpu(80));
    expect(await time.does('phone')).toEqual(['post #1']);
    expect(await time.does()).toEqual([]);
    await time.morning();
    expect(time.summaries).toEqual([`ops ${10 * MINUTE}: #1`]);
    expect(await time.heard()).toEqual(['post #1 quietly']);
    expect(await time.heard('phone')).toEqual([]);
  });

  test.each([
    { name: 'is over in the morning', values: cpu(10), posts: [] },
    { name: 'was said again elsewhere', values: cpu(80), posts: ['post #1 quietly'] },
  ])('what $name stands in the summary all the same', async ({ values, posts }) => {
    await using time = await aNight(
      {},
      { ...levels, levels: [levels.levels[0]], remind: 7 * MINUTE },
    );
    await time.see(0, cpu(80));
    await time.sweep(7);
    await time.see(8, values);
    await time.morning();
    expect(time.summaries).toEqual([`ops ${10 * MINUTE}: #1`]);
    expect(await time.heard()).toEqual(posts);
  });

  test('what becomes critical breaks through', async () => {
    await using time = await aNight();
    await time.see(0, cpu(80));
    await time.see(1, cpu(95));
    expect(await time.does()).toEqual(['post #1']);
    await time.morning();
    expect(time.summaries).toEqual([]);
  });

  test('what was silenced meanwhile is not told until the silence ends', async () => {
    await using time = await aNight({ channels: () => ['ops'] });
    await time.see(0, cpu(80));
    await time.silence({}, { from: 1, to: 30 });
    await time.morning();
    expect(await time.does()).toEqual([]);
    await time.sweep(30);
    await time.sweep(31);
    expect(await time.heard()).toHaveLength(1);
  });
});

test('an older episode in the summary takes nothing from the one that is open', async () => {
  await using time = await aNight({ channels: () => ['ops'] }, { ...levels, cooldown: MINUTE });
  await time.see(0, cpu(80));
  await time.see(1, cpu(10));
  await time.see(5, cpu(80));
  await time.morning();
  expect(time.summaries).toEqual([`ops ${10 * MINUTE}: #1 #2`]);
  expect([...time.book.open(null)].map(({ id }) => id)).toEqual([2]);
  await time.see(20, cpu(10));
  expect(await time.open()).toEqual([]);
});

test('a reminder in quiet hours comes without a sound', async () => {
  await using time = await aTimeline([{ ...levels, levels: [levels.levels[0]], remind: HOUR }]);
  await time.see(0, cpu(80));
  time.world.quietUntil = () => at(900);
  await time.sweep(60);
  expect(await time.heard()).toEqual(['post #1', 'note #1: reminder warning quietly']);
});
