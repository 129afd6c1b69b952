import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { AnnounceDeps } from '../../src/alert/announce.ts';
import { openBook } from '../../src/alert/book.ts';
import { compileRule, expressionsOf } from '../../src/alert/compile.ts';
import type { EvaluateDeps } from '../../src/alert/evaluate.ts';
import { evaluateRound } from '../../src/alert/evaluate.ts';
import { gatherer } from '../../src/alert/gather.ts';
import { inhibitor } from '../../src/alert/inhibit.ts';
import { judge } from '../../src/alert/judge.ts';
import { recentPoints } from '../../src/alert/recent.ts';
import { roundHandler } from '../../src/alert/round.ts';
import type { SweepDeps } from '../../src/alert/sweep.ts';
import { sweep } from '../../src/alert/sweep.ts';
import { DEFAULT_ALERTING } from '../../src/config/alerting.ts';
import { indexFacts } from '../../src/expression/evaluate.ts';
import { wantedOf } from '../../src/expression/names.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Fact, Reading } from '../../src/model/sample.ts';
import { SECOND, systemClock } from '../../src/model/time.ts';
import { base } from '../../src/presets/base.ts';
import { RULE } from '../../src/presets/rule.ts';
import { compilePolicy } from '../../src/score/policy.ts';
import { scoreFacts } from '../../src/score/score.ts';
import type { Store } from '../../src/store/ports.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { NO_ESCALATIONS } from '../alert/world.ts';
import { workFolder } from '../support/whole-app.ts';
import { below, type Figure, median, shown } from './figure.ts';

/** The size that is promised. */
const TARGETS = 2_000;
const RULES = 50;
const ALERTS = 10_000;
/** Rounds of which the median counts. */
const ROUNDS = 5;
/** A desk of the size that most people have, with storing. */
const DESK = 50;
const READINGS = 20;
const STORED_ROUNDS = 10;

/** A round as the base preset's metrics give it, with three disks; nothing is wrong. */
const readings: readonly Reading[] = Array.from({ length: READINGS }, (_, index) => {
  const metric = base.metrics[index % base.metrics.length]?.name ?? '';
  return { metric, labels: {}, value: 10 + index };
}).map((one, index) => {
  const mounts = ['/', '/var', '/home'];
  const mount = mounts[index % mounts.length] ?? '/';
  return one.metric.startsWith('system.disk') ? { ...one, labels: { mount } } : one;
});

/** 50 rules as people write them: most compare one value, some look back, some judge each disk. */
const manyRules = Array.from({ length: RULES }, (_, index): Rule => {
  const name = `rule_${index}`;
  const limit = 1_000 + index;
  const when = [
    `system.cpu > ${limit}`,
    `system.memory > ${limit} and system.swap > 5`,
    `system.load1 / system.cores > ${limit}`,
    `system.disk > ${limit}`,
    `avg('system.cpu', '5m') > ${limit}`,
  ][index % 5];
  const levels = [{ severity: 'warning', when: when ?? '' }] as const;
  return { ...RULE, name, levels, type: 'custom', message: 'at {value}', for: 60 * SECOND };
}).map((rule) => compileRule(rule));

const rules = base.rules.map((rule) => compileRule(rule));

function scorer() {
  const policy = compilePolicy(base.policy);
  if (policy.kind === 'problem') throw new Error(policy.message);
  return (facts: readonly Fact[]) => scoreFacts(policy, indexFacts(facts));
}

/** Milliseconds of each of `count` calls. */
async function times(count: number, work: (turn: number) => unknown): Promise<readonly number[]> {
  const took: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const started = performance.now();
    await work(turn);
    took.push(performance.now() - started);
  }
  return took;
}

/** Everything that alerts need, on a real store; `ops` and `phone` are told. */
async function alerting(store: Store, targets: readonly { readonly id: number }[]) {
  const book = await openBook(
    store.alerts,
    targets.map(({ id }) => id),
    Date.now(),
  );
  const announcing: AnnounceDeps = {
    book,
    gather: gatherer(() => DEFAULT_ALERTING),
    ruleOf: () => null,
    world: (now) => ({
      now,
      silences: [],
      maintenance: [],
      paused: () => null,
      inhibitor: () => null,
      quietUntil: () => null,
      isSpent: () => false,
    }),
    escalations: NO_ESCALATIONS,
    audience: {
      channels: () => ['ops', 'phone'],
      destinations: (name) => [name],
      isThere: () => true,
      showsEveryChange: () => false,
      note: () => '{}',
    },
  };
  const deps: EvaluateDeps = { ...announcing, unitOf: () => 'percent' };
  return deps;
}

