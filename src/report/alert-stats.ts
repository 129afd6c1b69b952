import type { Alert, Severity } from '../model/alert.ts';
import { SEVERITIES } from '../model/alert.ts';
import type { Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';
import { suggestionsFor } from './noisy-rules.ts';
import type { Range } from './series.ts';

/** Middle and mean of durations in milliseconds; null without any. */
export interface Spread {
  readonly median: number;
  readonly mean: number;
}

export interface RuleStats {
  readonly rule: string;
  readonly count: number;
  readonly perDay: number;
  /** 0..1 of all that fired. */
  readonly acknowledged: number;
  readonly noise: number;
  readonly noisy: number;
  readonly timeToAck: Spread | null;
  readonly timeToResolve: Spread | null;
}

/** A rule that costs more attention than it is worth, with the number that says so. */
export interface Suggestion {
  readonly rule: string;
  readonly text: string;
}

export interface AlertStats {
  readonly count: number;
  readonly timeToAck: Spread | null;
  readonly timeToResolve: Spread | null;
  /** Strongest first; only those that fired. */
  readonly bySeverity: readonly {
    readonly severity: Severity;
    readonly count: number;
    readonly timeToAck: Spread | null;
    readonly timeToResolve: Spread | null;
  }[];
  /** Most alerts first. */
  readonly byRule: readonly RuleStats[];
  /** How many fired in each hour of the day, 24 of them. */
  readonly byHour: readonly number[];
  readonly suggestions: readonly Suggestion[];
}

/** An alert that fired, with what its times say. */
export interface Fired {
  readonly rule: string;
  readonly severity: Severity;
  readonly firedAt: Instant;
  /** Milliseconds to its acknowledgement, or null. */
  readonly toAck: number | null;
  readonly toResolve: number | null;
  /** It ended by itself. */
  readonly byItself: boolean;
  readonly isNoise: boolean;
}

/** What the alerts that fired in [from, to) say about rules and people; hours are of `zone`. */
export function alertStats(alerts: readonly Alert[], range: Range, zone: string): AlertStats {
  const fired = alerts
    .flatMap(firedOf)
    .filter(({ firedAt }) => firedAt >= range.from && firedAt < range.to);
  const days = Math.max(1, (range.to - range.from) / DAY);
  const groups = Map.groupBy(fired, ({ rule }) => rule);
  const byRule = [...groups]
    .map(([rule, all]) => ruleStats(rule, all, days))
    .toSorted((a, b) => b.count - a.count || a.rule.localeCompare(b.rule));
  return {
    count: fired.length,
    ...times(fired),
    bySeverity: SEVERITIES.toReversed().flatMap((severity) => {
      const all = fired.filter((one) => one.severity === severity);
      return all.length === 0 ? [] : [{ severity, count: all.length, ...times(all) }];
    }),
    byRule,
    byHour: hoursOf(fired, zone),
    suggestions: byRule.flatMap((stats) => suggestionsFor(stats, groups.get(stats.rule) ?? [])),
  };
}

/** An alert as its times tell it; none that never fired. */
export function firedOf({ rule, severity, state, life }: Alert): Fired[] {
  if (state.kind === 'pending' || state.firedAt === null) return [];
  const { firedAt } = state;
  const taken = life.taken?.at ?? (state.kind === 'acknowledged' ? state.at : null);
  const over = state.kind === 'resolved' ? state.at : null;
  return [
    {
      rule,
      severity,
      firedAt,
      toAck: taken === null ? null : Math.max(0, taken - firedAt),
      toResolve: over === null ? null : Math.max(0, over - firedAt),
      byItself: state.kind === 'resolved' && state.by.id === 'rule',
      isNoise: life.noise !== null,
    },
  ];
}

function times(all: readonly Fired[]) {
  return {
    timeToAck: spreadOf(all.map(({ toAck }) => toAck)),
    timeToResolve: spreadOf(all.map(({ toResolve }) => toResolve)),
  };
}

function spreadOf(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  if (known.length === 0) return null;
  const middle = known.length / 2;
  const high = known[Math.floor(middle)] ?? 0;
  const low = known[Math.ceil(middle) - 1] ?? high;
  return {
    median: (low + high) / 2,
    mean: known.reduce((sum, one) => sum + one, 0) / known.length,
  };
}

function ruleStats(rule: string, all: readonly Fired[], days: number): RuleStats {
  const noisy = all.filter(({ isNoise }) => isNoise).length;
  return {
    rule,
    count: all.length,
    perDay: all.length / days,
    acknowledged: all.filter(({ toAck }) => toAck !== null).length / all.length,
    noise: noisy / all.length,
    noisy,
    ...times(all),
  };
}

function hoursOf(fired: readonly Fired[], zone: string): readonly number[] {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    hourCycle: 'h23',
  });
  const hours = new Array<number>(24).fill(0);
  for (const { firedAt } of fired) {
    const hour = Number(format.format(firedAt));
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return hours;
}
