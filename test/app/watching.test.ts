import { describe, expect, onTestFinished, test } from 'vitest';
import { openAlerting } from '../../src/app/alerting.ts';
import { desks } from '../../src/app/desks.ts';
import { openLive } from '../../src/app/live.ts';
import type { Watching } from '../../src/app/watching.ts';
import { openWatching } from '../../src/app/watching.ts';
import { openLog } from '../../src/log/log.ts';
import type { Rule } from '../../src/model/rule.ts';
import { noLabels } from '../../src/model/sample.ts';
import { DAY, MINUTE } from '../../src/model/time.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { aRule } from '../alert/world.ts';
import { aConfig, aTarget, reading } from '../support/desk.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { freshStore } from './fresh-store.ts';
import { UNSEEN } from './unseen.ts';
import { NO_LOGS, UNTOLD } from './untold.ts';

const CPU = aRule('system.cpu > 50', { name: 'busy' });
const MEAN = aRule("avg('system.cpu', '5m') > 50", { name: 'busy' });
const actor = { id: 'telegram:1', name: 'Ana', surface: 'telegram', role: 'admin' } as const;

/** One target that nobody collects from: rounds are handed in. */
async function watching(rules: readonly Rule[]) {
  const { store, file } = await freshStore();
  const clock = fakeClock();
  const samples = await openSamples(`${file}-samples`, { now: clock.now });
  /** Metrics whose stored points were read, each time. */
  const reads: string[] = [];
  /** Holds up whoever looks for what was measured before. */
  let gate: Promise<void> = Promise.resolve();
  const slow: { -readonly [Key in keyof typeof samples]: (typeof samples)[Key] } = {
    ...samples,
    async series(id) {
      await gate;
      return samples.series(id);
    },
    async points(id, series, range) {
      reads.push(series.metric);
      return samples.points(id, series, range);
    },
  };
  const configWith = (some: readonly Rule[]) =>
    aConfig('', { targets: [aTarget({ name: 'web-1' })], rules: some });
  const live = await openLive(configWith(rules), { store, clock });
  const listeners = () => [{ name: 'console', kind: 'console' }];
  const alerting = await openAlerting(live, { store, clock, listeners });
  const errors: unknown[] = [];
  const watched: Watching = await openWatching({
    ...{ live, alerting, store, samples: slow, telling: UNTOLD, containers: UNSEEN, clock },
    logs: NO_LOGS,
    network: { blamesUs: async () => false, isLost: () => false },
    cluster: { owns: () => false, holds: () => true },
    log: openLog({ level: 'silent', secrets: [], file: null, show: null }),
    queued: () => {},
    judged: (error) => errors.push(error),
  });
  onTestFinished(async () => {
    await watched[Symbol.asyncDispose]();
    await samples[Symbol.asyncDispose]();
  });
  const [target] = live.targets();
  if (!target) throw new Error('no target');
  return {
    ...{ live, store, alerting, errors, reads, refresh: watched.refresh, clock },
    /** A program sent a value, before this process began. */
    sent: (metric: string, labels = noLabels()) =>
      samples.ingest([{ target: target.id, metric, labels, at: clock.now(), value: 1 }]),
    ruleDesk: desks({
      ...{ live, alerting, store, samples, clock, queued: () => {} },
      rejudge: watched.refresh,
    }).ruleDesk,
    async put(some: readonly Rule[]) {
      await live.put(configWith(some));
      await watched.refresh();
    },
    /** A round with so much CPU. */
    async round(cpu: number) {
      await clock.advance(30_000);
      const readings = [reading('system.cpu', cpu)];
      const plain = { kind: 'measured', target: target.id, at: clock.now(), took: 1 } as const;
      return watched.take(target, { ...plain, readings });
    },
    open: () => [...alerting.book.open(null)].map(({ rule }) => rule),
    /** Whoever looks for the past waits until what is given back is called. */
    holdUp() {
      let open = () => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return () => open();
    },
    /** What was stored is nowhere from now on. */
    forgetStored() {
      slow.series = async () => [];
    },
    async why(id: number): Promise<unknown> {
      const found = await store.alerts.get(id);
      return found?.events.findLast(({ kind }) => kind === 'resolved')?.detail;
    },
  };
}