async function withStore<T>(
  count: number,
  work: (
    store: Store,
    targets: Awaited<ReturnType<Store['targets']['sync']>>,
    folder: string,
  ) => Promise<T>,
): Promise<T> {
  using folder = workFolder('');
  await using store = await openStore(join(folder.path, 'tocsin.db'), { now: Date.now });
  const plain = { kind: 'local', interval: 30 * SECOND, labels: {}, preset: 'base' } as const;
  const targets = await store.targets.sync(
    Array.from({ length: count }, (_, index) => ({
      name: `web-${index}`,
      ...plain,
      ssh: null,
      parent: null,
    })),
    Date.now(),
  );
  return await work(store, targets, folder.path);
}

/** CPU of one round of all targets under all rules, with nothing to tell: what the product does all day. */
function judging(): Promise<Figure> {
  return withStore(TARGETS, async (store, targets) => {
    const deps = await alerting(store, targets);
    const wanted = wantedOf(expressionsOf(manyRules));
    const start = Date.now();
    const pasts = targets.map(() => recentPoints(wanted, start));
    const cpu: number[] = [];
    for (let turn = 0; turn <= ROUNDS; turn += 1) {
      const at = start + turn * 30 * SECOND;
      const before = process.cpuUsage();
      for (const [index, target] of targets.entries()) {
        const past = pasts[index];
        past?.append(at, readings);
        const facts = indexFacts(readings, past?.history(at));
        const seen = { target, at, facts, rules: manyRules, scoreBefore: 90, scoreNow: 90 };
        await evaluateRound(deps, seen);
      }
      const { user, system } = process.cpuUsage(before);
      if (turn > 0) cpu.push((user + system) / 1e6);
    }
    const name = `${TARGETS} targets x ${RULES} rules, CPU of a round`;
    return below(1, { name, value: median(cpu), unit: 's' });
  });
}

/** 10,000 alerts at once on 2,000 targets: until all are recorded with their messages. */
function recording(): Promise<Figure[]> {
  return withStore(TARGETS, async (store, targets) => {
    const deps = await alerting(store, targets);
    const failing = rulesOf(ALERTS / TARGETS, 'system.cpu > 90');
    const facts = indexFacts([{ metric: 'system.cpu', labels: {}, value: 99 }]);
    const heap = process.memoryUsage().rss;
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const idle = setInterval(() => {}, 1);
    delay.enable();
    const started = performance.now();
    const at = Date.now();
    for (const target of targets) {
      const seen = { target, at, facts, rules: failing, scoreBefore: 90, scoreNow: 10 };
      await evaluateRound(deps, seen);
      // Rounds come from timers: each is a turn of its own.
      await new Promise(setImmediate);
    }
    const took = (performance.now() - started) / SECOND;
    delay.disable();
    clearInterval(idle);
    const { total } = await store.alerts.list({
      state: 'open',
      severity: null,
      target: null,
      limit: 1,
    });
    if (total !== ALERTS) throw new Error(`${total} alerts were recorded`);
    const { queued } = await store.outbox.counts();
    const grown = (process.memoryUsage().rss - heap) / 1e6;
    return [
      below(10, { name: `${ALERTS} alerts at once, recorded`, value: took, unit: 's' }),
      below(50, {
        name: 'the same, longest hold-up of the event loop',
        value: delay.max / 1e6,
        unit: 'ms',
      }),
      below(41, {
        name: 'the same, messages queued for two channels',
        value: queued,
        unit: 'messages',
      }),
      below(200, { name: 'the same, memory', value: grown, unit: 'MB' }),
    ];
  });
}

