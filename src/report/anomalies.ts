import type { Block, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong, time } from '../chat/reply.ts';
import { formatDuration, formatValue } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import type { Labels, Point } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { DAY, HOUR } from '../model/time.ts';
import { breathe } from '../model/wait.ts';
import { newSeries, nextScore } from '../score/anomaly/detector.ts';
import { iso } from './data.ts';
import type { Range } from './series.ts';
import { spanOf } from './span-word.ts';

/** Above this a score is worth telling. */
const UNUSUAL = 0.99;
/** How long what was told is shown unless a window is asked for, and the longest. */
const RECENT = HOUR;
export const MOST_WINDOW = 7 * DAY;
/** Before the window: what was usual has to be learned first. */
const LEARNED_FROM = 2 * DAY;
/** Every 30 s, which is not thinned: an average hides a spike. */
const POINTS_PER_DAY = 2_880;
/** Points that one answer judges, a few microseconds each, and series; what is left out is said. */
const ALL_POINTS = 1_800_000;
const MOST_SERIES = 300;
/** Points after which others have their turn. */
const TURN = 500;
const SHOWN = 20;
/** The part of the values at either end that is not usual. */
const TAIL = 0.05;

/** A series that was told of late. */
interface Unusual {
  readonly target: Target;
  readonly metric: string;
  readonly labels: Labels;
  /** The newest one while it is unusual, else the most unusual one. */
  readonly value: number;
  /** The highest in the window. */
  readonly score: number;
  readonly since: Instant;
  /** When it was last unusual; null: it still is. */
  readonly until: Instant | null;
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
  /** Milliseconds that are looked at; the last hour unless given. */
  readonly window?: number | undefined;
  readonly signal?: AbortSignal;
}

/** Which series were unusual in a window, the most unusual first: value, usual range, score and when. */
export async function anomaliesReply(asked: Asked): Promise<Reply> {
  const { series, targets, unitOf, now, window = RECENT, signal } = asked;
  const listed = await Promise.all(
    targets.map(async (target) =>
      (await series.series(target.id)).map((one) => ({ target, ...one })),
    ),
  );
  const all = listed.flat();
  const limit = Math.ceil(((LEARNED_FROM + window) / DAY) * POINTS_PER_DAY);
  const most = Math.min(MOST_SERIES, Math.floor(ALL_POINTS / limit));
  const found: Unusual[] = [];
  // One after the other: each gives way to what else waits.
  for (const one of all.slice(0, most)) {
    signal?.throwIfAborted();
    const range = { from: now - window - LEARNED_FROM, to: now + 1, limit };
    const told = await toldOf(await series.points(one.target.id, one, range), now - window);
    if (told) found.push({ ...one, ...told });
  }
  found.sort((one, other) => other.score - one.score);
  const judged = Math.min(all.length, most);
  const rest = all.length - judged;
  const tone = found.length > 0 ? 'warning' : 'good';
  const blocks = [
    heading(
      `${found.length} of ${judged} series unusual within the last ${windowText(window)}`,
      tone,
    ),
    ...found.slice(0, SHOWN).map((one) => line(textOf(one, unitOf(one.metric)))),
    ...(found.length > SHOWN ? [line(`${found.length - SHOWN} more`, 'muted')] : []),
    ...(rest > 0 ? [line(`${rest} series were not judged: name a target.`, 'muted')] : []),
  ];
  return reply([...blocks, windowButtons(window, targets)], {
    tone,
    data: { window_seconds: window / 1_000, judged, not_judged: rest, unusual: found.map(dataOf) },
  });
}

/** What was told after `from` of points, oldest first; null: nothing was. */
async function toldOf(points: readonly Point[], from: Instant) {
  const state = newSeries();
  let told: Told | null = null;
  for (const [index, { at, value }] of points.entries()) {
    const score = nextScore(state, at, value) ?? 0;
    if (score > UNUSUAL && at > from) told = toldNext(told, { at, value, score, index });
    if (index % TURN === TURN - 1) await breathe();
  }
  const newest = points.at(-1);
  if (told === null || newest === undefined) return null;
  const before = points.slice(0, told.first);
  const sorted = Float64Array.from(before, ({ value }) => value).sort();
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))] ?? newest.value;
  const { score, since, last, worst } = told;
  const isOver = newest.at - last > OVER;
  return {
    ...{ score, since, value: isOver ? worst : newest.value, until: isOver ? last : null },
    usual: { low: at(TAIL), high: at(1 - TAIL) },
  };
}

/** After so long without being unusual it is over. */
const OVER = HOUR;

interface Told {
  readonly since: Instant;
  readonly last: Instant;
  /** Place of the first point that was told. */
  readonly first: number;
  readonly score: number;
  /** The value that had it. */
  readonly worst: number;
}

function toldNext(
  told: Told | null,
  { at, value, score, index }: Point & { readonly score: number; readonly index: number },
): Told {
  if (told === null) return { since: at, last: at, first: index, score, worst: value };
  return score > told.score ? { ...told, last: at, score, worst: value } : { ...told, last: at };
}

function textOf(one: Unusual, unit: Unit): Inline[] {
  const { target, metric, labels, value, usual, since, until, score } = one;
  const name = [target.name, metric, labelText(labels)].filter((word) => word !== '').join(' ');
  const show = (number: number) => formatValue(number, unit);
  const range = `: ${show(value)}, usual ${show(usual.low)} to ${show(usual.high)}, `;
  // 0.9996 is not 1.
  const shown = (Math.floor(score * 1_000) / 1_000).toFixed(3);
  const when: Inline[] =
    until === null
      ? ['since ', time(since)]
      : ['from ', time(since, 'full'), ' to ', time(until, 'full')];
  return [strong(name), range, ...when, `, score ${shown}`];
}

function windowText(window: number): string {
  return window === HOUR ? 'hour' : formatDuration(window);
}

function windowButtons(window: number, targets: readonly Target[]): Block {
  const [only] = targets;
  const of = targets.length === 1 && only ? ` ${only.name}` : '';
  const others = (['1h', '24h', '7d'] as const).filter((word) => spanOf(word) !== window);
  return {
    kind: 'buttons',
    buttons: others.map((word) => ({
      ...{ label: `Last ${word}`, tone: 'plain', command: 'anomalies', input: `${word}${of}` },
    })),
  };
}

function dataOf({ target, metric, labels, value, score, usual, since, until }: Unusual) {
  const when = { since: iso(since), until: iso(until) };
  return { target: target.name, metric, labels, value, score, usual, ...when };
}
