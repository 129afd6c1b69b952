import type { Reply } from '../chat/reply.ts';
import { refuse } from '../chat/reply.ts';
import type { Target } from '../model/target.ts';
import { metricOf } from './chart-words.ts';
import { type MetricWorld, measuredMetrics } from './metric-values.ts';
import { pickTarget } from './targets.ts';

/** Words of a metric and a target, none of which is a window. */
export const NO_WINDOW = /^(?!\d+[a-z]*$)/i;

export type TrendWords =
  | {
      readonly kind: 'words';
      /** Its whole name where it is known, else as it was written; null: none was named. */
      readonly metric: string | null;
      readonly target: Target | null;
    }
  | { readonly kind: 'refused'; readonly reply: Reply };

/** Reads a metric (also by the last part of its name) and a target, in whatever order they were written. */
export async function readTrendWords(
  given: readonly (string | undefined)[],
  world: MetricWorld,
): Promise<TrendWords> {
  const targets = await world.targets.list();
  const measured = await measuredMetrics(world, targets);
  const words = given.flatMap((one) => one?.split(/\s+/) ?? []).filter((word) => word !== '');
  const picks = words.map((word) => ({ word, picked: pickTarget(targets, word) }));
  const named = picks.flatMap(({ picked }) => (picked.kind === 'target' ? [picked.target] : []));
  const [target = null, second] = [...new Set(named)];
  if (second) {
    const why = `There are two targets here, ${target?.name} and ${second.name}: write one, or none for all.`;
    return { kind: 'refused', reply: refuse(why) };
  }
  const others = picks.flatMap(({ word, picked }) => (picked.kind === 'target' ? [] : [word]));
  const known = others.find((word) => metricOf(word, measured) !== null);
  const metric = known ?? others[0] ?? null;
  const wrong = others.find((word) => word !== metric);
  if (wrong !== undefined) {
    return { kind: 'refused', reply: refuse(noSuchWord(wrong, targets)) };
  }
  const whole = known === undefined ? null : metricOf(known, measured);
  return { kind: 'words', metric: whole?.metric.metric.name ?? metric, target };
}

/** A word that is no window may have been meant as a target or a metric: it says what there is. */
function noSuchWord(word: string, targets: readonly Target[]): string {
  const names = targets.slice(0, 20).map(({ name }) => name);
  const known = names.length === 0 ? 'No targets are watched.' : `Targets: ${names.join(', ')}.`;
  return `“${word.slice(0, 64)}” is no window and no target. Write a window such as 30m, 6h or 7d. ${known}`;
}
