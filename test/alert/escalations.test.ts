import { describe, expect, test } from 'vitest';
import type { Escalations } from '../../src/alert/ports.ts';
import type { Escalation } from '../../src/model/escalation.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { aTimeline } from './by-time.ts';
import type { Circumstances } from './world.ts';
import { aRule, at, BEN, fact } from './world.ts';

const busy = aRule('system.cpu > 75');
const high = [fact('system.cpu', 80)];
const low = [fact('system.cpu', 10)];
const NIGHT: Escalation = {
  name: 'night',
  steps: [
    { after: 10 * MINUTE, to: ['ops', 'phone'] },
    { after: 20 * MINUTE, to: ['@Ana'] },
    { after: 30 * MINUTE, to: ['@rota', 'boss'] },
  ],
  repeat: 0,
  ackExpires: null,
};
const CHANNELS = ['ops', 'phone', '@Ana', '@Ben', 'boss'] as const;

function withChain(chain: Escalation | null = NIGHT, more: Partial<Escalations> = {}) {
  return {
    escalations: { of: () => chain, named: () => chain, ackExpires: () => null, ...more },
    destinations: (name: string) => (name === '@rota' ? ['@Ben'] : [name]),
  } satisfies Circumstances;
}

type Timeline = Awaited<ReturnType<typeof aTimeline>>;

/** Sweeps every minute and answers with what each channel heard at which. */
async function heard(time: Timeline, from: number, to: number): Promise<string[]> {
  const found: string[] = [];
  for (let minute = from; minute <= to; minute++) {
    await time.sweep(minute);
    for (const channel of CHANNELS) {
      for (const text of await time.heard(channel)) found.push(`${minute} ${channel}: ${text}`);
    }
  }
  return found;
}

/** An alert that was told to `ops` at minute 0. */
async function alerted(given: Circumstances = withChain()) {
  const time = await aTimeline([busy], given);
  await time.see(0, high);
  expect(await heard(time, 0, 0)).toEqual(['0 ops: post #1']);
  return time;
}

async function escalatedLines(time: Timeline): Promise<string[]> {
  const events = (await time.store.alerts.get(1))?.events ?? [];
  return events
    .filter(({ kind }) => kind === 'escalated' || kind === 'stopped')
    .map((event) => `${Math.round((event.at - at(0)) / MINUTE)} ${event.detail}`);
}

const note = (said: string) => `note #1: escalated warning (${said})`;

describe('an alert that nobody has', () => {
  test('reaches step after step those who have not heard of it, and all are told', async () => {
    await using time = await alerted();
    const first = note('step 1 of 3 to ops, phone');
    const second = note('step 2 of 3 to @Ana');
    const third = note('step 3 of 3 to @rota (@Ben), boss');
    expect(await heard(time, 1, 300)).toEqual([
      ...[`10 ops: ${first}`, '10 phone: post #1'],
      ...[`30 ops: ${second}`, `30 phone: ${second}`, '30 @Ana: post #1'],
      ...['ops', 'phone', '@Ana'].map((name) => `60 ${name}: ${third}`),
      ...['60 @Ben: post #1', '60 boss: post #1'],
    ]);
    expect(await escalatedLines(time)).toEqual([
      '10 step 1 of 3 to ops, phone',
      '30 step 2 of 3 to @Ana',
      '60 step 3 of 3 to @rota (@Ben), boss',
    ]);
  });

  test('hears all of it again as often as it says', async () => {
    const chain = { ...NIGHT, steps: [NIGHT.steps[0]], repeat: 1 } as const;
    await using time = await alerted(withChain(chain));
    const lines = (await heard(time, 1, 100)).filter((one) => one.includes(' ops:'));
    expect(lines).toEqual([
      `10 ops: ${note('step 1 of 1, round 1 of 2 to ops, phone')}`,
      `20 ops: ${note('step 1 of 1, round 2 of 2 to ops, phone')}`,
    ]);
  });

  test.each(['ack', 'resolve'] as const)(
    'is not escalated after a person says %s',
    async (says) => {
      await using time = await alerted();
      await time[says](1, 9);
      expect((await heard(time, 9, 200)).filter((one) => one.includes('escalated'))).toEqual([]);
    },
  );

  test('is not escalated once it is over', async () => {
    await using time = await alerted();
    await time.see(9, low);
    expect(await heard(time, 10, 200)).toEqual(['10 ops: note #1: resolved warning']);
  });

  test('goes on where it stood, with all the time of its step, when it is given back', async () => {
    await using time = await alerted();
    await heard(time, 1, 10);
    await time.ack(1, 15);
    expect(await heard(time, 16, 100)).toEqual([]);
    await time.unack(1, 100);
    expect((await heard(time, 100, 130)).map((one) => one.slice(0, 8))).toEqual([
      ...['120 ops:', '120 phon', '120 @Ana'],
    ]);
  });

  test('has all the time of a step that came due while it was clear', async () => {
    await using time = await aTimeline([{ ...busy, cooldown: 2 * HOUR }], withChain());
    await time.see(0, high);
    await time.see(5, low);
    await time.see(60, high);
    const lines = (await heard(time, 60, 75)).filter((one) => one.includes('escalated'));
    expect(lines).toEqual([`70 ops: ${note('step 1 of 3 to ops, phone')}`]);
  });

  test('begins anew when it has become worse after its end', async () => {
    const levels = aRule({ warning: 'system.cpu > 75', critical: 'system.cpu > 90' });
    const chain = { ...NIGHT, steps: [NIGHT.steps[0]] } as const;
    await using time = await aTimeline([levels], withChain(chain));
    await time.see(0, high);
    await heard(time, 0, 60);
    await time.see(60, [fact('system.cpu', 95)]);
    const lines = (await heard(time, 60, 100)).filter((one) => one.includes('escalated'));
    expect(lines.map((one) => one.slice(0, 6))).toEqual(['70 ops', '70 pho']);
  });
});

