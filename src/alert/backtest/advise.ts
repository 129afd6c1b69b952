import type { Alert } from '../../model/alert.ts';
import { isRule } from '../../model/alert.ts';
import type { TriedRule, WouldBe } from '../../model/backtest.ts';
import type { Unit } from '../../model/metric.ts';
import type { Rule } from '../../model/rule.ts';
import type { RuleAdvice } from '../../model/rule-advice.ts';
import type { Instant } from '../../model/time.ts';
import { MINUTE } from '../../model/time.ts';
import { limitsBeyond, ruleWithLimit } from './neighbours.ts';

/** Marked alerts from which something can be learnt. */
const ENOUGH = 5;
/** Longer times that are tried. */
const SPANS = [1, 2, 5, 10, 15, 30, 60].map((minutes) => minutes * MINUTE);
const MOST_SPANS = 4;
const MOST_LIMITS = 6;
/** Of limits and times together the nearest are tried. */
const TOGETHER = 3;

/** An alert that somebody called noise, or that somebody took, which says that it was of use. */
export interface Marked {
  readonly target: string;
  readonly labels: Alert['labels'];
  readonly from: Instant;
  /** null: it is still open. */
  readonly to: Instant | null;
  readonly isNoise: boolean;
}

/** What is said of alerts that fired; those of which nobody said anything are left out. */
export function markedOf(alerts: readonly Alert[]): readonly Marked[] {
  return alerts.flatMap((alert): Marked[] => {
    const { state, life, labels, targetName: target } = alert;
    if (state.kind === 'pending' || state.firedAt === null) return [];
    const isNoise = life.noise !== null;
    if (!isNoise && !wasTaken(alert)) return [];
    const to = state.kind === 'resolved' ? state.at : null;
    return [{ target, labels, from: state.firedAt, to, isNoise }];
  });
}

function wasTaken({ state, life }: Alert): boolean {
  if (state.kind === 'acknowledged' || life.taken !== null) return true;
  return state.kind === 'resolved' && !isRule(state.by);
}

/** Ways to write a rule so that it fires less, the smallest change first. */
export function calmer(rule: Rule, unit: Unit): readonly Rule[] {
  const spans = SPANS.filter((span) => span > rule.for).slice(0, MOST_SPANS);
  const limits = limitsBeyond(rule.levels[0].when, unit, MOST_LIMITS);
  const longer = spans.map((span) => ({ ...rule, for: span }));
  const further = limits.flatMap((limit) => ruleWithLimit(rule, limit) ?? []);
  const both = further
    .slice(0, TOGETHER)
    .flatMap((one) => spans.slice(0, TOGETHER).map((span) => ({ ...one, for: span })));
  return [...longer, ...further, ...both];
}

interface Given {
  readonly rules: readonly Rule[];
  /** What each would have done, the rule as it is first and then `rules`. */
  readonly tried: readonly TriedRule[];
  readonly marked: readonly Marked[];
  readonly fired: number;
  readonly days: number;
}

/** The change that would have dropped most of the noise, and nothing that was of use. */
export function advise({ rules, tried, marked, fired, days }: Given): RuleAdvice {
  const [own, ...others] = tried;
  // Of the others the samples are gone, or the rule was another then.
  const known = marked.filter((one) => own?.fired.some((would) => isOf(would, one)));
  const noise = known.filter(({ isNoise }) => isNoise);
  const useful = known.filter(({ isNoise }) => !isNoise);
  const marks = { fired, noise: noise.length, useful: useful.length };
  if (known.length < ENOUGH) return { kind: 'too few', marks, needed: ENOUGH };
  if (noise.length === 0) return { kind: 'no noise', marks };
  const best = others
    .map((one, index) => ({ one, rule: rules[index], dropped: missing(one, noise) }))
    .filter(({ one, dropped }) => dropped > 0 && missing(one, useful) === 0)
    .reduce<{ one: TriedRule; rule: Rule | undefined; dropped: number } | null>(
      (most, next) => (most !== null && most.dropped >= next.dropped ? most : next),
      null,
    );
  if (best?.rule === undefined) return { kind: 'nothing better', marks, tried: others.length };
  return {
    ...{ kind: 'better', marks, days, rule: best.rule, dropped: best.dropped },
    firedNow: own?.fired.length ?? 0,
    firedThen: best.one.fired.length,
  };
}

function missing({ fired }: TriedRule, alerts: readonly Marked[]): number {
  return alerts.filter((one) => !fired.some((would) => isOf(would, one))).length;
}

/** Whether both tell of the same: the same series, at a time that they share. */
function isOf({ target, labels, firedAt, endedAt }: WouldBe, one: Marked): boolean {
  if (target !== one.target) return false;
  if (firedAt > (one.to ?? Number.POSITIVE_INFINITY)) return false;
  if ((endedAt ?? Number.POSITIVE_INFINITY) < one.from) return false;
  return Object.entries(labels).every(([key, value]) => one.labels[key] === value);
}
