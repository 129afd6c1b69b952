import { expressionsOf } from '../alert/compile.ts';
import type { CompiledRule } from '../alert/judge.ts';
import { MAX_POINTS, recentPoints } from '../alert/recent.ts';
import type { Facts } from '../expression/evaluate.ts';
import { indexFacts } from '../expression/evaluate.ts';
import { names, wantedOf } from '../expression/names.ts';
import type { Fact } from '../model/sample.ts';
import { noLabels } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import type { Samples, Store } from '../store/ports.ts';
import { preloadStored } from './newest-points.ts';

/** Rounds that a value may be old and still count as the newest. */
const ROUNDS = 3;

interface Readers {
  readonly store: Pick<Store, 'rounds'>;
  readonly samples: Samples;
  readonly clock: Clock;
}

/** What rules would see of a target now, from what is stored. */
export async function newestFacts(
  { samples, clock, store }: Readers,
  target: Target,
  rules: readonly CompiledRule[],
): Promise<Facts> {
  const now = clock.now();
  const expressions = expressionsOf(rules);
  const wanted = wantedOf(expressions);
  const read = new Set(expressions.flatMap((one) => [...names(one)]));
  const facts: Fact[] = [];
  const recent = recentPoints(wanted, 0);
  await preloadStored(samples, recent, { target: target.id, wanted, now });
  const last = await store.rounds.last(target.id);
  for (const series of await samples.series(target.id)) {
    if (!read.has(series.metric)) continue;
    const range = { from: now - ROUNDS * target.interval, to: now + 1, limit: MAX_POINTS };
    const newest = (await samples.points(target.id, series, range)).at(-1);
    if (newest) facts.push({ ...series, value: newest.value });
  }
  // After its own samples, which are 1 and 0: rules see true or false.
  if (last) facts.push({ metric: 'target.reachable', labels: noLabels(), value: last.ok });
  return indexFacts(facts, recent.history(now));
}
