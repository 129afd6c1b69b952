import type { Applied } from '../model/alert-change.ts';
import type { Fact, Reading, Round } from '../model/sample.ts';
import { noLabels } from '../model/sample.ts';
import type { Score, ScoreResult } from '../model/score.ts';
import type { Target } from '../model/target.ts';
import type { Clock, Instant } from '../model/time.ts';
import { pendingAfterGap } from './after-gap.ts';
import type { EvaluateDeps } from './evaluate.ts';
import { evaluateRound } from './evaluate.ts';
import { pendingFollowsClock } from './follow-clock.ts';
import type { CompiledRule } from './judge.ts';
import { vanishedSeries } from './retire.ts';

/** A watched target with what judges it. */
export interface Watched {
  readonly target: Target;
  readonly rules: readonly CompiledRule[];
  /** Scores facts by the target's policy. */
  score(facts: readonly Fact[]): ScoreResult;
}

export interface RoundDeps extends EvaluateDeps {
  readonly rounds: {
    record(round: Round, score: Score | null): Promise<void>;
  };
  readonly samples: {
    append(target: number, at: Instant, readings: readonly Reading[]): Promise<void>;
  };
  readonly clock: Clock;
  /** How writing went; `error` null when it worked. The round goes on with what it has. */
  wrote(what: 'rounds' | 'samples', error: unknown): void;
}

/** Without fresh data there is no score, only the fact that data is missing. */
const NO_DATA: ScoreResult = { score: null, status: 'NO DATA', factors: [], unknown: [] };

/**
 * What happens with a round: facts, score, samples, rules. A part that cannot be written is told and does not stop the
 * others: a full samples disk must not silence alerts.
 */
export function roundHandler(deps: RoundDeps) {
  /** Last score of each target; a gap leaves it, since it tells how things were before. */
  const scores = new Map<number, number>();
  const followClock = pendingFollowsClock(deps);
  const endVanished = vanishedSeries(deps);
  const beginAnew = pendingAfterGap(deps);

  return async (watched: Watched, round: Round): Promise<readonly Applied[]> => {
    const { target, rules } = watched;
    const measured = factsOf(round);
    const before = scores.get(target.id) ?? null;
    const result = round.kind === 'measured' ? watched.score(measured) : NO_DATA;
    const score: Score = { ...result, target: target.id, at: round.at };
    if (score.score !== null) scores.set(target.id, score.score);
    await write(deps, round, score);
    const facts = score.score === null ? measured : [...measured, healthFact(score.score)];
    await followClock();
    await beginAnew(target, round);
    const applied = await evaluateRound(deps, {
      target,
      at: round.at,
      facts,
      rules,
      scoreBefore: before,
      scoreNow: score.score,
    });
    if (round.kind !== 'measured') return applied;
    return [...applied, ...(await endVanished(round))];
  };
}

/** Both are tried, and how each went is told. */
async function write(deps: RoundDeps, round: Round, score: Score): Promise<void> {
  const [rounds, samples] = await Promise.allSettled([
    deps.rounds.record(round, score),
    deps.samples.append(round.target, round.at, samplesOf(round, score)),
  ]);
  deps.wrote('rounds', rounds.status === 'rejected' ? rounds.reason : null);
  deps.wrote('samples', samples.status === 'rejected' ? samples.reason : null);
}

/**
 * A missed round leaves every metric unknown and one thing certain: the target was not reached. A round that we were too
 * late for tells nothing at all.
 */
function factsOf(round: Round): readonly Fact[] {
  if (round.kind === 'missed' && round.reason === 'late') return [];
  const measured = round.kind === 'measured';
  const reachable: Fact = { metric: 'target.reachable', labels: noLabels(), value: measured };
  return measured ? [...round.readings, reachable] : [reachable];
}

function healthFact(score: number): Reading {
  return { metric: 'health.score', labels: noLabels(), value: score };
}

function samplesOf(round: Round, score: Score): readonly Reading[] {
  if (round.kind !== 'measured') return [];
  return score.score === null ? round.readings : [...round.readings, healthFact(score.score)];
}
