import { describe, expect, test } from 'vitest';
import type { Book } from '../../src/alert/book.ts';
import { gatherer } from '../../src/alert/gather.ts';
import type { Alert } from '../../src/model/alert.ts';
import type { Matcher } from '../../src/model/silence.ts';
import { MINUTE } from '../../src/model/time.ts';
import { often } from '../support/often.ts';
import { aTimeline, targetsNamed } from './by-time.ts';
import { ANA, aRule, at, BEN, fact } from './world.ts';

const STEPS = often(600, 2_000);
const TARGETS = 4;
/** Where each run of steps begins; a failure can be played again by its number. */
const SEEDS = Array.from({ length: often(2, 20) }, (_, index) => index + 1);
const CHANNELS = ['ops', 'phone'];

const rules = [
  aRule(
    { warning: 'a > 75', critical: 'a > 90' },
    { name: 'levels', remind: 20 * MINUTE, escalate: 50 * MINUTE, cooldown: 5 * MINUTE },
  ),
  aRule('b > 75', { name: 'slow', for: 3 * MINUTE, clearFor: 2 * MINUTE, cooldown: 10 * MINUTE }),
  aRule('c > 75', { name: 'flat', clear: 'c < 50', cooldown: 0 }),
];

/** Mulberry32: the same seed gives the same numbers, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function randomFrom(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

type Step =
  | { readonly kind: 'see'; readonly target: number; readonly values: readonly (number | null)[] }
  | { readonly kind: 'act'; readonly action: 'ack' | 'unack' | 'resolve'; readonly id: number }
  | {
      readonly kind: 'silence';
      readonly matcher: Partial<Matcher>;
      readonly minutes: number | null;
    }
  | { readonly kind: 'unsilence' }
  | { readonly kind: 'quiet' }
  | { readonly kind: 'deliver' }
  | { readonly kind: 'restart' };

function stepsFrom(seed: number): readonly Step[] {
  const random = randomFrom(seed);
  const value = () => [null, 10, 60, 80, 95][random(5)] ?? null;
  const matchers: readonly Partial<Matcher>[] = [
    ...[{ target: 't-0' }, { rule: 'levels' }, { severity: 'warning' as const }, {}],
  ];
  const others: readonly (() => Step)[] = [
    () => ({ kind: 'act', action: 'ack', id: 1 + random(200) }),
    () => ({ kind: 'act', action: 'unack', id: 1 + random(200) }),
    () => ({ kind: 'act', action: 'resolve', id: 1 + random(200) }),
    () => ({
      kind: 'silence',
      matcher: matchers[random(4)] ?? {},
      minutes: [5, 30, null][random(3)] ?? null,
    }),
    () => ({ kind: 'unsilence' }),
    () => ({ kind: 'quiet' }),
    () => ({ kind: 'deliver' }),
    () => ({ kind: 'restart' }),
  ];
  return Array.from({ length: STEPS }, () => {
    const other = random(100) < 25 ? others[random(random(10) === 0 ? 8 : 7)] : undefined;
    if (other) return other();
    return { kind: 'see', target: random(TARGETS), values: [value(), value(), value()] };
  });
}

type Timeline = Awaited<ReturnType<typeof aTimeline>>;

const given = {
  targets: targetsNamed(TARGETS),
  channels: (_: unknown, severity: string) => (severity === 'warning' ? ['ops'] : CHANNELS),
  gather: { groupWait: 30_000, groupBy: 'target', storm: 3 } as const,
};

/** Plays the steps, three a minute; `isHushed`: silences and quiet hours take part. */
async function play(
  steps: readonly Step[],
  isHushed: boolean,
  after: (time: Timeline, index: number) => Promise<void>,
) {
  let time = await aTimeline(rules, given);
  const heard: string[] = [];
  let quietTo = 0;
  for (const [index, step] of steps.entries()) {
    const minute = index / 3;
    if (step.kind === 'restart') time = await restarted(time, minute);
    else if (step.kind === 'deliver') heard.push(...(await saidIn(time)));
    else if (step.kind === 'see' || step.kind === 'act') await move(time, step, minute);
    else if (isHushed) quietTo = await hush(time, step, { minute, quietTo });
    time.world.quietUntil = (name) => (name === 'ops' && minute < quietTo ? at(quietTo) : null);
    if (index % 3 === 0) await time.sweep(minute);
    await after(time, index);
  }
  heard.push(...(await saidIn(time)));
  return { time, heard };
}

async function restarted(before: Timeline, minute: number): Promise<Timeline> {
  await before[Symbol.asyncDispose]();
  const time = await aTimeline(rules, { ...given, file: before.file });
  time.deps.gather.restore(time.book.open(null), at(minute));
  return time;
}

