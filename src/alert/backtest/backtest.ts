import { names, wantedOf } from '../../expression/names.ts';
import type { Backtest, CutShort, TriedRule } from '../../model/backtest.ts';
import type { Target } from '../../model/target.ts';
import type { Instant } from '../../model/time.ts';
import { DAY } from '../../model/time.ts';
import { expressionsOf } from '../compile.ts';
import type { CompiledRule } from '../judge.ts';
import type { Moment, Past, SeriesName } from './past.ts';
import { momentsIn, pieceOf } from './past.ts';
import type { Trial } from './trial.ts';
import { REACHABLE, trial } from './trial.ts';

export type Tried = Pick<Target, 'id' | 'name' | 'kind' | 'interval' | 'silentAfter'>;

export interface BacktestLimits {
  /** Judgements of one rule on one moment of one target. */
  readonly evaluations: number;
  /** Alerts of the first rule; a rule that fires more often needs no more numbers. */
  readonly alerts: number;
  /** Milliseconds of the monotonic clock. */
  readonly time: number;
  /** After so many milliseconds of work everything else has its turn. */
  readonly turn: number;
}

const BACKTEST_LIMITS: BacktestLimits = {
  ...{ evaluations: 5_000_000, alerts: 20_000 },
  ...{ time: 10_000, turn: 5 },
};

/** Rounds of a target that are read beside what is looked back at. */
const ROUNDS = 3;

export interface BacktestDeps {
  readonly past: Past;
  monotonic(): number;
  /** Lets everything else have its turn. */
  breathe(): Promise<void>;
}

export interface BacktestQuestion {
  readonly targets: readonly Tried[];
  /** Ways to write one rule, which are all tried at once. */
  readonly rules: readonly CompiledRule[];
  readonly from: Instant;
  readonly to: Instant;
  readonly limits?: Partial<BacktestLimits>;
  readonly signal: AbortSignal;
}

/**
 * What rules would have done in [from, to), judged by what judges live and led by the same states, over what is stored.
 * It goes through the time once for all targets, so that what was cut short is known of each up to the same moment.
 *
 * @throws the signal's reason when it aborts.
 */
export async function backtest(deps: BacktestDeps, question: BacktestQuestion): Promise<Backtest> {
  const { targets, rules, from, to, signal } = question;
  const limits = { ...BACKTEST_LIMITS, ...question.limits };
  const expressions = expressionsOf(rules);
  const wanted = wantedOf(expressions);
  const read = new Set(expressions.flatMap((one) => [...names(one)]));
  const spans = [...wanted.values()].map((one) => Math.max(one.span, one.silence));
  const lead = Math.max(0, ...spans);
  // A target that was watched before has a round before the first window too.
  const rounds = lead === 0 ? 0 : ROUNDS * Math.max(0, ...targets.map((one) => one.interval));
  const start = from - lead - rounds;
  const runners = await runnersOf(deps.past, { targets, read, rules, wanted });
  const days = new Days(read);
  const turns = taking(deps, limits, signal);

  let until = to;
  let cut: CutShort | null = null;
  const piece = Math.min(...runners.map(({ target }) => pieceOf(target.interval)), DAY);
  for (let begin = start; begin < to && cut === null; begin += piece) {
    const span = { begin, end: Math.min(to, begin + piece), from };
    for (const runner of runners) {
      const stopped = await runPiece(deps, runner, { ...span, turns, days });
      if (stopped === null) continue;
      cut = stopped.cut;
      until = Math.max(from, runners.length === 1 ? stopped.at : begin);
      break;
    }
  }
  const hoursUntil = await days.hoursOnlyUntil(deps.past, runners, { from: start, to: until });
  return {
    ...{ from, to, until, cut },
    exactFrom: hoursUntil === null ? from : Math.min(until, Math.max(from, hoursUntil + lead)),
    first: turns.first(),
    targets: runners.map(({ target }) => target.name),
    unmeasured: days.never(),
    tried: rules.map((_, index) => together(runners, index, until)),
  };
}

interface Runner {
  readonly target: Tried;
  readonly series: readonly SeriesName[];
  readonly trial: Trial;
}

/** Targets that have something of what is read, or whose rounds tell when it was missing. */
async function runnersOf(
  past: Past,
  given: {
    readonly targets: readonly Tried[];
    readonly read: ReadonlySet<string>;
    readonly rules: readonly CompiledRule[];
    readonly wanted: ReturnType<typeof wantedOf>;
  },
): Promise<readonly Runner[]> {
  const { targets, read, ...options } = given;
  const found: Runner[] = [];
  for (const target of targets) {
    const all = await past.series(target.id);
    const series = all.filter(({ metric }) => read.has(metric));
    if (series.length === 0) continue;
    const rounds = all.filter(({ metric }) => metric === REACHABLE && !read.has(REACHABLE));
    const hasRounds = all.some(({ metric }) => metric === REACHABLE);
    found.push({
      target,
      series: [...series, ...rounds],
      trial: trial(target, { ...options, hasRounds }),
    });
  }
  return found;
}