describe('a destination that reaches nobody', () => {
  test('makes room for the next step at once, and those who know of it hear why', async () => {
    const given = {
      ...withChain(),
      destinations: (name: string) => (name === '@Ana' ? [] : [name]),
    };
    await using time = await alerted(given);
    await heard(time, 1, 29);
    const said = 'step 3 of 3 to @rota, boss, since step 2 of 3 reaches nobody (@Ana)';
    expect((await heard(time, 30, 30))[0]).toBe(`30 ops: ${note(said)}`);
  });

  test('is told when nothing is left', async () => {
    const chain = { ...NIGHT, steps: [NIGHT.steps[0]] } as const;
    const given = { ...withChain(chain), destinations: () => [] };
    await using time = await alerted(given);
    expect(await heard(time, 1, 100)).toEqual([
      `10 ops: ${note('step 1 of 1 reaches nobody (ops, phone)')}`,
    ]);
  });
});

describe('what holds messages back', () => {
  test('holds a step, which says why, and comes within the minute that it is gone', async () => {
    await using time = await alerted();
    await time.silence({}, { from: 5, to: 100 });
    expect(await heard(time, 6, 99)).toEqual([]);
    expect(await time.decided(1)).toEqual([
      'told new: ops',
      'held silenced: silence #1 by Ana: known',
    ]);
    const lines = await heard(time, 100, 121);
    expect(lines.map((one) => one.slice(0, 10))).toEqual([
      ...['100 ops: n', '100 phone:'],
      ...['120 ops: n', '120 phone:', '120 @Ana: '],
    ]);
    expect((await escalatedLines(time))[0]).toBe('100 step 1 of 3 to ops, phone');
  });

  test('quiet hours of who is reached leave them the summary, and the next step comes', async () => {
    const world = { quietUntil: (name: string) => (name === '@Ana' ? at(500) : null) };
    await using time = await alerted({ ...withChain(), world });
    const lines = await heard(time, 1, 70);
    expect(lines.filter((one) => one.includes('@Ana:'))).toEqual([]);
    expect(lines.filter((one) => one.includes('boss:'))).toEqual(['60 boss: post #1']);
    expect(await time.heldNow(1)).toEqual(['@Ana: quiet hours']);
    expect((await escalatedLines(time))[1]).toBe(
      '30 step 2 of 3 to @Ana; @Ana waits: quiet hours: it comes with their summary',
    );
  });
});

