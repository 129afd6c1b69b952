import { describe, expect, test } from 'vitest';
import { openBook } from '../../src/alert/book.ts';
import type { FailOverDeps } from '../../src/alert/fail-over.ts';
import { failOver, tellElsewhere } from '../../src/alert/fail-over.ts';
import type { Rule } from '../../src/model/rule.ts';
import { MINUTE } from '../../src/model/time.ts';
import { aTimeline } from './by-time.ts';
import type { Circumstances } from './world.ts';
import { aRule, at, fact } from './world.ts';

const levels = aRule({ warning: 'system.cpu > 75', critical: 'system.cpu > 90' });
const cpu = (value: number) => [fact('system.cpu', value)];
const after = 2 * MINUTE;

/** `ops` is in Discord and fails; `phone` is in Telegram, and the terminal comes last. */
async function anOutage(more: Circumstances = {}, rules: readonly Rule[] = [levels]) {
  const time = await aTimeline(rules, more);
  const { outbox } = time.store;
  /** Every channel there is, best first. */
  const channels = ['phone', 'ops', 'console'];
  const deps: FailOverDeps = {
    book: time.book,
    overdue: outbox.overdue,
    posted: outbox.posted,
    backups: (failed) => channels.filter((name) => name !== failed),
  };
  return {
    ...time,
    channels,
    /** The same after a restart. */
    async lookAnew(minute: number) {
      const book = await openBook(time.store.alerts, [time.target.id], at(minute));
      return failOver({ ...deps, book }, { at: at(minute), after });
    },
    deps: { ...time.deps, ...deps },
    look: (minute: number) => failOver(deps, { at: at(minute), after }),
    elsewhere: async (channel: string, minute: number, why = `${channel} is gone`) =>
      tellElsewhere(deps, { alert: 1, channel, kind: 'card' }, { at: at(minute), why }),
    async refuse(channel = 'ops', minute = 1) {
      const [entry] = await outbox.claim(channel, { now: at(minute), lease: 1, limit: 1 });
      if (!entry) throw new Error('nothing is due');
      await outbox.retry(entry.id, { notBefore: at(90), reason: 'HTTP 503' });
    },
    async lines() {
      const events = (await time.store.alerts.get(1))?.events ?? [];
      return events
        .filter(({ kind }) => kind === 'failover')
        .map((one) => `${one.channel}: ${one.detail}`);
    },
  };
}

describe('a critical card that its channel does not take', () => {
  test('goes to a channel of another kind after two minutes, once, with the line why', async () => {
    await using time = await anOutage();
    await time.see(0, cpu(95));
    await time.refuse();
    expect(await time.look(2)).toBe(0);
    expect(await time.look(2.1)).toBe(1);
    expect(await time.look(2.2)).toBe(0);
    expect(await time.does('phone')).toEqual(['post #1']);
    for (const minute of [3, 30]) expect(await time.look(minute)).toBe(0);
    expect(await time.lines()).toEqual([
      'phone: Sent here since ops has not taken it for 2 min: HTTP 503',
    ]);
  });

  test('without an answer yet says so', async () => {
    await using time = await anOutage();
    await time.see(0, cpu(95));
    await time.look(3);
    expect(await time.lines()).toEqual([
      'phone: Sent here since ops has not taken it for 3 min: no answer yet',
    ]);
  });

  test('goes on to the next one when that one has it already', async () => {
    await using time = await anOutage({ channels: () => ['ops', 'phone'] });
    await time.see(0, cpu(95));
    await time.does('phone');
    expect(await time.look(3)).toBe(1);
    expect(await time.does('phone')).toEqual([]);
    expect(await time.does('console')).toEqual(['post #1']);
  });

  test('goes nowhere when all have it', async () => {
    await using time = await anOutage({ channels: () => ['ops', 'phone', 'console'] });
    await time.see(0, cpu(95));
    for (const channel of ['phone', 'console']) await time.does(channel);
    expect(await time.look(3)).toBe(0);
  });

  test('is told of its end where it was told of', async () => {
    await using time = await anOutage();
    await time.see(0, cpu(95));
    await time.look(3);
    await time.does('phone');
    await time.see(4, cpu(10));
    expect(await time.heard('phone')).toEqual(['note #1: resolved critical']);
  });
});

const bad = aRule({ critical: 'system.cpu > 90' }, { name: 'bad' });
const mild = aRule({ warning: 'system.cpu > 75' }, { name: 'mild' });
const TELLING = { remind: 10 * MINUTE, escalate: 20 * MINUTE };

/** News under a card that stands in `ops` since minute 0; `at` is the minute when they come. */
interface News {
  readonly name: string;
  readonly rules: readonly Rule[];
  /** What is measured at the beginning, and then. */
  readonly first: number;
  readonly next: number;
  readonly at: number;
  readonly gather?: Circumstances['gather'];
}

const NEWS: readonly News[] = [
  { name: 'an alert that is raised to critical', rules: [levels], first: 80, next: 95, at: 5 },
  {
    name: 'a critical alert that joins the message of a warning',
    rules: [mild, bad],
    first: 80,
    next: 95,
    at: 0.5,
    gather: { groupWait: MINUTE, groupBy: 'target' },
  },
  { name: 'a reminder', rules: [{ ...bad, ...TELLING }], first: 95, next: 95, at: 10 },
  {
    name: 'an escalation',
    rules: [{ ...bad, ...TELLING, remind: null }],
    first: 95,
    next: 95,
    at: 20,
  },
];

