import type { Block, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong, time } from '../chat/reply.ts';
import { formatDuration, formatValue } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import type { Oddity } from '../model/oddity.ts';
import { labelText } from '../model/sample.ts';
import type { Band, Factor, FactorKind, Score, ScorePolicy } from '../model/score.ts';
import type { Target, TargetPause } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { iso } from './data.ts';
import { mentions } from './measured.ts';
import { pauseBlock, pauseData } from './pause-text.ts';
import { scoreTone } from './tone.ts';
import { usualRangeText } from './usual-text.ts';

/** Rounds without an answer after which what was measured counts as stale. */
const STALE_ROUNDS = 3;
/** Names of checks in one answer. */
const MOST_FAILING = 10;
const KINDS = ['issue', 'warning', 'info'] as const satisfies readonly FactorKind[];

/** All that `/health` shows of one target. */
export interface HealthView {
  readonly target: Target;
  readonly now: Instant;
  readonly score: Score | null;
  /** Score 24 h ago, or null. */
  readonly yesterday: number | null;
  /** Score over the last 24 h, evenly spaced. */
  readonly day: readonly (number | null)[];
  readonly last: { readonly at: Instant; readonly ok: boolean; readonly detail: string } | null;
  readonly bands: readonly Band[];
  /** Name of the metric that a factor judges, for its unit. */
  readonly unitOf: (factor: Factor) => Unit;
  readonly openAlerts: number;
  /** Names of its checks that are not well. */
  readonly failing: readonly string[];
  /** What is unusual for this hour. */
  readonly oddities?: readonly Oddity[];
  /** Since when there are no data, where that is known. */
  readonly silentSince: Instant | null;
  /** Factors of the policy, and how many of them could be judged. */
  readonly coverage: { readonly known: number; readonly all: number };
}

/** How many factors of a policy could be judged, when the metrics `unknown` were not there. */
export function coverageOf(
  { factors }: Pick<ScorePolicy, 'factors'>,
  unknown: readonly string[],
): HealthView['coverage'] {
  const judged = factors.filter(({ when }) => !unknown.some((name) => mentions(when, name)));
  return { known: judged.length, all: factors.length };
}

/** Whether a target's newest score is too old to be shown as its health. */
export function isStale(score: Pick<Score, 'at'>, target: Target, now: Instant): boolean {
  return now - score.at > STALE_ROUNDS * target.interval + 5_000;
}

/** Score, status, change since yesterday, every deduction, what is unknown, and the age of it all. */
export function healthReply(view: HealthView): Reply {
  const { score, target, now } = view;
  if (target.paused) return { ...pausedReply(view, target.paused), data: healthData(view, null) };
  if (!score) return { ...noScore(view), data: healthData(view, null) };
  if (isStale(score, target, now) || view.last?.ok === false) {
    return { ...staleReply(view, score), data: healthData(view, null) };
  }
  const told = score.score === null ? nothingKnown(view, score) : scored(view, score, score.score);
  return { ...told, data: healthData(view, score) };
}

/** The newest score for programs; `score` null when there is none that still holds. */
function healthData(view: HealthView, score: Score | null) {
  const { target, yesterday, coverage } = view;
  return {
    target: target.name,
    score: score?.score ?? null,
    status: score?.status ?? (target.paused ? 'PAUSED' : 'NO DATA'),
    paused: pauseData(target.paused),
    at: iso(score?.at ?? view.silentSince ?? view.score?.at ?? null),
    yesterday,
    factors: (score?.factors ?? []).map(({ name, points, value, limit, kind }) => ({
      name,
      points,
      value,
      limit,
      kind,
    })),
    unknown: score?.unknown ?? [],
    unusual: (view.oddities ?? []).map(({ metric, labels, value, low, high }) => ({
      ...{ metric, labels, value, low, high },
    })),
    coverage,
    open_alerts: view.openAlerts,
  };
}

function scored(view: HealthView, score: Score, value: number): Reply {
  const blocks: Block[] = [
    heading(`${view.target.name}: ${value}/100 ${score.status}`, scoreTone(value)),
    line([strong(meaningOf(view, score)), '. ', ...changeText(view, value)]),
    ...deductions(view, score.factors),
    ...failingBlock(view),
    ...oddBlock(view),

    ...dayBlock(view),
    ...unknownBlock(score),
    ...alertsBlock(view),
  ];
  const { known, all } = view.coverage;
  return reply(blocks, { asOf: score.at, footer: `based on ${known} of ${all} factors` });
}

/** The target answers, but with nothing that its policy asks for. */
function nothingKnown(view: HealthView, score: Score): Reply {
  const blocks: Block[] = [
    heading(`${view.target.name}: no score`, 'muted'),
    line('It answers, but nothing that the score is made of was measured.'),
    ...unknownBlock(score),
    ...alertsBlock(view),
  ];
  return reply(blocks, { asOf: score.at });
}

function noScore({ target, last, now }: HealthView): Reply {
  const why = last ? waitingFor(last, target) : 'Measuring now: ask again in a moment.';
  const since: Inline[] = last ? [' Last tried ', time(last.at), '.'] : [];
  const tone = last && !last.ok && now > last.at ? 'bad' : 'muted';
  return reply([heading(`${target.name}: no score yet`, tone), line([why, ...since])]);
}

