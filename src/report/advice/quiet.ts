import { formatDuration } from '../../model/format.ts';
import type { Target } from '../../model/target.ts';
import type { Instant } from '../../model/time.ts';
import { DAY, HOUR } from '../../model/time.ts';
import type { Advice, Adviser } from './advice.ts';
import { confidenceOf } from './advice.ts';
import type { AdviceReaders } from './readers.ts';

/** Days that are looked at, those without which nothing is usual, and points of such a day. */
const DAYS = 7;
const NEEDED = 2;
const OF_A_DAY = 20;
/** After so long without a word it is quiet. */
const QUIET = 6 * HOUR;
/** Metrics of a family that are looked at: they come and go together. */
const MOST_METRICS = 4;
const MOST_FAMILIES = 30;
/** Every round stores it. */
const ROUND = 'target.reachable';
/** What belongs to nothing that is measured. */
const NOT_MEASURED: readonly string[] = ['checks', 'alerts', 'self'];

/** Sources that gave data every day and stopped, those that never gave any, and those whose data are old. */
export const quiet: Adviser = async (readers, { targets, now, signal }) => {
  const found: Advice[] = [];
  for (const target of targets) {
    if (NOT_MEASURED.includes(target.kind) || target.paused) continue;
    signal?.throwIfAborted();
    found.push(...(await silentOf(readers, target, now)), ...(await staleOf(readers, target)));
  }
  return found;
};

async function silentOf(
  { samples }: AdviceReaders,
  target: Target,
  now: Instant,
): Promise<readonly Advice[]> {
  const names = [...new Set((await samples.series(target.id)).map(({ metric }) => metric))];
  const known = { target: target.name, kind: 'quiet source', severity: 'warning' } as const;
  if (names.every((name) => name === ROUND)) {
    return [
      {
        ...{ ...known, text: `${target.name} has never given any data`, confidence: 'high' },
        ...{ basis: 'all that is stored', shownBy: { command: 'targets', input: target.name } },
      },
    ];
  }
  const counts = new Map<string, Counted>();
  const of = async (metric: string) => {
    const one = counts.get(metric) ?? (await countedOf(samples, { metric, target, now }));
    counts.set(metric, one);
    return one;
  };
  // Of a target that has no rounds everything is quiet, which its own alert says.
  if (names.includes(ROUND) && (await of(ROUND)).late === 0) return [];
  const families = Map.groupBy(names, (name) => name.split('.')[0] ?? name);
  const found: Advice[] = [];
  for (const [family, metrics] of [...families].slice(0, MOST_FAMILIES)) {
    const all = await Promise.all(metrics.slice(0, MOST_METRICS).map(of));
    const days = Math.max(...all.map((one) => one.days));
    if (days < NEEDED || all.some(({ late }) => late > 0)) continue;
    found.push({
      ...known,
      text: `${family}.* of ${target.name} came on ${days} of the last ${DAYS} days, and nothing of it within ${formatDuration(QUIET)}`,
      ...{ confidence: confidenceOf(days, 3, 5), basis: `${days} days of data` },
      shownBy: { command: 'trend', input: `${metrics[0]} ${DAYS}d ${target.name}` },
    });
  }
  return found;
}

interface Counted {
  /** Days on which it came regularly. */
  readonly days: number;
  /** Points within the time after which it is quiet. */
  readonly late: number;
}

async function countedOf(
  samples: AdviceReaders['samples'],
  { metric, target, now }: { metric: string; target: Target; now: Instant },
): Promise<Counted> {
  // From whole hour to whole hour, which is cheap to answer.
  const to = Math.floor(now / HOUR) * HOUR;
  const asked = { metric, target: target.id, fn: 'count' } as const;
  const when = { from: to - (DAYS - 1) * DAY, to, step: DAY };
  const [daily, newest] = await Promise.all([
    samples.query({ ...asked, window: DAY, when }),
    samples.query({ ...asked, window: QUIET, when: { at: now } }),
  ]);
  const days = new Map<Instant, number>();
  for (const { points } of daily.series) {
    for (const { at, value } of points) days.set(at, (days.get(at) ?? 0) + value);
  }
  const late = newest.series.flatMap(({ points }) => points.map(({ value }) => value));
  return {
    days: [...days.values()].filter((count) => count >= OF_A_DAY).length,
    late: late.reduce((sum, one) => sum + one, 0),
  };
}

async function staleOf({ freshness }: AdviceReaders, target: Target): Promise<readonly Advice[]> {
  const groups = (await freshness?.(target)) ?? [];
  return groups.flatMap(({ family, sources }): Advice[] => {
    const stale = sources.filter((one) => one.freshness === 'STALE');
    const [oldest] = stale.toSorted((a, b) => b.age - a.age);
    if (!oldest) return [];
    return [
      {
        ...{ kind: 'old data', severity: 'warning', target: target.name, confidence: 'high' },
        text: `${stale.length} of ${sources.length} sources by ${family.label} of ${target.name} are STALE, ${oldest.name} for ${formatDuration(oldest.age)} (from ${formatDuration(family.stale)} on)`,
        basis: 'the newest data of each',
        shownBy: { command: 'freshness', input: target.name },
      },
    ];
  });
}