describe('what is new of a critical alert whose card stands', () => {
  test.each(NEWS)(
    '$name goes elsewhere after two minutes, once',
    async ({ rules, first, next, at: minute, gather = {} }) => {
      await using time = await anOutage({ gather }, rules);
      await time.see(0, cpu(first));
      expect(await time.does()).toEqual(['post #1']);
      expect(await time.look(minute)).toBe(0);
      await time.see(minute, cpu(next));
      await time.sweep(minute);
      expect(await time.look(minute + 2)).toBe(0);
      expect(await time.look(minute + 2.1)).toBe(1);
      expect(await time.does('phone')).toEqual(['post #1']);
      expect(await time.lines()).toEqual([
        'phone: Sent here since ops has not taken it for 2 min: no answer yet',
      ]);
      for (const later of [2.2, 8]) expect(await time.look(minute + later)).toBe(0);
      expect(await time.lookAnew(minute + 9)).toBe(0);
    },
  );

  test('what follows comes to the other channel by itself, as long as that is there', async () => {
    await using time = await anOutage({}, [{ ...bad, remind: 10 * MINUTE }]);
    await time.see(0, cpu(95));
    await time.does();
    await time.sweep(10);
    await time.look(13);
    expect(await time.does('phone')).toEqual(['post #1']);
    await time.sweep(20);
    expect(await time.look(23)).toBe(1);
    expect(await time.lines()).toEqual([
      'phone: Sent here since ops has not taken it for 3 min: no answer yet',
      'console: Sent here since phone has not taken it for 3 min: no answer yet',
    ]);
    time.channels.splice(0, 3, 'ops', 'pager');
    await time.sweep(30);
    for (const channel of ['phone', 'console']) await time.does(channel);
    await time.look(33);
    expect((await time.lines()).at(-1)).toMatch(/^pager: Sent here since ops has not taken it/);
  });

  test('is not looked for in vain each second, but an error lets it be looked for again', async () => {
    await using time = await anOutage();
    await time.see(0, cpu(95));
    const { apply } = time.book;
    Object.assign(time.book, { apply: () => Promise.reject(new Error('the disk is full')) });
    await expect(time.look(3)).rejects.toThrow('the disk is full');
    Object.assign(time.book, { apply });
    expect(await time.look(3)).toBe(1);
  });

  test('a clock that is set back by an hour hides nothing that comes after it', async () => {
    await using time = await anOutage();
    await time.see(60, cpu(80));
    await time.does();
    await time.look(70);
    expect(await time.look(1)).toBe(0);
    await time.see(2, cpu(95));
    expect(await time.look(4)).toBe(0);
    expect(await time.look(4.1)).toBe(1);
  });
});

describe('what is not told elsewhere', () => {
  test('a note of a warning', async () => {
    await using time = await anOutage({}, [{ ...mild, remind: 10 * MINUTE }]);
    await time.see(0, cpu(80));
    await time.does();
    await time.sweep(10);
    expect(await time.look(30)).toBe(0);
  });

  test('a warning', async () => {
    await using time = await anOutage();
    await time.see(0, cpu(80));
    expect(await time.look(30)).toBe(0);
  });

  test('an edit of a card that stands', async () => {
    await using time = await anOutage();
    await time.see(0, cpu(95));
    await time.does();
    await time.ack(1, 1);
    expect(await time.look(30)).toBe(0);
  });

  test('what is over', async () => {
    await using time = await anOutage();
    await time.see(0, cpu(95));
    await time.see(1, cpu(10));
    expect(await time.look(30)).toBe(0);
  });
});

test('a message of several is told elsewhere when one that it shows is critical', async () => {
  const rules = ['a', 'b'].map((name) => ({ ...levels, name }));
  const gather = { groupWait: MINUTE, groupBy: 'target' as const };
  await using time = await aTimeline(
    rules.map((rule, index) =>
      index === 0 ? { ...rule, levels: [levels.levels[0]] as const } : rule,
    ),
    { gather },
  );
  const { outbox } = time.store;
  const deps = { book: time.book, overdue: outbox.overdue, posted: outbox.posted };
  await time.see(0, cpu(80));
  await time.see(0.5, cpu(95));
  expect(await failOver({ ...deps, backups: () => ['phone'] }, { at: at(3), after })).toBe(1);
  expect(await time.does('phone')).toEqual(['post #1']);
});

describe('a channel that refuses for good', () => {
  test.each([80, 95])('is replaced at once, whatever the severity (%d)', async (value) => {
    await using time = await anOutage();
    await time.see(0, cpu(value));
    expect(await time.elsewhere('ops', 0)).toBe(true);
    expect(await time.elsewhere('ops', 1)).toBe(false);
    expect(await time.does('phone')).toEqual(['post #1']);
  });

  test.each(['here', 'since', 'gone'])(
    'is told apart from the words of the line: %s',
    async (name) => {
      await using time = await anOutage({ channels: () => ['ops', name] });
      await time.see(0, cpu(80));
      expect(await time.elsewhere('ops', 0)).toBe(true);
      expect(await time.elsewhere(name, 0)).toBe(true);
      expect(await time.lines()).toEqual([
        'phone: Sent here since ops is gone',
        `console: Sent here since ${name} is gone`,
      ]);
    },
  );

  test('is told once, whatever the words of the line are', async () => {
    await using time = await anOutage();
    await time.see(0, cpu(80));
    expect(await time.elsewhere('ops', 0, 'nobody listens')).toBe(true);
    expect(await time.elsewhere('ops', 1, 'nobody listens')).toBe(false);
  });

  test('an alert that is not there is told nowhere', async () => {
    await using time = await anOutage();
    expect(await time.elsewhere('ops', 0)).toBe(false);
  });
});
