import { expect, onTestFinished, test } from 'vitest';
import { compileRule } from '../../src/alert/compile.ts';
import { newestFacts } from '../../src/app/newest-facts.ts';
import { noLabels } from '../../src/model/sample.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { aRule } from '../alert/world.ts';
import { aTarget } from '../store/fixtures.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { freshStore } from './fresh-store.ts';

test.each([true, false])(
  'whether a target was reached is %s for rules, and a number over a window',
  async (isReached) => {
    const { store, file } = await freshStore();
    const clock = fakeClock();
    const samples = await openSamples(`${file}-samples`, { now: clock.now });
    onTestFinished(() => samples[Symbol.asyncDispose]());
    const [target] = await store.targets.sync([aTarget()], clock.now());
    if (!target) throw new Error('no target');
    const at = clock.now() - 1;
    const round = { target: target.id, at, took: 1 };
    await store.rounds.record(
      isReached
        ? { kind: 'measured', ...round, readings: [] }
        : { kind: 'missed', ...round, reason: 'failed', detail: 'refused' },
      null,
    );
    const labels = noLabels();
    const metric = 'target.reachable';
    await samples.append(target.id, at, [{ metric, labels, value: Number(isReached) }]);
    const rule = aRule("target.reachable == false and avg('target.reachable', '5m') < 1");
    const facts = await newestFacts({ store, samples, clock }, target, [compileRule(rule)]);
    expect([...(facts.series(metric)?.values() ?? [])]).toEqual([
      { metric, labels, value: isReached },
    ]);
    const past = [...(facts.history?.series(metric)?.values() ?? [])];
    expect(past.map(({ values }) => values)).toEqual([[Number(isReached)]]);
  },
);