describe('after a restart', () => {
  const until = async (minute: number) => {
    const first = await alerted();
    await heard(first, 1, minute);
    await first[Symbol.asyncDispose]();
    return { ...withChain(), file: first.file };
  };

  test('the escalation goes on where it stood', async () => {
    await using time = await aTimeline([busy], await until(12));
    const lines = (await heard(time, 13, 61)).filter((one) => one.includes(' ops: '));
    expect(lines).toEqual([
      `30 ops: ${note('step 2 of 3 to @Ana')}`,
      `60 ops: ${note('step 3 of 3 to @rota (@Ben), boss')}`,
    ]);
  });

  test('of the steps that came due meanwhile the newest is done, once, and the others are named', async () => {
    await using time = await aTimeline([busy], await until(5));
    const lines = await heard(time, 44, 80);
    expect(lines).toEqual([
      `45 ops: ${note('step 2 of 3 to @Ana')}`,
      '45 @Ana: post #1',
      ...['ops', '@Ana'].map((one) => `75 ${one}: ${note('step 3 of 3 to @rota (@Ben), boss')}`),
      ...['75 @Ben: post #1', '75 boss: post #1'],
    ]);
    expect(await escalatedLines(time)).toContain(
      '45 step 2 of 3 to @Ana; step 1 came due while nobody looked, and was left out',
    );
  });

  test('what a person took meanwhile, which is heard first, is not escalated', async () => {
    await using time = await aTimeline([busy], await until(5));
    await time.sweep(45);
    await time.ack(1, 45 + 5 / 60);
    expect(await heard(time, 46, 200)).toEqual([]);
  });

  test('an escalation that the file has no more gives way to what it says now', async () => {
    const given = await until(5);
    const day: Escalation = { ...NIGHT, name: 'day', steps: [{ after: 5 * MINUTE, to: ['boss'] }] };
    const named = (name: string) => (name === 'day' ? day : null);
    const escalations: Escalations = { of: () => day, named, ackExpires: () => null };
    await using time = await aTimeline([busy], { ...given, escalations });
    expect((await heard(time, 10, 16)).filter((one) => one.includes('boss:'))).toEqual([
      '15 boss: post #1',
    ]);
    expect(await time.decided(1)).toContain('held night is no escalation');
  });
});

describe('whoever has an alert for as long as they may', () => {
  /** In the channel that knows of it, and in the person's own. */
  const both = (minute: string, said: string, own = '@Ana') =>
    ['ops', own].map((channel) => `${minute} ${channel}: note #1: ${said}`);
  const hour = () => withChain(NIGHT, { ackExpires: () => HOUR });
  const restarted = async (minute: number) => {
    const first = await alerted(hour());
    await first.ack(1, 5);
    await heard(first, 6, minute);
    await first[Symbol.asyncDispose]();
    return aTimeline([busy], { ...hour(), file: first.file });
  };

  test('is asked, and without an answer it is given back and the escalation goes on', async () => {
    await using time = await alerted(hour());
    await time.ack(1, 5);
    expect(await heard(time, 6, 95)).toEqual([
      ...both('65', 'asked warning (Ana)'),
      ...both('75', 'lapsed warning (Ana did not answer for 10 min)'),
      `85 ops: ${note('step 1 of 3 to ops, phone')}`,
      '85 phone: post #1',
    ]);
    expect(await time.history(1)).toEqual([
      ...['fired', 'acknowledged', 'unacknowledged', 'escalated'],
    ]);
  });

  test('keeps it for as long again when they still are on it, whoever says so', async () => {
    await using time = await alerted(hour());
    await time.ack(1, 5);
    await heard(time, 6, 70);
    const { kind } = await time.ack(1, 70, BEN);
    expect(kind).toBe('done');
    expect(await heard(time, 71, 131)).toEqual(both('130', 'asked warning (Ben)', '@Ben'));
  });

  test('cannot be asked while a silence holds, and is asked then', async () => {
    await using time = await alerted(hour());
    await time.silence({}, { from: 4, to: 90 });
    await time.ack(1, 5);
    expect(await heard(time, 6, 90)).toEqual(both('90', 'asked warning (Ana)'));
  });

  test('is asked once after a restart', async () => {
    await using time = await restarted(6);
    expect(await heard(time, 300, 309)).toEqual(both('300', 'asked warning (Ana)'));
  });

  test('keeps it when they answered while nothing ran, which is heard first', async () => {
    await using time = await restarted(66);
    await time.sweep(80);
    expect((await time.ack(1, 80 + 5 / 60)).kind).toBe('done');
    expect(await heard(time, 81, 139)).toEqual([]);
    expect(await time.history(1)).toEqual(['fired', 'acknowledged', 'acknowledged']);
  });

  test('has it for as long as its escalation says, before what the settings say', async () => {
    const chain = { ...NIGHT, ackExpires: 20 * MINUTE };
    await using time = await alerted(withChain(chain, { ackExpires: () => HOUR }));
    await time.ack(1, 5);
    expect(await heard(time, 6, 26)).toEqual(both('25', 'asked warning (Ana)'));
  });
});
