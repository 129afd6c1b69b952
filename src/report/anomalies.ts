import type { Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong, time } from '../chat/reply.ts';
import { formatValue } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import type { Labels, Point } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { DAY, HOUR } from '../model/time.ts';
import { newSeries, nextScore } from '../score/anomaly/detector.ts';
import { iso } from './data.ts';
import type { Range } from './series.ts';

/** Above this a score is worth telling. */
const UNUSUAL = 0.99;
/** How long what was told is shown. */
const RECENT = HOUR;
const LEARNED_FROM = 2 * DAY;
/** Two days at 30 s, which are not thinned: an average hides a spike. */
const MOST_POINTS = 6_000;
/** Series that one answer judges, a few milliseconds each; what is left out is said. */
const MOST_SERIES = 300;
const SHOWN = 20;
/** The part of the values at either end that is not usual. */
const TAIL = 0.05;

/** A series that was told of late. */
interface Unusual {
  readonly target: Target;
  readonly metric: string;
  readonly labels: Labels;
  readonly value: number;
  readonly score: number;
  readonly since: Instant;
  /** Where nine of ten values were before. */
  readonly usual: { readonly low: number; readonly high: number };
}

interface SeriesName {
  readonly metric: string;
  readonly labels: Labels;
}

interface Asked {
  readonly series: {
    series(target: number): Promise<readonly SeriesName[]>;
    points(
      target: number,
      series: SeriesName,
      range: Range & { limit: number },
    ): Promise<readonly Point[]>;
  };
  readonly targets: readonly Target[];
  readonly unitOf: (metric: string) => Unit;
  readonly now: Instant;
}

/** Which series are unusual now, the most unusual first: value, usual range and since when. */
export async function anomaliesReply({ series, targets, unitOf, now }: Asked): Promise<Reply> {
  const listed = await Promise.all(
    targets.map(async (target) =>
      (await series.series(target.id)).map((one) => ({ target, ...one })),
    ),
  );
  const all = listed.flat();
  const found: Unusual[] = [];
  // One after the other: each gives way to what else waits.
  for (const one of all.slice(0, MOST_SERIES)) {
    const range = { from: now - LEARNED_FROM, to: now + 1, limit: MOST_POINTS };
    const told = newestTold(await series.points(one.target.id, one, range), now);
    if (told) found.push({ ...one, ...told });
  }
  found.sort((one, other) => other.score - one.score);
  const judged = Math.min(all.length, MOST_SERIES);
  const rest = all.length - judged;
  const tone = found.length > 0 ? 'warning' : 'good';
  const blocks = [
    heading(`${found.length} of ${judged} series unusual within the last hour`, tone),
    ...found.slice(0, SHOWN).map((one) => line(textOf(one, unitOf(one.metric)))),
    ...(found.length > SHOWN ? [line(`${found.length - SHOWN} more`, 'muted')] : []),
    ...(rest > 0 ? [line(`${rest} series were not judged: name a target.`, 'muted')] : []),
  ];
  return reply(blocks, { tone, data: { judged, not_judged: rest, unusual: found.map(dataOf) } });
}

function newestTold(points: readonly Point[], now: Instant) {
  const state = newSeries();
  let told: { readonly score: number; readonly since: Instant; readonly index: number } | null =
    null;
  for (const [index, { at, value }] of points.entries()) {
    const score = nextScore(state, at, value) ?? 0;
    if (score > UNUSUAL && at > now - RECENT) told = told ?? { score, since: at, index };
  }
  const newest = points.at(-1);
  if (told === null || newest === undefined) return null;
  const sorted = points
    .slice(0, told.index)
    .map(({ value }) => value)
    .sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))] ?? newest.value;
  const { score, since } = told;
  return { score, since, value: newest.value, usual: { low: at(TAIL), high: at(1 - TAIL) } };
}

function textOf({ target, metric, labels, value, usual, since }: Unusual, unit: Unit): Inline[] {
  const name = [target.name, metric, labelText(labels)].filter((word) => word !== '').join(' ');
  const show = (one: number) => formatValue(one, unit);
  const range = `: ${show(value)}, usual ${show(usual.low)} to ${show(usual.high)}, since `;
  return [strong(name), range, time(since)];
}

function dataOf({ target, metric, labels, value, score, usual, since }: Unusual) {
  return { target: target.name, metric, labels, value, score, usual, since: iso(since) };
}