type Turns = ReturnType<typeof taking>;

interface Stopped {
  readonly cut: CutShort;
  readonly at: Instant;
}

/** null: it came to the end of the piece. */
async function runPiece(
  { past }: BacktestDeps,
  { target, series, trial: judging }: Runner,
  piece: {
    readonly begin: Instant;
    readonly end: Instant;
    readonly from: Instant;
    readonly turns: Turns;
    readonly days: Days;
  },
): Promise<Stopped | null> {
  const { begin, end, from, turns, days } = piece;
  const moments = await momentsIn(past, target.id, { series, from: begin, to: end });
  for (const moment of moments) {
    const isLead = moment.at < from;
    days.note(moment);
    if (isLead) judging.remember(moment);
    else judging.judge(moment);
    const cut = await turns.after(isLead ? null : moment.at, judging);
    if (cut !== null) return { cut, at: moment.at + 1 };
  }
  return null;
}

/** Counts what is done, and lets others have their turn in between. */
function taking(deps: BacktestDeps, limits: BacktestLimits, signal: AbortSignal) {
  const started = deps.monotonic();
  let since = started;
  let evaluations = 0;
  let first: Instant | null = null;
  return {
    first: () => first,
    /** null: nothing was judged. */
    async after(judgedAt: Instant | null, { tallies }: Trial): Promise<CutShort | null> {
      if (judgedAt !== null) {
        evaluations += tallies.length;
        first = Math.min(first ?? judgedAt, judgedAt);
      }
      if (evaluations >= limits.evaluations) return 'evaluations';
      if ((tallies[0]?.count() ?? 0) >= limits.alerts) return 'alerts';
      const now = deps.monotonic();
      if (now - started >= limits.time) return 'time';
      if (now - since < limits.turn) return null;
      await deps.breathe();
      signal.throwIfAborted();
      since = deps.monotonic();
      return null;
    },
  };
}

/** Which days have points of which metric. */
class Days {
  readonly #seen = new Map<string, Set<number>>();

  constructor(metrics: Iterable<string>) {
    for (const metric of metrics) this.#seen.set(metric, new Set());
  }

  note({ at, readings }: Moment): void {
    const day = Math.floor(at / DAY);
    for (const { metric } of readings) this.#seen.get(metric)?.add(day);
  }

  never(): readonly string[] {
    return [...this.#seen].filter(([, days]) => days.size === 0).map(([metric]) => metric);
  }

  /** End of the last day of which something is counted and no point is left; null when there is none. */
  async hoursOnlyUntil(
    past: Past,
    runners: readonly Runner[],
    span: { readonly from: Instant; readonly to: Instant },
  ): Promise<Instant | null> {
    const targets = runners.map(({ target }) => target.id);
    let last: Instant | null = null;
    for (const [metric, seen] of this.#seen) {
      for (const { day, count } of await past.counts(metric, { targets, ...span })) {
        const isOlder = last !== null && day < last;
        if (isOlder || count === 0 || seen.has(Math.floor(day / DAY))) continue;
        if (await isGone(past, runners, { metric, day, count })) last = day + DAY;
      }
    }
    return last;
  }
}

/**
 * Whether a day had points and has none any more: of the first day only a part was read, and what came at midnight is
 * counted to the day before.
 */
async function isGone(
  past: Past,
  runners: readonly Runner[],
  {
    metric,
    day,
    count,
  }: { readonly metric: string; readonly day: Instant; readonly count: number },
): Promise<boolean> {
  const next = day + DAY;
  let atMidnight = 0;
  for (const { target, series } of runners) {
    for (const one of series.filter((own) => own.metric === metric)) {
      const own = await past.points(target.id, one, { from: day, to: next, limit: 1 });
      if (own.length > 0) return false;
      const last = await past.points(target.id, one, { from: next, to: next + 1, limit: 1 });
      atMidnight += last.length;
    }
  }
  return count > atMidnight;
}

function together(runners: readonly Runner[], index: number, until: Instant): TriedRule {
  const all = runners.flatMap(({ trial: one }) => one.tallies[index]?.end(until) ?? []);
  const sum = (of: (one: TriedRule) => number) => all.reduce((total, one) => total + of(one), 0);
  const fired = all.flatMap((one) => one.fired).filter(({ firedAt }) => firedAt < until);
  return {
    fired: fired.toSorted((a, b) => a.firedAt - b.firedAt),
    tooShort: sum((one) => one.tooShort),
    judged: sum((one) => one.judged),
    unknown: sum((one) => one.unknown),
  };
}
