import { expect, test } from 'vitest';
import { containerNamed } from '../../src/action/container.ts';
import { decide, decideSecond } from '../../src/action/decide.ts';
import { isDue, type Situation } from '../../src/action/due.ts';
import { fits } from '../../src/action/fits.ts';
import type { ActionRun, SafeAction } from '../../src/model/action.ts';
import type { SeenContainer } from '../../src/model/container.ts';
import { anAlert, MINUTE, NOON, STATES } from '../report/alerts.ts';

const ana = { id: 'discord:1', name: 'Ana' };
const again: SafeAction = {
  name: 'again',
  deed: { kind: 'restart', container: 'worker' },
  ...{ dryRun: null, timeout: 30_000, rules: [], perHour: 2, twoPerson: false },
  ...{ after: null, evenAcknowledged: false },
};
const run = (more: Partial<ActionRun> = {}) =>
  ({
    id: 7,
    mode: 'real',
    state: 'done',
    at: NOON - MINUTE,
    expires: null,
    by: ana,
    ...more,
  }) as const;
const asked = run({ state: 'asked', expires: NOON + MINUTE });

test.each([
  { name: 'nothing stands against it', runs: [], is: 'run' },
  { name: 'one of two', runs: [run()], is: 'run' },
  { name: 'two of two', runs: [run(), run({ state: 'failed' })], is: 'limited' },
  { name: 'two, one an hour ago', runs: [run(), run({ at: NOON - 60 * MINUTE })], is: 'run' },
  {
    name: 'two, one almost an hour ago',
    runs: [run(), run({ at: NOON - 60 * MINUTE + 1 })],
    is: 'limited',
  },
  {
    name: 'what never began does not count',
    runs: [run({ state: 'not run' }), run({ state: 'limited' }), run({ state: 'cancelled' })],
    is: 'run',
  },
  {
    name: 'dry runs do not count',
    runs: [run({ mode: 'dry' }), run({ mode: 'dry', state: 'running' })],
    is: 'run',
  },
  { name: 'what goes on', runs: [run({ state: 'running' })], is: 'refused' },
  {
    name: 'what broke off counts',
    runs: [run({ state: 'broken off' }), run({ state: 'late' })],
    is: 'limited',
  },
  {
    name: 'runs of a clock that was set back count',
    runs: [run({ at: NOON + 9 * MINUTE }), run()],
    is: 'limited',
  },
  { name: 'an open alert', alert: anAlert(), runs: [], is: 'run' },
  {
    name: 'an alert that is over',
    alert: anAlert({ state: STATES.resolvedByRule }),
    runs: [],
    is: 'refused',
  },
  { name: 'two people', two: true, runs: [], is: 'second person' },
  { name: 'two people, asked for already', two: true, runs: [asked], is: 'refused' },
  {
    name: 'two people, asked for long ago',
    two: true,
    runs: [run({ state: 'asked', expires: NOON })],
    is: 'second person',
  },
  { name: 'two people, beyond the limit', two: true, runs: [run(), run()], is: 'limited' },
])('$name: $is', ({ runs, alert = null, two = false, is }) => {
  const decided = decide({ action: { ...again, twoPerson: two }, alert, runs, now: NOON });
  expect(decided.kind).toBe(is);
});

test('a limit says when it is over', () => {
  const runs = [run({ at: NOON - 50 * MINUTE }), run({ at: NOON - 40 * MINUTE })];
  expect(decide({ action: again, alert: null, runs, now: NOON })).toMatchObject({
    why: 'again was done 2 times within the hour, and may not be done more often: again in 10 min.',
  });
});

test.each([
  { name: 'another admin in time', is: 'run' },
  { name: 'the same person', same: true, is: 'refused' },
  { name: 'too late', first: run({ state: 'asked', expires: NOON }), is: 'refused' },
  { name: 'done already', first: run(), is: 'refused' },
  { name: 'taken back', first: run({ state: 'cancelled' }), is: 'refused' },
  { name: 'beyond the limit by now', runs: [run(), run()], is: 'limited' },
  {
    name: 'the alert is over by now',
    alert: anAlert({ state: STATES.resolvedByAna }),
    is: 'refused',
  },
])(
  'a second person, $name: $is',
  ({ first = asked, same = false, runs = [], alert = null, is }) => {
    const action = { ...again, twoPerson: true };
    const about = { action, alert, runs: [first, ...runs], now: NOON };
    expect(decideSecond({ run: first, isSamePerson: same, ...about }).kind).toBe(is);
  },
);

