import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import { aTimeline } from './by-time.ts';
import { aRule, fact } from './world.ts';

const busy = aRule('system.cpu > 75', { remind: 10 * MINUTE, escalate: 25 * MINUTE });
const high = [fact('system.cpu', 80)];
const low = [fact('system.cpu', 10)];
const routes = {
  channels: (_: unknown, severity: string) => (severity === 'warning' ? ['ops'] : ['ops', 'phone']),
};

type Timeline = Awaited<ReturnType<typeof aTimeline>>;

/** Sweeps every minute and answers with the minutes at which people heard something. */
async function minutesHeard(time: Timeline, from: number, to: number, channel = 'ops') {
  const heard: string[] = [];
  for (let minute = from; minute <= to; minute++) {
    await time.sweep(minute);
    for (const text of await time.heard(channel)) heard.push(`${minute}: ${text}`);
  }
  return heard;
}

describe('an alert that nobody has', () => {
  test('is told again every so often, and escalates once', async () => {
    await using time = await aTimeline([busy], routes);
    await time.see(0, high);
    expect(await minutesHeard(time, 0, 45)).toEqual([
      '0: post #1',
      '10: note #1: reminder warning',
      '20: note #1: reminder warning',
      '25: note #1: escalated warning',
      '30: note #1: reminder warning',
      '40: note #1: reminder warning',
    ]);
    expect(await time.heard('phone')).toEqual([
      ...['post #1', 'note #1: reminder warning', 'note #1: reminder warning'],
    ]);
    expect(await time.history(1)).toEqual([
      ...['fired', 'reminded', 'reminded', 'escalated', 'reminded', 'reminded'],
    ]);
  });

  test('is told of late, but once, when the process slept', async () => {
    await using time = await aTimeline([busy], routes);
    await time.see(0, high);
    expect(await minutesHeard(time, 90, 95)).toEqual([
      '90: post #1',
      '90: note #1: escalated warning',
    ]);
  });

  test.each([
    { name: 'at the same moment', escalate: 20 * MINUTE },
    { name: 'a few seconds apart', escalate: 20 * MINUTE - 5 * SECOND },
  ])('hears one note when escalation and reminder are due $name', async ({ escalate }) => {
    for (const given of [routes, {}]) {
      await using time = await aTimeline([{ ...busy, escalate }], given);
      await time.see(0, high);
      await time.heard();
      await time.sweep(10);
      await time.heard();
      const heard: string[] = [];
      for (let second = -10; second <= 10; second++) {
        await time.sweep(20 + second / 60);
        heard.push(...(await time.heard()));
      }
      expect(heard).toEqual(['note #1: escalated warning']);
      expect(await minutesHeard(time, 21, 31)).toEqual(['30: note #1: reminder warning']);
    }
  });

  test('is escalated or told again in one note for all that its message shows', async () => {
    const rules = [
      { ...busy, name: 'reminds', escalate: null },
      { ...busy, name: 'escalates', escalate: 10 * MINUTE, remind: null },
    ];
    const gather = { groupWait: 30 * SECOND, groupBy: 'target' } as const;
    await using time = await aTimeline(rules, { gather });
    await time.see(0, high);
    await time.heard();
    expect(await minutesHeard(time, 10, 11)).toEqual(['10: note #1: escalated warning']);
    for (const id of [1, 2]) expect(await time.history(id)).toHaveLength(2);
  });

  test('reminders and escalations outlive a restart', async () => {
    const first = await aTimeline([busy], routes);
    await first.see(0, high);
    await first.heard();
    await first[Symbol.asyncDispose]();
    await using time = await aTimeline([busy], { ...routes, file: first.file });
    expect(await minutesHeard(time, 9, 10)).toEqual(['10: note #1: reminder warning']);
  });

  test('still escalates when it cleared and came back within its cooldown', async () => {
    await using time = await aTimeline([busy], routes);
    await time.see(0, high);
    await time.see(15, low);
    await time.see(17, high);
    await time.heard();
    expect(await minutesHeard(time, 18, 24)).toEqual(['20: note #1: again warning']);
    const heard = await minutesHeard(time, 25, 30);
    expect(heard.filter((one) => one.includes('escalated'))).toEqual([
      '25: note #1: escalated warning',
    ]);
  });
});

