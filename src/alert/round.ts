import type { Facts } from '../expression/evaluate.ts';
import { indexFacts } from '../expression/evaluate.ts';
import type { Applied } from '../model/alert-change.ts';
import type { Fact, Labels, Reading, Round } from '../model/sample.ts';
import { noLabels } from '../model/sample.ts';
import type { Score, ScoreResult } from '../model/score.ts';
import type { Target } from '../model/target.ts';
import type { Clock, Instant } from '../model/time.ts';
import { pendingAfterGap } from './after-gap.ts';
import type { EvaluateDeps } from './evaluate.ts';
import { evaluateRound } from './evaluate.ts';
import { timesFollowClock } from './follow-clock.ts';
import type { CompiledRule } from './judge.ts';
import type { OwnNetwork } from './own-network.ts';
import type { RecentPoints, Wanted } from './recent.ts';
import { vanishedSeries } from './retire.ts';

/** A watched target with what judges it. */
export interface Watched {
  readonly target: Target;
  readonly rules: readonly CompiledRule[];
  /** What its rules look back at; null when none does. */
  readonly recent: RecentPoints | null;
  /** Metrics that it holds, and how far back. */
  readonly wanted: ReadonlyMap<string, Wanted>;
  /** Scores facts by the target's policy. */
  score(facts: Facts): ScoreResult;
}

export interface RoundDeps extends EvaluateDeps {
  readonly rounds: {
    record(round: Round, score: Score | null): Promise<void>;
  };
  readonly samples: {
    append(target: number, at: Instant, readings: readonly Reading[]): Promise<void>;
  };
  /** Hears of every round; must not throw and must not take time. */
  readonly mirror?: { take(target: Target, round: Round, score: Score): void } | undefined;
  /** Whether a series that is missing is known to be no more. */
  isGone?(target: number, metric: string, labels: Labels): boolean;
  /** What else is known of a target now, such as how its checks stand; it is scored and judged, and stored elsewhere. */
  more?(target: number): readonly Fact[];
  readonly clock: Clock;
  readonly network: Pick<OwnNetwork, 'blamesUs'>;
  /** Until this moment of the monotonic clock nothing is called missing: the process has just started. */
  readonly graceUntil: number;
  /** How writing went; `error` null when it worked. The round goes on with what it has. */
  wrote(what: 'rounds' | 'samples', error: unknown): void;
}

const REACHABLE = 'target.reachable';
const HOST_KEY = 'target.host_key';

/** Without fresh data there is no score, only the fact that data is missing. */
const NO_DATA: ScoreResult = { score: null, status: 'NO DATA', factors: [], unknown: [] };

/**
 * What happens with a round: facts, score, samples, rules. A part that cannot be written is told and does not stop the
 * others: a full samples disk must not silence alerts.
 */
export function roundHandler(deps: RoundDeps) {
  /** Last score of each target; a gap leaves it, since it tells how things were before. */
  const scores = new Map<number, number>();
  const followClock = timesFollowClock(deps);
  const endVanished = vanishedSeries(deps);
  const beginAnew = pendingAfterGap(deps);

  return async (watched: Watched, round: Round): Promise<readonly Applied[]> => {
    const { target, rules, recent } = watched;
    const ours = await deps.network.blamesUs(round);
    const starting = deps.clock.monotonic() < deps.graceUntil;
    const own = factsOf(target, round, ours || starting);
    const measured = [...own, ...moreFacts(deps, round)];
    const reached = measured.flatMap(reachedReading);
    // What a target told by itself was stored and remembered when it came.
    const isTold = target.kind === 'push';
    recent?.append(round.at, [...(isTold ? [] : own.filter(isReading)), ...reached]);
    const past = recent?.history(round.at);
    const before = scores.get(target.id) ?? null;
    const result = round.kind === 'measured' ? watched.score(indexFacts(measured, past)) : NO_DATA;
    const score: Score = { ...result, target: target.id, at: round.at };
    if (score.score !== null) scores.set(target.id, score.score);
    const fresh = isTold ? [] : readingsOf(round);
    await write(deps, { round, score, samples: [...fresh, ...scored(score), ...reached] });
    deps.mirror?.take(target, round, score);
    const facts = [...measured, ...scored(score)];
    await followClock();
    await beginAnew(target, round, ours);
    recent?.append(round.at, scored(score));
    const applied = await evaluateRound(deps, {
      target,
      at: round.at,
      facts: indexFacts(facts, past),
      rules,
      scoreBefore: before,
      scoreNow: score.score,
    });
    if (round.kind !== 'measured') return applied;
    return [...applied, ...(await endVanished(round))];
  };
}

/** Of what is missed nothing else counts either: who could not be reached is not scored. */
function moreFacts({ more }: RoundDeps, round: Round): readonly Fact[] {
  return round.kind === 'measured' ? (more?.(round.target) ?? []) : [];
}

interface Written {
  readonly round: Round;
  readonly score: Score;
  readonly samples: readonly Reading[];
}

/** Both are tried, and how each went is told. */
async function write(deps: RoundDeps, { round, score, samples: readings }: Written): Promise<void> {
  const [rounds, samples] = await Promise.allSettled([
    deps.rounds.record(round, score),
    deps.samples.append(round.target, round.at, readings),
  ]);
  deps.wrote('rounds', rounds.status === 'rejected' ? rounds.reason : null);
  deps.wrote('samples', samples.status === 'rejected' ? samples.reason : null);
}

function isReading(fact: Fact): fact is Reading {
  return typeof fact.value === 'number';
}

type Missed = Extract<Round, { kind: 'missed' }>;

/**
 * A missed round leaves every metric unknown and one thing certain: the target was not reached. A round that we were too
 * late for, or that was missed by our own fault, tells nothing at all.
 */
function factsOf(target: Target, round: Round, ourFault: boolean): readonly Fact[] {
  const tellsNothing = (one: Missed) => one.reason === 'late' || one.reason === 'unknown';
  if (round.kind === 'missed' && (tellsNothing(round) || ourFault)) return [];
  const measured = round.kind === 'measured';
  const reachable: Fact = { metric: REACHABLE, labels: noLabels(), value: measured };
  return [...readingsOf(round), ...missingFacts(round), reachable, ...hostKeyFacts(target, round)];
}

function missingFacts(round: Round): readonly Fact[] {
  const missing = round.kind === 'measured' ? (round.missing ?? []) : [];
  return missing.map((series) => ({ ...series, value: null }));
}

/** Known after a log-in, and after one that was not tried for it; any other silence says nothing of it. */
function hostKeyFacts({ kind }: Target, round: Round): readonly Fact[] {
  const isGood = round.kind === 'measured';
  if (kind !== 'ssh' || !(isGood || round.reason === 'host key')) return [];
  return [{ metric: HOST_KEY, labels: noLabels(), value: isGood }];
}

/** Over a window, and where it is stored, it is 1 or 0: what is looked back at are numbers. */
function reachedReading({ metric, labels, value }: Fact): readonly Reading[] {
  if (metric !== REACHABLE || typeof value !== 'boolean') return [];
  return [{ metric, labels, value: Number(value) }];
}

function healthFact(score: number): Reading {
  return { metric: 'health.score', labels: noLabels(), value: score };
}

function readingsOf(round: Round): readonly Reading[] {
  return round.kind === 'measured' ? round.readings : [];
}

function scored({ score }: Score): readonly Reading[] {
  return score === null ? [] : [healthFact(score)];
}