const about = (metric: string, labels: Readonly<Record<string, string>>) =>
  anAlert({ labels, evidence: { metric, value: false, operator: '==', limit: false } });

test.each([
  { name: 'its rule', action: { rules: ['disk_full'] }, alert: anAlert(), is: true },
  { name: 'another rule', action: { rules: ['disk_high'] }, alert: anAlert(), is: false },
  { name: 'its container', alert: about('container.up', { name: 'worker' }), is: true },
  {
    name: 'its service',
    alert: about('container.up', { name: 'shop_worker_1', service: 'worker' }),
    is: true,
  },
  { name: 'another container', alert: about('container.up', { name: 'web' }), is: false },
  {
    name: 'what has only the name of a container',
    alert: about('probe.ok', { name: 'worker' }),
    is: false,
  },
  {
    name: 'a command, though named so',
    action: { deed: { kind: 'run', command: 'worker' } as const },
    alert: about('container.up', { name: 'worker' }),
    is: false,
  },
  {
    name: 'an alert that is over',
    action: { rules: ['disk_full'] },
    alert: anAlert({ state: STATES.resolvedByAna }),
    is: false,
  },
  {
    name: 'an alert that waits',
    action: { rules: ['disk_full'] },
    alert: anAlert({ state: STATES.pending }),
    is: false,
  },
])('an action fits $name: $is', ({ action = {}, alert, is }) => {
  expect(fits({ ...again, ...action }, alert)).toBe(is);
});

const situation: Situation = {
  alert: anAlert(),
  held: null,
  lastRound: { at: NOON - 1_000, ok: true },
  startedAt: NOON - 5 * MINUTE,
  now: NOON,
};

test.each([
  { name: 'fires for exactly that long', is: true },
  { name: 'not yet', after: 15 * MINUTE + 1, is: false },
  { name: 'never by itself', after: null, is: false },
  { name: 'for another rule', rules: ['other'], is: false },
  { name: 'somebody has it', given: { alert: anAlert({ state: STATES.acknowledged }) }, is: false },
  {
    name: 'somebody has it, and that does not matter',
    even: true,
    given: { alert: anAlert({ state: STATES.acknowledged }) },
    is: true,
  },
  { name: 'it waits', given: { alert: anAlert({ state: STATES.pending }) }, is: false },
  { name: 'it is over', given: { alert: anAlert({ state: STATES.resolvedByRule }) }, is: false },
  { name: 'it is silenced', given: { held: 'silenced' }, is: false },
  { name: 'the target does not answer', given: { lastRound: { at: NOON, ok: false } }, is: false },
  { name: 'nobody has looked', given: { lastRound: null }, is: false },
  { name: 'nobody has looked since the start', given: { startedAt: NOON }, is: false },
])(
  'by itself, $name: $is',
  ({ after = 15 * MINUTE, rules = ['disk_full'], even = false, given = {}, is }) => {
    const action = { ...again, after, rules, evenAcknowledged: even };
    expect(isDue(action, { ...situation, ...given })).toBe(is);
  },
);

const seen = (name: string, service: string | null = null) => ({ name, service }) as SeenContainer;

test.each([
  { name: 'worker', all: [], is: 'worker' },
  { name: 'worker', all: [seen('worker'), seen('web')], is: 'worker' },
  { name: 'worker', all: [seen('shop_worker_1', 'worker')], is: 'shop_worker_1' },
  {
    name: 'worker',
    all: [seen('w1', 'worker'), seen('w2', 'worker')],
    is: /several containers.*write one of w1, w2 as/,
  },
  {
    name: 'workr',
    all: [seen('worker'), seen('web')],
    is: /no container workr: write one of worker, web as/,
  },
])('of $all.length containers $name is $is', ({ name, all, is }) => {
  const found = containerNamed({ containers: all }, name);
  expect(found.kind === 'container' ? found.name : found.why).toMatch(is);
});
