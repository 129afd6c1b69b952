import { join } from 'node:path';
import { compileRule } from '../../src/alert/compile.ts';
import { judge } from '../../src/alert/judge.ts';
import { roundHandler } from '../../src/alert/round.ts';
import { indexFacts } from '../../src/expression/evaluate.ts';
import type { Fact, Reading } from '../../src/model/sample.ts';
import { SECOND, systemClock } from '../../src/model/time.ts';
import { base } from '../../src/presets/base.ts';
import { compilePolicy } from '../../src/score/policy.ts';
import { scoreFacts } from '../../src/score/score.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { workFolder } from '../support/whole-app.ts';
import { type Figure, median, shown } from './figure.ts';

const TARGETS = 50;
const READINGS = 20;
const ROUNDS = 200;
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

const rules = base.rules.map(compileRule);

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

/** Judging alone: no store, no waiting. */
async function judging(): Promise<Figure> {
  const score = scorer();
  const all = Array.from({ length: TARGETS }, (_, index) => index);
  const round = () =>
    all.map(() => [score(readings), rules.map((rule) => judge(rule, indexFacts(readings)))]);
  await times(50, round);
  const name = `score and rules of ${TARGETS} targets with ${READINGS} readings each`;
  return shown({ name, value: median(await times(ROUNDS, round)), unit: 'ms' });
}

/** A whole round as in the running product, until it is on the disk. */
async function storing(): Promise<Figure> {
  using folder = workFolder('');
  await using store = await openStore(join(folder.path, 'tocsin.db'), { now: Date.now });
  await using samples = await openSamples(join(folder.path, 'samples.db'), { now: Date.now });
  const plain = { kind: 'local', interval: 30 * SECOND, labels: {}, preset: 'base' } as const;
  const targets = await store.targets.sync(
    Array.from({ length: TARGETS }, (_, index) => ({ name: `web-${index}`, ...plain, ssh: null })),
    Date.now(),
  );
  const handle = roundHandler({
    ...{ log: store.alerts, rounds: store.rounds, samples, clock: systemClock },
    tell: () => [],
    unitOf: () => 'none',
    wrote(what, error) {
      if (error !== null) throw new Error(`${what} could not be written`, { cause: error });
    },
  });
  const watched = targets.map((target) => ({ target, rules, score: scorer() }));
  const start = Date.now();
  const round = async (turn: number) => {
    for (const one of watched) {
      const at = start + turn * SECOND;
      await handle(one, { kind: 'measured', target: one.target.id, at, took: 1, readings });
    }
  };
  await round(-1);
  const name = 'the same with storing, every target synced to disk';
  return shown({ name, value: median(await times(STORED_ROUNDS, round)), unit: 'ms' });
}

/** What judging a round costs. */
export async function run(): Promise<Figure[]> {
  return [await judging(), await storing()];
}
