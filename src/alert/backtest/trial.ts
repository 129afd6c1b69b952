import type { Facts } from '../../expression/evaluate.ts';
import { indexFacts } from '../../expression/evaluate.ts';
import type { Fact, Reading } from '../../model/sample.ts';
import { labelText } from '../../model/sample.ts';
import type { Target } from '../../model/target.ts';
import type { Instant } from '../../model/time.ts';
import { DAY, MINUTE } from '../../model/time.ts';
import { isLongGap } from '../after-gap.ts';
import type { CompiledRule } from '../judge.ts';
import { judge } from '../judge.ts';
import type { RecentPoints, Wanted } from '../recent.ts';
import { recentPoints } from '../recent.ts';
import type { Moment } from './past.ts';
import { tally } from './tally.ts';

/** Every round stores it, of a target that was reached and of one that was not. */
export const REACHABLE = 'target.reachable';
/** Of a target that tells by itself and says nothing of it. */
const SILENT_AFTER = 5 * MINUTE;

/** What came between two rounds, from a check or from the application itself. */
interface Carried {
  readonly reading: Reading;
  readonly at: Instant;
  /** Milliseconds since the one before; null for the first. */
  readonly gap: number | null;
}

export interface TrialOptions {
  readonly rules: readonly CompiledRule[];
  readonly wanted: ReadonlyMap<string, Wanted>;
  /** Whether its rounds are stored; without them every moment counts as one. */
  readonly hasRounds: boolean;
}

/**
 * Judges one target moment by moment, as its rounds did: a round sees what it measured and what came since the one before,
 * and what comes in between is judged by itself.
 */
export function trial(
  target: Pick<Target, 'name' | 'kind' | 'interval' | 'silentAfter'>,
  { rules, wanted, hasRounds }: TrialOptions,
) {
  /** From the first moment on: nothing is said about the time before. */
  let recent: RecentPoints | null = null;
  const tallies = rules.map((one) => tally(target.name, one));
  const carried = new Map<string, Carried>();
  let measuredAt: Instant | null = null;

  /** Facts of a moment, and what was measured. */
  function seen({ at, readings }: Moment) {
    const reached = readings.find(({ metric }) => metric === REACHABLE);
    if (hasRounds && reached === undefined) {
      for (const reading of readings) carry(carried, reading, at);
      return { kind: 'between', facts: readings } as const;
    }
    const own: readonly Fact[] = readings.map((one) =>
      one.metric === REACHABLE ? { ...one, value: one.value !== 0 } : one,
    );
    if (reached?.value === 0) return { kind: 'missed', facts: own } as const;
    const told = [...carried.values()].filter((one) => isFresh(one, target, at));
    return { kind: 'measured', facts: [...told.map(({ reading }) => reading), ...own] } as const;
  }

  return {
    tallies,

    /** Remembers it for what looks back. */
    remember,

    judge(moment: Moment): void {
      const { at, readings } = moment;
      const { kind, facts } = seen(moment);
      remember(moment);
      if (kind === 'measured') afterGap(at);
      judgeAll(indexFacts(facts, recent?.history(at)), at);
      if (kind === 'measured') for (const one of tallies) one.endVanished(readings, at);
    },
  };

  function afterGap(at: Instant): void {
    const isLong = measuredAt !== null && isLongGap(at - measuredAt, target.interval);
    measuredAt = at;
    if (isLong) for (const one of tallies) one.beginAnew(at);
  }

  function remember({ at, readings }: Moment): void {
    if (wanted.size === 0) return;
    recent ??= recentPoints(wanted, at);
    recent.append(at, readings);
  }

  function judgeAll(facts: Facts, at: Instant): void {
    for (const [index, rule] of rules.entries()) {
      for (const verdict of judge(rule, facts)) tallies[index]?.take(verdict, at);
    }
  }
}

export type Trial = ReturnType<typeof trial>;

function carry(carried: Map<string, Carried>, reading: Reading, at: Instant): void {
  const key = `${reading.metric} ${labelText(reading.labels)}`;
  const before = carried.get(key);
  carried.set(key, { reading, at, gap: before === undefined ? null : at - before.at });
}

/** What an application told counts until it is silent for too long; a check's answer until the next is overdue. */
function isFresh(
  { at, gap }: Carried,
  { kind, interval, silentAfter }: Pick<Target, 'kind' | 'interval' | 'silentAfter'>,
  now: Instant,
): boolean {
  const age = now - at;
  if (kind === 'push') return age <= (silentAfter ?? SILENT_AFTER);
  return age <= Math.min(DAY, Math.max(3 * interval, 3 * (gap ?? 0)));
}
