import type { TriedRule } from '../../model/backtest.ts';
import type { DescribedMetric } from '../../model/metric.ts';
import type { Rule } from '../../model/rule.ts';
import { limitIn, withLimit } from '../../model/rule-limit.ts';
import type { Labels, Point } from '../../model/sample.ts';
import type { Target } from '../../model/target.ts';
import type { Instant } from '../../model/time.ts';
import { DAY, SECOND } from '../../model/time.ts';
import type { Range } from '../series.ts';
import type { Candidate, Direction } from './candidates.ts';
import { candidates } from './candidates.ts';

/** Days of history, and of them those without which nothing is said. */
const DAYS = 14;
const NEEDED = 3;
/** Days over which limits are tried, as `/rules edit` does, and the time that each try may take. */
export const TRIED_DAYS = 7;
const TIME = 2 * SECOND;
/** Averages of five minutes; fewer than an hour of them is nothing. */
const MOST_POINTS = 4_032;
const FEWEST_POINTS = 12;
const MOST_SERIES = 60;
/** Alerts in the days tried that are few enough. */
const FEW = 2;

type Tested =
  | { readonly kind: 'problem'; readonly problem: string }
  | {
      readonly kind: 'tested';
      readonly test: { readonly tried: readonly TriedRule[]; readonly cut: unknown };
      readonly live: { readonly fired: number } | null;
    };

export interface SuggestReaders {
  readonly series: {
    points(
      target: number,
      series: { metric: string; labels: Labels },
      range: Range & { limit: number },
    ): Promise<readonly Point[]>;
  };
  readonly ruleDesk: {
    backtest(
      asked: {
        readonly text: string | Rule;
        readonly change: Partial<Pick<Rule, 'for'>>;
        readonly target: string | null;
        readonly days: number;
        readonly time: number;
      },
      signal: AbortSignal,
    ): Promise<Tested>;
  };
}

/** A rule as it judges now. */
interface RuleView {
  readonly rule: Rule;
  readonly targets: readonly string[];
}

export interface SuggestRequest {
  readonly metric: DescribedMetric;
  readonly series: readonly { readonly target: Target; readonly labels: Labels }[];
  /** The rule whose limit it is to be; null: there is none that judges just these targets. */
  readonly view: RuleView | null;
  /** The rule that judges it now, and maybe other targets too. */
  readonly judging: RuleView | null;
  readonly target: Target | null;
  readonly now: Instant;
  readonly signal: AbortSignal;
}

/** How often something would have fired in the days tried; null: there was nothing to judge it by. */
interface Count {
  readonly fired: number | null;
  readonly isCut: boolean;
}

export interface Tried extends Candidate, Count {
  readonly when: string;
  readonly clear: string | null;
}

export type Suggested =
  /** Days with data, of those that are needed. */
  | { readonly kind: 'not enough'; readonly have: number; readonly need: number }
  | {
      readonly kind: 'suggested';
      readonly best: Tried;
      /** All that were tried, the best included. */
      readonly tried: readonly Tried[];
      /** The rule as it is: what it would have done by the same samples, and what it did. */
      readonly present: (Count & { readonly live: number | null }) | null;
      readonly direction: Direction;
      readonly days: number;
      readonly count: number;
    };

/** A limit and a duration from what was measured, and what they would have done beside the rule as it is. */
export async function suggestThreshold(
  readers: SuggestReaders,
  request: SuggestRequest,
): Promise<Suggested> {
  const { metric, series, judging, now, signal } = request;
  const values: Float64Array[] = [];
  let days = 0;
  for (const { target, labels } of series.slice(0, MOST_SERIES)) {
    signal.throwIfAborted();
    const range = { from: now - DAYS * DAY, to: now + 1, limit: MOST_POINTS };
    const points = await readers.series.points(target.id, { metric: metric.name, labels }, range);
    if (points.length < FEWEST_POINTS) continue;
    // Sorted here, where others have their turn between two series.
    values.push(Float64Array.from(points, ({ value }) => value).sort());
    days = Math.max(days, daysWith(points, now));
  }
  if (days < NEEDED) return { kind: 'not enough', have: days, need: NEEDED };
  const direction = directionOf(metric, judging?.rule ?? null);
  const tried: Tried[] = [];
  for (const candidate of candidates(values, direction, metric.unit)) {
    const rule = ruleWith(candidate, request, direction);
    const count = await fired(readers, { ...rule, for: candidate.for }, request);
    tried.push({ ...candidate, ...rule, ...count });
    if (count.fired !== null && count.fired <= FEW) break;
  }
  const best = tried.reduce((a, b) => (countFor(b) < countFor(a) ? b : a));
  const present = judging && (await presentOf(readers, judging.rule.name, request));
  return {
    ...{ kind: 'suggested', best, tried, present, direction, days },
    count: values.length,
  };
}

/** What nobody could count is no reason to take it. */
function countFor(count: Count): number {
  return count.fired ?? Number.POSITIVE_INFINITY;
}

/** Days before `now` in which something was measured. */
function daysWith(points: readonly Point[], now: Instant): number {
  return new Set(points.map(({ at }) => Math.max(1, Math.ceil((now - at) / DAY)))).size;
}

function directionOf({ bands }: DescribedMetric, rule: Rule | null): Direction {
  const own = rule && limitIn(rule.levels[0].when);
  const operator = own?.operator ?? bands[0]?.operator ?? '>';
  return operator.startsWith('<') ? 'below' : 'above';
}

interface Written {
  readonly when: string;
  readonly clear: string | null;
}

/** The condition with the new limit, and what clears it moved as far. */
function ruleWith(
  { limit }: Candidate,
  { metric, view }: SuggestRequest,
  direction: Direction,
): Written {
  const plain = `${metric.name} ${direction === 'above' ? '>' : '<'} ${limit}`;
  if (view === null) return { when: plain, clear: null };
  const [{ when }] = view.rule.levels;
  const [own, clear] = [limitIn(when), view.rule.clear === null ? null : limitIn(view.rule.clear)];
  const moved =
    own &&
    clear &&
    withLimit(view.rule.clear ?? '', Number((clear.limit + limit - own.limit).toPrecision(12)));
  return { when: withLimit(when, limit) ?? plain, clear: moved ?? view.rule.clear };
}

async function fired(
  { ruleDesk }: SuggestReaders,
  { when, clear, for: span }: Written & Pick<Rule, 'for'>,
  { view, target, signal }: SuggestRequest,
): Promise<Count> {
  const rule = view && {
    ...view.rule,
    levels: [{ ...view.rule.levels[0], when }] as const,
    clear,
    targets: view.targets,
  };
  const asked = {
    change: { for: span },
    target: target?.name ?? null,
    days: TRIED_DAYS,
    time: TIME,
  };
  return countOf(await ruleDesk.backtest({ ...asked, text: rule ?? when }, signal));
}

function countOf(tested: Tested): Count {
  if (tested.kind === 'problem') return { fired: null, isCut: false };
  const [own] = tested.test.tried;
  const isJudged = own !== undefined && own.judged > own.unknown;
  return { fired: isJudged ? own.fired.length : null, isCut: tested.test.cut !== null };
}

async function presentOf(
  { ruleDesk }: SuggestReaders,
  name: string,
  { target, signal }: SuggestRequest,
) {
  const asked = { change: {}, target: target?.name ?? null, days: TRIED_DAYS, time: TIME };
  const tested = await ruleDesk.backtest({ ...asked, text: name }, signal);
  return {
    ...countOf(tested),
    live: tested.kind === 'tested' ? (tested.live?.fired ?? null) : null,
  };
}
