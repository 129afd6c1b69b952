import type { Block, Inline } from '../../chat/reply.ts';
import { line, strong, time } from '../../chat/reply.ts';
import { formatValue } from '../../model/format.ts';
import { labelText, type Point } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';
import { DAY, HOUR, SECOND } from '../../model/time.ts';
import { breathe } from '../../model/wait.ts';
import { newSeries, nextScore } from '../../score/anomaly/detector.ts';
import { iso } from '../data.ts';
import { unitIn } from '../measured.ts';
import { HEALTH, type PeriodFacts } from '../period/facts.ts';
import type { PeriodReaders } from '../period/readers.ts';
import { counted } from '../state-text.ts';
import { titled } from './section.ts';
import { stepFor } from './step.ts';

/** Above this a score is worth telling. */
const UNUSUAL = 0.99;
/** What the detector learns from before the period. */
const LEARNS = 3 * DAY;
/** Series of one report. */
const MOST_SERIES = 400;
/** Values after which others get their turn: some 10 ms. */
const TURN = 8_000;
/** Metrics that are looked at, beside the score; no counters: how far one has come says nothing. */
const MOST_METRICS = 8;
/** Two moments nearer than this are one. */
const APART = 2 * HOUR;
const SHOWN = 6;
/** The part of a value that it must be off by: less is unusual for a steady series, and of no use to anybody. */
const FAR = 0.05;

interface Moment {
  readonly target: string;
  readonly metric: string;
  readonly labels: string;
  readonly at: Instant;
  readonly value: number;
  /** Mean of what came before in the same series. */
  readonly usual: number;
  readonly score: number;
}

/** Moments at which key metrics were unusual, the most unusual first. */
export async function unusual(
  { samples, metrics }: Pick<PeriodReaders, 'samples' | 'metrics'>,
  facts: PeriodFacts,
  signal?: AbortSignal,
): Promise<{ readonly blocks: readonly Block[]; readonly data: unknown }> {
  const { judged, left, moments, step } = await judgedMoments({ samples, metrics }, facts, signal);
  const shown = moments.slice(0, SHOWN);
  const rest = moments.length - shown.length;
  const blocks: Block[] = [
    ...shown.map((one) => line(textOf(one, unitIn(metrics, one.metric)))),
    ...(rest > 0 ? [line(`${counted(rest, 'more moment')}.`, 'muted')] : []),
    ...(moments.length === 0
      ? [line(`Nothing unusual in ${counted(judged, 'series', 'series')}.`, 'good')]
      : []),
    ...(left > 0 ? [line(`${counted(left, 'series', 'series')} were not judged.`, 'muted')] : []),
  ];
  return {
    blocks: titled('Anomaly detection', blocks),
    data: {
      ...{ judged, not_judged: left, step_s: step / SECOND },
      moments: moments.map(({ at, ...one }) => ({ ...one, at: iso(at) })),
    },
  };
}

async function judgedMoments(
  { samples, metrics }: Pick<PeriodReaders, 'samples' | 'metrics'>,
  { targets, isOne, period }: PeriodFacts,
  signal: AbortSignal | undefined,
) {
  const only = isOne ? (targets[0]?.target.id ?? null) : null;
  const names = new Map(targets.map(({ target }) => [target.id, target.name]));
  const keys = metrics.filter(
    ({ isKey, name, type }) => isKey && name !== HEALTH && type !== 'counter',
  );
  const counts = await seriesCounts(samples, [...names.keys()]);
  const present = keys.filter(({ name }) => counts.has(name)).slice(0, MOST_METRICS);
  const looked = [HEALTH, ...present.map(({ name }) => name)];
  const { from, to } = period.range;
  const begin = from - LEARNS;
  const count = looked.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);
  const step = stepFor(to - begin, Math.min(count, MOST_SERIES));
  const when = { from: begin, to: to - 1, step };
  const moments: Moment[] = [];
  let [judged, left, values] = [0, 0, 0];
  for (const metric of looked) {
    signal?.throwIfAborted();
    const asked = { metric, fn: 'avg', target: only, window: step, when } as const;
    const { series } = await samples.query(asked);
    const theirs = series.filter(({ target }) => names.has(target ?? -1));
    const room = Math.max(0, MOST_SERIES - judged);
    left += Math.max(0, theirs.length - room);
    for (const { target, labels, points } of theirs.slice(0, room)) {
      const one = { target: names.get(target ?? -1) ?? '', metric, labels: labelText(labels) };
      moments.push(...momentsOf(points, { from, step }).map((found) => ({ ...one, ...found })));
      judged++;
      values += points.length;
      if (values > TURN) {
        values = 0;
        await breathe();
      }
    }
  }
  moments.sort((a, b) => b.score - a.score || a.at - b.at);
  return { judged, left, moments, step };
}

/** How many series each metric has, of these targets together. */
async function seriesCounts(
  samples: PeriodReaders['samples'],
  targets: readonly number[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const target of targets) {
    for (const { metric } of await samples.series(target)) {
      counts.set(metric, (counts.get(metric) ?? 0) + 1);
    }
  }
  return counts;
}

type Found = Pick<Moment, 'at' | 'value' | 'usual' | 'score'>;

/** Moments of a series in the period, each so far from the next that they are not one. */
function momentsOf(
  points: readonly Point[],
  { from, step }: { readonly from: Instant; readonly step: number },
): readonly Found[] {
  const state = newSeries();
  const found: Found[] = [];
  let [sum, count, before] = [0, 0, Number.NaN];
  for (const { at, value } of points) {
    // What was not measured is a gap for the detector too.
    for (let gap = before + step; gap < at - step / 2; gap += step) nextScore(state, gap, null);
    before = at;
    const score = nextScore(state, at, value) ?? 0;
    const usual = count === 0 ? value : sum / count;
    const isFar = Math.abs(value - usual) >= FAR * Math.max(Math.abs(value), Math.abs(usual));
    if (score > UNUSUAL && at >= from && isFar) keep(found, { at, value, usual, score });
    sum += value;
    count++;
  }
  return found;
}

/** Of moments near each other only the most unusual. */
function keep(found: Found[], one: Found): void {
  const last = found.at(-1);
  if (last === undefined || one.at - last.at > APART) found.push(one);
  else if (one.score > last.score) found[found.length - 1] = one;
}

function textOf(
  { target, metric, labels, at, value, usual }: Moment,
  unit: Parameters<typeof formatValue>[1],
): Inline[] {
  const name = [target, metric, labels].filter((word) => word !== '').join(' ');
  const show = (one: number) => formatValue(one, unit);
  return [
    strong(name),
    `: ${show(value)} at `,
    time(at, 'full'),
    `, ${show(usual)} on average before`,
  ];
}