describe('what rules look back at, when others are put in force', () => {
  const GONE = aRule("absent('queue.depth', '5m')", { name: 'silent' });
  const FULL = aRule("count('system.cpu', '5m') > 4", { name: 'full' });
  const OTHER = aRule("avg('system.memory', '1h') > 50", { name: 'other' });

  test('is known over the whole time that the target is watched', async () => {
    const one = await watching([GONE]);
    for (let n = 0; n < 9; n++) await one.round(10);
    await one.refresh();
    for (let n = 0; n < 3; n++) await one.round(10);
    expect(one.open()).toEqual(['silent']);
  });

  test('stays at hand where it is looked back at as before, also points that were never stored', async () => {
    const one = await watching([FULL]);
    for (let n = 0; n < 4; n++) await one.round(10);
    one.reads.length = 0;
    one.forgetStored();
    await one.put([FULL, OTHER]);
    await one.round(10);
    expect(one.open()).toEqual(['full']);
    await one.put([OTHER]);
    await one.round(10);
    await one.put([OTHER, { ...FULL, name: 'anew' }]);
    await one.round(10);
    expect(one.reads).toEqual([]);
  });

  test.each([
    { labels: noLabels(), days: 0 },
    { labels: { queue: 'mail' }, days: 6 },
  ])(
    'is read from the store where a program fell silent $days days ago',
    async ({ labels, days }) => {
      const one = await watching([]);
      await one.sent('heartbeat.last', labels);
      await one.clock.advance(2 * MINUTE + days * DAY);
      const dead = aRule("age('heartbeat.last') > 120", { name: 'dead' });
      await one.put([dead]);
      expect(one.open()).toEqual([]);
      await one.round(10);
      expect(one.open()).toEqual(['dead']);
      const { tests } = await one.ruleDesk.test("age('heartbeat.last') > 120", {
        target: null,
        signal: AbortSignal.timeout(5_000),
      });
      expect(tests).toMatchObject([{ target: 'web-1', labels, value: true }]);
    },
  );

  test('is read from the store where it is looked back at further', async () => {
    const one = await watching([FULL]);
    for (let n = 0; n < 30; n++) await one.round(10);
    one.reads.length = 0;
    await one.put([aRule("count('system.cpu', '14m') > 20", { name: 'further' })]);
    await one.round(10);
    expect(one.open()).toEqual(['further']);
    expect(one.reads).toEqual(['system.cpu']);
  });
});

test('a rule that goes while a round is under way leaves no alert behind, and judges no more', async () => {
  const one = await watching([MEAN]);
  const go = one.holdUp();
  const round = one.round(60);
  await new Promise(setImmediate);
  await one.put([]);
  go();
  await round;
  expect(one.open()).toEqual([]);
  await one.round(60);
  expect(one.open()).toEqual([]);
});

test('a rule that comes while a round is under way judges the next', async () => {
  const one = await watching([MEAN]);
  const go = one.holdUp();
  const round = one.round(10);
  await new Promise(setImmediate);
  await one.put([MEAN, CPU].map((rule, index) => ({ ...rule, name: `busy_${index}` })));
  go();
  await round;
  await one.round(60);
  expect(one.open()).toContain('busy_1');
});

test('an alert ends with who switched its rule off, not as if it were configured no more', async () => {
  const one = await watching([CPU]);
  await one.round(60);
  expect(one.open()).toEqual(['busy']);
  await one.ruleDesk.switch('busy', { on: false, by: actor, reason: '' });
  expect(one.open()).toEqual([]);
  expect(await one.why(1)).toBe('Ana switched its rule off');
  await one.round(65);
  expect(one.open()).toEqual([]);
  await one.ruleDesk.switch('busy', { on: true, by: actor, reason: '' });
  await one.round(65);
  expect(one.open()).toEqual(['busy']);
});

test('an alert whose rule is configured no more ends so', async () => {
  const one = await watching([CPU]);
  await one.round(60);
  await one.put([]);
  expect(await one.why(1)).toBe('its rule or target is configured no more');
});

test('a round that cannot be judged is said, and the next is judged again', async () => {
  const one = await watching([CPU]);
  const { apply } = one.alerting.book;
  Object.assign(one.alerting.book, { apply: () => Promise.reject(new Error('the disk is full')) });
  expect(await one.round(60)).toBe(false);
  Object.assign(one.alerting.book, { apply });
  expect(await one.round(61)).toBe(true);
  expect(one.errors).toEqual([new Error('the disk is full'), null]);
  expect(one.open()).toEqual(['busy']);
});