describe('an alert that somebody has', () => {
  test('is not told again, until they give it back', async () => {
    await using time = await aTimeline([busy], routes);
    await time.see(0, high);
    await time.ack(1, 5);
    await time.heard();
    expect(await minutesHeard(time, 6, 60)).toEqual([]);
    await time.unack(1, 61);
    expect(await minutesHeard(time, 61, 90)).toEqual([
      '71: note #1: reminder warning',
      '81: note #1: reminder warning',
      '86: note #1: escalated warning',
    ]);
  });

  test('is told of what is over to nobody', async () => {
    await using time = await aTimeline([busy], routes);
    await time.see(0, high);
    await time.see(5, low);
    await time.heard();
    expect(await minutesHeard(time, 6, 60)).toEqual([]);
  });
});

describe('the mild level of a rule with several', () => {
  const levels = aRule(
    { warning: 'system.cpu > 75', critical: 'system.cpu > 90' },
    { remind: 10 * MINUTE, escalate: 25 * MINUTE },
  );
  const worse = [fact('system.cpu', 95)];

  test('is not told again', async () => {
    await using time = await aTimeline([levels]);
    await time.see(0, high);
    expect(await minutesHeard(time, 0, 60)).toEqual(['0: post #1']);
  });

  test('is told again once it is critical, counted from then', async () => {
    await using time = await aTimeline([levels]);
    await time.see(0, high);
    await time.see(30, worse);
    await time.heard();
    expect(await minutesHeard(time, 30, 56)).toEqual([
      '40: note #1: reminder critical',
      '50: note #1: reminder critical',
      '55: note #1: escalated critical',
    ]);
  });

  test('is not told again once it is mild again', async () => {
    await using time = await aTimeline([levels]);
    await time.see(0, worse);
    await time.see(5, high);
    await time.heard();
    expect(await minutesHeard(time, 6, 60)).toEqual([]);
  });

  test('is not told again when somebody gives it back', async () => {
    await using time = await aTimeline([levels]);
    await time.see(0, high);
    await time.ack(1, 1);
    await time.unack(1, 2);
    await time.heard();
    expect(await minutesHeard(time, 3, 60)).toEqual([]);
  });
});

describe('what may not be told', () => {
  test('is looked at again five minutes later, and escalates then', async () => {
    await using time = await aTimeline([busy], routes);
    await time.see(0, high);
    await time.silence({}, { from: 20, to: 28 });
    await time.heard();
    expect(await minutesHeard(time, 21, 30)).toEqual(['30: note #1: escalated warning']);
  });

  test('is told, and escalates, counted from when people hear of it', async () => {
    await using time = await aTimeline([busy], routes);
    await time.silence({}, { to: 60 });
    await time.see(0, high);
    expect(await minutesHeard(time, 0, 86)).toEqual([
      '60: post #1',
      '70: note #1: reminder warning',
      '80: note #1: reminder warning',
      '85: note #1: escalated warning',
    ]);
  });

  test('what no route takes escalates to those who hear of what is worse', async () => {
    const worse = (_: unknown, severity: string) => (severity === 'warning' ? [] : ['phone']);
    await using time = await aTimeline([busy], { channels: worse });
    await time.see(0, high);
    expect(await minutesHeard(time, 1, 60, 'phone')).toEqual([
      '25: post #1',
      ...[35, 45, 55].map((at) => `${at}: note #1: reminder warning`),
    ]);
    expect((await time.decided(1)).filter((one) => one.startsWith('held'))).toEqual([
      'held no route matches',
    ]);
  });
});

test('an alert made by hand is neither told again nor escalated', async () => {
  const { raiseByHand } = await import('../../src/alert/desk.ts');
  await using time = await aTimeline([busy]);
  await raiseByHand(time.deps, {
    ...{ target: time.target, message: 'the cellar is wet', severity: 'critical' },
    ...{ type: 'custom', by: { id: 'discord:111', name: 'Ana' } },
  });
  expect(await time.heard()).toEqual(['post #1']);
  expect(await minutesHeard(time, 1, 5 * (HOUR / MINUTE))).toEqual([]);
});
