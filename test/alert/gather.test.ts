import { describe, expect, test } from 'vitest';
import { compileRule } from '../../src/alert/compile.ts';
import { gatherer } from '../../src/alert/gather.ts';
import type { NoteKind } from '../../src/alert/ports.ts';
import { SECOND } from '../../src/model/time.ts';
import { aTimeline, targetsNamed } from './by-time.ts';
import type { Circumstances } from './world.ts';
import { ANA, aRule, at, fact } from './world.ts';

const cpu = aRule({ warning: 'system.cpu > 75', critical: 'system.cpu > 90' }, { name: 'cpu' });
const memory = aRule({ warning: 'system.memory > 80' }, { name: 'memory' });
const load = aRule({ critical: 'system.load1 > 1' }, { name: 'load' });
const load5 = aRule({ critical: 'system.load5 > 1' }, { name: 'load5' });
const mildLoad = aRule(
  { warning: 'system.load1 > 1', critical: 'system.load1 > 8' },
  { name: 'load' },
);
const high = [fact('system.cpu', 80)];
const worse = [fact('system.cpu', 95)];
const full = [fact('system.memory', 90)];
const HALF_A_MINUTE = 30 * SECOND;
/** Half of the wait, in minutes. */
const SOON = 0.25;

function grouped(groupBy: 'target' | 'rule' | 'none', more: Circumstances = {}) {
  const gather = { groupWait: HALF_A_MINUTE, groupBy, storm: 1_000 };
  return aTimeline([cpu, memory], { targets: targetsNamed(2), gather, ...more });
}

describe('alerts of one target that come together', () => {
  test('are one message in each channel: posted at once, and later ones join by an edit', async () => {
    await using time = await grouped('target', { channels: () => ['ops', 'phone'] });
    await time.see(0, high);
    expect(await time.doesBy(0)).toEqual(['post #1']);
    await time.see(SOON, full);
    expect(await time.doesBy(SOON)).toEqual([]);
    expect(await time.does()).toEqual(['edit #1']);
    expect(await time.does('phone')).toEqual(['post #1']);
    expect((await time.open()).map(({ id, lead }) => [id, lead])).toEqual([
      [1, null],
      [2, 1],
    ]);
    expect(await time.decided(2)).toEqual([
      'told in the message of #1 to ops, phone: it came with others',
    ]);
  });

  test('of one round: the strongest leads', async () => {
    await using time = await grouped('target');
    await time.see(0, [...full, ...worse]);
    expect((await time.open()).map(({ rule, lead }) => [rule, lead])).toEqual([
      ['cpu', null],
      ['memory', 1],
    ]);
    expect(await time.heard()).toEqual(['post #1']);
  });

  test('a stronger one adds one note', async () => {
    await using time = await grouped('target');
    await time.see(0, full);
    await time.see(SOON, worse);
    expect(await time.heard()).toEqual(['post #1', 'note #1: raised critical']);
  });

  test('a channel that the message has not come to gets it at once and aloud', async () => {
    await using time = await grouped('target', {
      channels: ({ rule }) => (rule === 'memory' ? ['phone'] : ['ops']),
    });
    await time.see(0, high);
    await time.see(SOON, full);
    expect(await time.doesBy(SOON, 'phone')).toEqual(['post #1']);
  });

  test.each([
    { name: 'after the wait', minute: 0.6, prepare: async () => {} },
    {
      name: 'that somebody has',
      minute: SOON,
      prepare: async (time: Awaited<ReturnType<typeof grouped>>) => {
        await time.ack(1, 0.1, ANA);
      },
    },
    {
      name: 'that is over',
      minute: SOON,
      prepare: async (time: Awaited<ReturnType<typeof grouped>>) => {
        await time.resolve(1, 0.1);
      },
    },
    { name: 'before the clock was set back', minute: -60, prepare: async () => {} },
  ])('nothing joins a message $name', async ({ minute, prepare }) => {
    await using time = await grouped('target');
    await time.see(0, high);
    await prepare(time);
    await time.see(minute, full);
    expect((await time.heard()).filter((one) => one.startsWith('post'))).toEqual([
      'post #1',
      'post #2',
    ]);
  });

  test('their end is told once, with the last of them', async () => {
    await using time = await grouped('target');
    await time.see(0, [...high, ...full]);
    await time.does();
    await time.see(2, [fact('system.cpu', 10), ...full]);
    expect(await time.heard()).toEqual([]);
    await time.see(3, [fact('system.memory', 10)]);
    expect(await time.heard()).toEqual(['note #1: resolved warning']);
  });

  test('a raise is said when it is the strongest that the message shows', async () => {
    await using time = await grouped('target');
    await time.see(0, [...high, fact('system.memory', 90)]);
    await time.see(1, worse);
    expect(await time.heard()).toEqual(['post #1', 'note #1: raised critical']);
    await time.see(2, high);
    await time.see(4, worse);
    expect(await time.heard()).toEqual(['note #1: raised critical']);
  });
});

