import type { Target } from '../model/target.ts';
import { findMetric } from './metric-found.ts';
import type { MetricWorld } from './metric-values.ts';

interface Typed {
  readonly metric: string;
  readonly with?: string | undefined;
  readonly target?: string | undefined;
}

interface Meant {
  readonly metric: string;
  readonly target: Target;
}

type Read = (Meant & { readonly other: Meant | null }) | { readonly why: string };

/** Reads `system.cpu`, `web-1:system.cpu`; the word after the metric may be another metric or a target. */
export async function readPair(
  world: MetricWorld,
  typed: Typed,
  targets: readonly Target[],
): Promise<Read> {
  const named = (name: string | undefined) =>
    targets.find((one) => one.name.toLowerCase() === name?.toLowerCase());
  // `/correlate system.cpu web-1` names a target where others name a metric.
  const isTarget = typed.target === undefined && named(typed.with) !== undefined;
  const target = isTarget ? typed.with : typed.target;
  const other = isTarget ? undefined : typed.with;
  if (target !== undefined && named(target) === undefined) return noTarget(target, targets);
  const first = await readOne(world, typed.metric, { targets, only: named(target) ?? null });
  if ('why' in first) return first;
  if (other === undefined) return { ...first, other: null };
  const second = await readOne(world, other, { targets, only: null, near: first.target });
  return 'why' in second ? second : { ...first, other: second };
}

async function readOne(
  world: MetricWorld,
  text: string,
  { targets, only, near }: { targets: readonly Target[]; only: Target | null; near?: Target },
): Promise<Meant | { readonly why: string }> {
  const [, before = '', after = ''] = /^([^:]+):(.+)$/.exec(text) ?? [];
  const owner = targets.find((one) => one.name.toLowerCase() === before.toLowerCase()) ?? null;
  const found = await findMetric(world, owner ? after : text, targets);
  if ('why' in found) return found;
  const has = targets.filter(({ id }) => found.series.some((one) => one.target.id === id));
  const name = found.metric.name;
  const wanted = owner ?? only;
  const own =
    has.find(({ id }) => id === (wanted ?? near)?.id) ?? (has.length === 1 ? has[0] : null);
  if (wanted !== null) {
    return own?.id === wanted.id
      ? { metric: name, target: own }
      : { why: `${wanted.name} has reported no ${name}.${reportedBy(has)}` };
  }
  if (own) return { metric: name, target: own };
  if (has.length === 0)
    return { why: `Nobody has reported ${name} yet. /metrics lists what is measured.` };
  return { why: `Of which target? Write ${has[0]?.name}:${name}.${reportedBy(has)}` };
}

function reportedBy(has: readonly Target[]): string {
  const names = has.slice(0, 20).map(({ name }) => name);
  return names.length === 0 ? '' : ` It is reported by ${names.join(', ')}.`;
}

function noTarget(name: string, targets: readonly Target[]): { readonly why: string } {
  const names = targets.slice(0, 20).map((one) => one.name);
  return {
    why: `There is no target “${name.slice(0, 64)}”. Targets: ${names.join(', ') || 'none'}.`,
  };
}