/** 10,000 alerts held back below one gateway: what looking at them again each second costs. */
function holding(): Promise<Figure[]> {
  return withStore(TARGETS, async (store, targets) => {
    const children = targets.map((one, index) => ({
      ...one,
      parent: index === 0 ? null : 'web-0',
    }));
    const plain = await alerting(store, targets);
    const inhibits = inhibitor({ book: plain.book, targets: () => children, rules: () => [] });
    const world = (now: number) => ({ ...plain.world(now), inhibitor: inhibits });
    const deps: SweepDeps & EvaluateDeps = {
      ...plain,
      world,
      silences: { active: () => [], effect: async () => null, end: async () => null },
      silenceEnded: async () => {},
      summary: async () => {},
    };
    const [gateway, ...others] = children;
    if (!gateway) throw new Error('no targets');
    const away = rulesOf(1, 'target.reachable == false');
    const failing = rulesOf(Math.ceil(ALERTS / others.length), 'system.cpu > 90');
    const at = Date.now();
    const score = { scoreBefore: 90, scoreNow: 10 };
    const silent = indexFacts([{ metric: 'target.reachable', labels: {}, value: false }]);
    const facts = indexFacts([{ metric: 'system.cpu', labels: {}, value: 99 }]);
    await evaluateRound(deps, { target: gateway, at, facts: silent, rules: away, ...score });
    const started = performance.now();
    for (const target of others) {
      await evaluateRound(deps, { target, at, facts, rules: failing, ...score });
      await new Promise(setImmediate);
    }
    const took = (performance.now() - started) / SECOND;
    const held = [...deps.book.holds()].length;
    if (held < ALERTS) throw new Error(`only ${held} alerts are held`);
    const sweeps = await times(10, (turn) => sweep(deps, at + turn * SECOND));
    const name = `${ALERTS} alerts held back below one gateway`;
    return [
      below(10, { name: `${name}, recorded`, value: took, unit: 's' }),
      below(50, { name: `${name}, looked at again`, value: median(sweeps), unit: 'ms' }),
    ];
  });
}

/** Critical rules of one condition. */
function rulesOf(count: number, when: string) {
  return Array.from({ length: count }, (_, index) => {
    const levels = [{ severity: 'critical', when }] as const;
    const rule = { name: `failing_${index}`, levels, type: 'custom', message: 'it is {value}' };
    return compileRule({ ...RULE, ...rule });
  });
}

/** A whole round as in the running product, until it is on the disk. */
function storing(): Promise<Figure[]> {
  return withStore(DESK, async (store, targets, folder) => {
    await using samples = await openSamples(join(folder, 'samples.db'), { now: Date.now });
    const score = scorer();
    const plain = () =>
      targets.map(() => [score(readings), rules.map((rule) => judge(rule, indexFacts(readings)))]);
    await times(50, plain);
    const name = `score and rules of ${DESK} targets with ${READINGS} readings each`;
    const pure = shown({ name, value: median(await times(200, plain)), unit: 'ms' });
    const policy = compilePolicy(base.policy);
    if (policy.kind === 'problem') throw new Error(policy.message);
    const handle = roundHandler({
      ...(await alerting(store, targets)),
      ...{ rounds: store.rounds, samples, clock: systemClock, graceUntil: 0 },
      network: { blamesUs: async () => false },
      wrote(what, error) {
        if (error !== null) throw new Error(`${what} could not be written`, { cause: error });
      },
    });
    const watched = targets.map((target) => ({
      ...{ target, rules, recent: null, wanted: wantedOf([]) },
      score: (facts: ReturnType<typeof indexFacts>) => scoreFacts(policy, facts),
    }));
    const start = Date.now();
    const round = async (turn: number) => {
      for (const one of watched) {
        const at = start + turn * SECOND;
        await handle(one, { kind: 'measured', target: one.target.id, at, took: 1, readings });
      }
    };
    await round(-1);
    const stored = 'the same with storing, every target synced to disk';
    const value = median(await times(STORED_ROUNDS, round));
    return [pure, shown({ name: stored, value, unit: 'ms' })];
  });
}

/** What judging and recording costs. */
export async function run(): Promise<Figure[]> {
  return [await judging(), ...(await recording()), ...(await holding()), ...(await storing())];
}