describe('a message speaks of its own alerts', () => {
  const three = aRule({ warning: 'system.load1 > 1' }, { name: 'load' });
  const loaded = [fact('system.load1', 2)];
  const calm = [fact('system.load1', 0)];
  const idle = [fact('system.cpu', 10)];
  const roomy = [fact('system.memory', 10)];

  async function ofThree() {
    const gather = { groupWait: HALF_A_MINUTE, groupBy: 'target', storm: 1_000 } as const;
    const time = await aTimeline([cpu, memory, three], { targets: targetsNamed(2), gather });
    const counts: string[] = [];
    const { audience } = time.deps;
    const counting = {
      ...time.deps,
      audience: {
        ...audience,
        note(alert: Parameters<typeof audience.note>[0], kind: NoteKind) {
          const { count, targets } = time.book.shownEver(alert.lead ?? alert.id ?? 0);
          counts.push(`${kind}: ${count} on ${targets.join(' ')}`);
          return audience.note(alert, kind);
        },
      },
    };
    return { ...time, counts, seen: see, [Symbol.asyncDispose]: time[Symbol.asyncDispose] };
    function see(minute: number, facts: Parameters<typeof time.see>[1]) {
      return time.see(minute, facts, {}, counting);
    }
  }

  test('is not over for what joins it in the round in which all others end', async () => {
    await using time = await ofThree();
    await time.seen(0, full);
    await time.seen(SOON, [...high, ...roomy]);
    expect(await time.heard()).toEqual(['post #1', 'note #1: resolved warning', 'post #2']);
    expect(time.counts).toEqual(['resolved: 1 on t-0']);
  });

  test('counts all that it ever showed, whatever became of them meanwhile', async () => {
    await using time = await ofThree();
    await time.seen(0, [...high, ...full, ...loaded]);
    await time.seen(1, [...idle, ...full, ...loaded]);
    await time.seen(2, [...roomy, ...loaded]);
    await time.ack(3, 3);
    await time.unack(3, 4);
    await time.seen(5, calm);
    expect(time.counts).toEqual(['resolved: 3 on t-0']);
  });

  test('counts them after a restart too', async () => {
    const first = await ofThree();
    await first.seen(0, [...high, ...full, ...loaded]);
    await first.seen(1, [...idle, ...roomy, ...loaded]);
    await first[Symbol.asyncDispose]();
    await using time = await aTimeline([cpu, memory, three], { file: first.file });
    expect(time.book.shownEver(1)).toEqual({ count: 3, targets: ['t-0'] });
  });
});