function waitingFor({ ok, detail }: NonNullable<HealthView['last']>, target: Target): string {
  return ok ? `The first score comes within ${formatDuration(target.interval)}.` : detail;
}

/** Nobody looks at it, which is no fault of its own. */
function pausedReply(view: HealthView, pause: TargetPause): Reply {
  const { target, score } = view;
  const blocks: Block[] = [
    heading(`${target.name}: paused`, 'muted'),
    ...pauseBlock(pause),
    ...dayBlock(view),
    ...alertsBlock(view),
  ];
  return reply(blocks, { asOf: score?.at ?? null });
}

function staleReply(view: HealthView, score: Score): Reply {
  const { target, last } = view;
  const since = view.silentSince ?? score.at;
  const moment: Inline[] = [time(since, 'full'), ' (', time(since), ')'];
  // One that tells by itself is not reached out to.
  const isLost = last?.ok === false && target.kind !== 'push';
  const blocks: Block[] = isLost
    ? [
        heading(`${target.name}: unreachable`, 'bad'),
        line(['Unreachable since ', ...moment, ': how it is, is not known.']),
      ]
    : [heading(`${target.name}: no fresh data`, 'bad'), line(['No score since ', ...moment, '.'])];
  if (last?.ok === false && last.detail !== '') blocks.push(line(last.detail, 'bad'));
  blocks.push(...dayBlock(view), ...alertsBlock(view));
  return reply(blocks, { asOf: since });
}

function meaningOf({ bands }: HealthView, { status }: Score): string {
  return bands.find((band) => band.status === status)?.meaning ?? status;
}

function changeText({ yesterday }: HealthView, score: number): Inline[] {
  if (yesterday === null) return ['No score from yesterday to compare with.'];
  const change = score - yesterday;
  if (change === 0) return ['The same as yesterday at this time.'];
  const arrow = change > 0 ? '▲' : '▼';
  return [
    `${arrow} ${Math.abs(change)} ${change > 0 ? 'better' : 'worse'} than yesterday at this time.`,
  ];
}

/** Issues first, then warnings; each with what it costs. */
function deductions(view: HealthView, factors: readonly Factor[]): Block[] {
  if (factors.length === 0) return [line('Nothing is deducted.', 'good')];
  const sorted = KINDS.flatMap((kind) => factors.filter((factor) => factor.kind === kind));
  const rows = sorted.map((factor) => [
    factor.points === 0 ? '0' : `-${factor.points}`,
    factor.kind,
    factor.label,
    ...measured(factor, view.unitOf(factor)),
  ]);
  return [
    {
      kind: 'table',
      columns: [
        { title: 'Points', align: 'right' },
        { title: 'Kind', align: 'left' },
        { title: 'Why', align: 'left' },
        { title: 'Value', align: 'right' },
        { title: 'Limit', align: 'right' },
      ],
      rows,
    },
  ];
}

/** Value and limit; of what only is or is not, the words before say both. */
function measured({ value, limit }: Factor, unit: Unit): readonly [string, string] {
  if (typeof limit === 'boolean') return ['', ''];
  return [formatValue(value, unit), limit === null ? '' : formatValue(limit, unit)];
}

/** Which checks it is that fail. */
function failingBlock({ failing }: HealthView): Block[] {
  if (failing.length === 0) return [];
  const rest = failing.length - MOST_FAILING;
  const names = failing.slice(0, MOST_FAILING).join(', ');
  const more = rest > 0 ? ` and ${rest} more` : '';
  return [line(`Not well: ${names}${more}. /check says why.`, 'bad')];
}

/** Key series that are outside of what is usual in this hour. */
function oddBlock({ oddities = [] }: HealthView): Block[] {
  if (oddities.length === 0) return [];
  const words = oddities.map(({ title, labels, unit, value, low, high }) => {
    const name = [title, labelText(labels)].filter((one) => one !== '').join(' ');
    const usual = usualRangeText({ low, high }, value, unit);
    return `${name} ${formatValue(value, unit)} (usual ${usual})`;
  });
  return [line(`⚠ Unusual for this hour: ${words.join(', ')}. /trend shows more.`, 'warning')];
}

function dayBlock({ day }: HealthView): Block[] {
  if (day.filter((value) => value !== null).length < 2) return [];
  return [
    { kind: 'sparkline', label: 'score', values: day, bounds: [0, 100], caption: 'last 24 h' },
  ];
}

function unknownBlock({ unknown }: Score): Block[] {
  if (unknown.length === 0) return [];
  return [line(`Unknown (costs nothing): ${unknown.join(', ')}`, 'muted')];
}

function alertsBlock({ openAlerts }: HealthView): Block[] {
  const text = openAlertsText(openAlerts);
  return text === null ? [] : [line(text, 'warning')];
}

/** How many alerts are open, and where they are shown; null when none is. */
export function openAlertsText(open: number): string | null {
  if (open === 0) return null;
  const one = open === 1;
  return `${open} open alert${one ? '' : 's'}: /alerts shows ${one ? 'it' : 'them'}.`;
}
