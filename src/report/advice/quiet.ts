import { formatDuration } from '../../model/format.ts';
import type { Point } from '../../model/sample.ts';
import type { SeriesAnswer } from '../../model/series-question.ts';
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
  const [only] = targets;
  const of = targets.length === 1 && only ? only.id : null;
  const counts = counting(readers.samples, { of, now });
  for (const target of targets) {
    if (NOT_MEASURED.includes(target.kind) || target.paused) continue;
    signal?.throwIfAborted();
    found.push(...(await silentOf(readers, target, counts)), ...(await staleOf(readers, target)));
  }
  return found;
};

async function silentOf(
  { samples }: AdviceReaders,
  target: Target,
  { late, days }: Counting,
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
  // Of a target that has no rounds everything is quiet, which its own alert says.
  if (names.includes(ROUND) && (await late(ROUND, target.id)) === 0) return [];
  const families = Map.groupBy(names, (name) => name.split('.')[0] ?? name);
  const found: Advice[] = [];
  for (const [family, metrics] of [...families].slice(0, MOST_FAMILIES)) {
    const looked = metrics.slice(0, MOST_METRICS);
    // Most families go on, and then one question is enough.
    if (await isAny(looked, async (one) => (await late(one, target.id)) > 0)) continue;
    const regular = Math.max(...(await Promise.all(looked.map((one) => days(one, target.id)))));
    if (regular < NEEDED) continue;
    found.push({
      ...known,
      text: `${family}.* of ${target.name} came on ${regular} of the last ${DAYS} days, and nothing of it within ${formatDuration(QUIET)}`,
      ...{ confidence: confidenceOf(regular, 3, 5), basis: `${regular} days of data` },
      shownBy: { command: 'trend', input: `${metrics[0]} ${DAYS}d ${target.name}` },
    });
  }
  return found;
}

async function isAny(names: readonly string[], holds: (name: string) => Promise<boolean>) {
  for (const name of names) if (await holds(name)) return true;
  return false;
}

interface Counting {
  /** Points of a metric of a target within the time after which it is quiet. */
  late(metric: string, target: number): Promise<number>;
  /** Days on which it came regularly. */
  days(metric: string, target: number): Promise<number>;
}

/** Asks of each metric once, for all targets unless `of` names one. */
function counting(
  samples: AdviceReaders['samples'],
  { of, now }: { readonly of: number | null; readonly now: Instant },
): Counting {
  // From whole hour to whole hour, which is cheap to answer.
  const to = Math.floor(now / HOUR) * HOUR;
  const daily = { window: DAY, when: { from: to - (DAYS - 1) * DAY, to, step: DAY } };
  const newest = { window: QUIET, when: { at: now } };
  const answers = new Map<string, Promise<SeriesAnswer>>();
  const ask = (metric: string, how: typeof daily | typeof newest) => {
    const key = `${how.window} ${metric}`;
    const answer = answers.get(key) ?? samples.query({ metric, target: of, fn: 'count', ...how });
    answers.set(key, answer);
    return answer;
  };
  return {
    async late(metric, target) {
      const own = pointsOf(await ask(metric, newest), target);
      return own.reduce((sum, { value }) => sum + value, 0);
    },
    async days(metric, target) {
      const counts = new Map<Instant, number>();
      for (const { at, value } of pointsOf(await ask(metric, daily), target)) {
        counts.set(at, (counts.get(at) ?? 0) + value);
      }
      return [...counts.values()].filter((count) => count >= OF_A_DAY).length;
    },
  };
}

function pointsOf({ series }: SeriesAnswer, target: number): readonly Point[] {
  return series.flatMap((one) => (one.target === target ? one.points : []));
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