describe('the strongest of a group is the strongest that nobody has', () => {
  test.each(['ack', 'resolve'] as const)(
    'a new one after %s of the former is said',
    async (what) => {
      await using time = await grouped('target');
      await time.see(0, full);
      await time.see(0.1, worse);
      expect(await time.heard()).toEqual(['post #1', 'note #1: raised critical']);
      await time[what](2, 0.2);
      await time.heard();
      await time.see(0.3, [fact('system.load1', 2)], { rules: [compileRule(load)] });
      expect(await time.heard()).toEqual(['note #1: raised critical']);
      await time.see(0.4, [fact('system.load5', 2)], { rules: [compileRule(load5)] });
      expect(await time.heard()).toEqual([]);
    },
  );

  test('also of those that end in the same round', async () => {
    await using time = await grouped('target');
    await time.see(0, full);
    await time.see(0.1, worse);
    await time.heard();
    await time.see(0.3, [fact('system.cpu', 10), fact('system.load1', 2)], {
      rules: [compileRule(cpu), compileRule(load)],
    });
    expect(await time.heard()).toEqual(['note #1: raised critical']);
  });

  test('several in one round are one note', async () => {
    await using time = await grouped('target');
    await time.see(0, full);
    await time.see(0.1, [...worse, fact('system.load1', 2)], {
      rules: [compileRule(cpu), compileRule(load)],
    });
    expect(await time.heard()).toEqual(['post #1', 'note #1: raised critical']);
  });

  test("a raise is said when only somebody's is as strong", async () => {
    await using time = await grouped('target');
    await time.see(0, [...worse, ...full]);
    await time.see(0.1, [fact('system.load1', 2)], { rules: [compileRule(mildLoad)] });
    await time.ack(1, 1);
    await time.heard();
    await time.see(2, [fact('system.load1', 9)], { rules: [compileRule(mildLoad)] });
    expect(await time.heard()).toEqual(['note #1: raised critical']);
  });
});

describe('what a group is', () => {
  const [one, two] = [0, 1];
  test.each([
    { by: 'target', first: [high, one], second: [full, one], joins: true },
    { by: 'target', first: [high, one], second: [high, two], joins: false },
    { by: 'rule', first: [high, one], second: [high, two], joins: true },
    { by: 'rule', first: [high, one], second: [full, one], joins: false },
    { by: 'none', first: [high, one], second: [full, one], joins: false },
  ] as const)('by $by: $joins', async ({ by, first, second, joins }) => {
    await using time = await grouped(by);
    for (const [facts, index] of [first, second]) {
      const target = time.targets[index];
      if (target) await time.see(0, facts, { target });
    }
    expect((await time.open()).map(({ lead }) => lead)).toEqual([null, joins ? 1 : null]);
  });
});

describe('a message of several says once a minute for all of it', () => {
  test('each thing apart, and again after the minute', () => {
    const gather = gatherer(() => ({ groupWait: 0, groupBy: 'none', storm: 5 }));
    expect([
      gather.maySay(1, 'reminder', at(0)),
      gather.maySay(1, 'reminder', at(0.5)),
      gather.maySay(1, 'critical', at(0.5)),
      gather.maySay(2, 'reminder', at(0.5)),
      gather.maySay(1, 'reminder', at(1.1)),
      gather.maySay(1, 'reminder', at(-60)),
    ]).toEqual([true, false, true, true, true, true]);
  });

  test('reminders of ten alerts in one message are one note', async () => {
    const rules = Array.from({ length: 10 }, (_, index) =>
      aRule('system.cpu > 75', { name: `rule_${index}`, remind: HALF_A_MINUTE * 20 }),
    );
    const gather = { groupWait: HALF_A_MINUTE, groupBy: 'target' as const };
    await using time = await aTimeline(rules, { gather });
    await time.see(0, high);
    expect(await time.heard()).toEqual(['post #1']);
    await time.sweep(10);
    expect(await time.heard()).toEqual(['note #1: reminder warning']);
    for (const id of [1, 10]) expect(await time.history(id)).toContain('reminded');
    await time.sweep(20);
    expect(await time.heard()).toEqual(['note #1: reminder warning']);
  });
});