async function move(
  time: Timeline,
  step: Extract<Step, { kind: 'see' | 'act' }>,
  minute: number,
): Promise<void> {
  if (step.kind === 'see') await see(time, step, minute);
  else await time[step.action](step.id, minute, step.id % 2 === 0 ? ANA : BEN);
}

/** Answers with when it is quiet until. */
async function hush(
  time: Timeline,
  step: Extract<Step, { kind: 'silence' | 'unsilence' | 'quiet' }>,
  { minute, quietTo }: { readonly minute: number; readonly quietTo: number },
): Promise<number> {
  if (step.kind === 'quiet') return minute + 15;
  if (step.kind === 'silence') {
    const to = step.minutes === null ? null : minute + step.minutes;
    await time.silence(step.matcher, { from: minute, to });
  } else {
    const [first] = await time.store.silences.active();
    if (first) await time.unsilence(first.id, minute);
  }
  return quietTo;
}

async function see(
  time: Timeline,
  { target: index, values }: Extract<Step, { kind: 'see' }>,
  minute: number,
) {
  const target = time.targets[index];
  if (!target) throw new Error('no target');
  const [a = null, b = null, c = null] = values;
  await time.see(minute, [fact('a', a), fact('b', b), fact('c', c)], { target });
}

async function saidIn(time: Timeline): Promise<string[]> {
  const heard: string[] = [];
  for (const channel of CHANNELS) {
    for (const text of await time.does(channel)) heard.push(`${channel} ${text}`);
  }
  return heard;
}

/** What is recorded of an alert, whoever was told of it. */
function recorded({ id, fingerprint, rule, severity, state, previous, evidence, life }: Alert) {
  const { taken, clearingSince, changes, flappingSince } = life;
  return {
    id,
    fingerprint,
    rule,
    severity,
    state,
    previous,
    evidence,
    taken,
    clearingSince,
    changes,
    flappingSince,
  };
}

async function everything(time: Timeline) {
  const alerts: unknown[] = [];
  for (let id = 1; ; id++) {
    const found = await time.store.alerts.get(id);
    if (!found) return alerts;
    alerts.push(recorded(found.alert));
  }
}

function byId<T extends { id: number }>(alerts: Iterable<T>): T[] {
  return [...alerts].sort((a, b) => a.id - b.id);
}

async function isTrue(book: Book, time: Timeline): Promise<void> {
  expect(byId(book.open(null))).toEqual(byId(await time.open()));
  const holds = (one: Iterable<{ alert: number; channel: string | null }>) =>
    [...one].map((hold) => JSON.stringify(hold, Object.keys(hold).sort())).sort();
  expect(holds(book.holds())).toEqual(holds(await time.store.alerts.holds(null)));
  for (const { id } of time.targets) {
    for (const state of await time.store.alerts.ruleStates(id)) {
      expect(book.ruleState(id, state.fingerprint)).toEqual(state);
    }
  }
}

describe.each(SEEDS)(`${STEPS} random steps (seed %d)`, (seed) => {
  const steps = stepsFrom(seed);

  test('the book is true, a silence hides no record, no end without a beginning', async () => {
    await using told = (await play(steps, false, async () => {})).time;
    const { time: hushed, heard } = await play(steps, true, async (live, index) => {
      if (index % 10 === 0) await isUnique(live);
      if (index % 100 === 0) await isTrue(live.book, live);
    });
    await using time = hushed;
    const records = await everything(told);
    expect(records.length).toBeGreaterThan(STEPS / 20);
    expect(await everything(time)).toEqual(records);
    expect(heard.length).toBeGreaterThan(STEPS / 20);
    hasBeginnings(heard);
  });
});

/** Each card is posted once in a channel, and everything else follows it. */
function hasBeginnings(heard: readonly string[]): void {
  const shown = new Set<string>();
  for (const text of heard) {
    const [channel, kind, alert] = text.split(/[ :]+/);
    const place = `${channel} ${alert}`;
    expect([text, shown.has(place)]).toEqual([text, kind !== 'post']);
    shown.add(place);
  }
}

async function isUnique(time: Timeline): Promise<void> {
  const open = await time.open();
  expect(new Set(open.map(({ fingerprint }) => fingerprint)).size).toBe(open.length);
}

test('placing is a matter of alerts and time alone', () => {
  const made = () => gatherer(() => ({ groupWait: 30_000, groupBy: 'target', storm: 2 }));
  const [one, two] = [made(), made()];
  const random = randomFrom(9);
  for (let index = 0; index < 200; index++) {
    const alert = { target: random(5), rule: 'a', severity: 'warning' } as const;
    const when = at(index / 10);
    expect(one.place(alert, when, ['ops'])).toEqual(two.place(alert, when, ['ops']));
  }
});
