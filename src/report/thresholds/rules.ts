import type { Rule } from '../../model/rule.ts';
import { limitIn } from '../../model/rule-limit.ts';
import { mentions } from '../measured.ts';

/** Rules in one answer. */
const MOST = 5;

interface RuleView {
  readonly rule: Rule;
  readonly targets: readonly string[];
  readonly off: unknown;
}

/**
 * The rule that compares a metric with one number, the simplest first; null where there is none, or where it judges other
 * targets than the one that is asked about too: what is right for one may not be for them.
 */
export function ruleFor(
  all: readonly RuleView[],
  metric: string,
  target: string | null,
): RuleView | null {
  const fitting = all.filter(({ rule, targets, off }) => {
    const [{ when }] = rule.levels;
    if (off !== null || limitIn(when) === null || !mentions(when, metric)) return false;
    return target === null || (targets.length === 1 && targets[0] === target);
  });
  const simple = ({ rule }: RuleView) => rule.levels[0].when.length;
  return fitting.toSorted((a, b) => simple(a) - simple(b))[0] ?? null;
}

/** The rule that judges a metric of a target, whatever else it judges. */
export function ruleJudging(
  all: readonly RuleView[],
  metric: string,
  target: string | null,
): RuleView | null {
  const own = ruleFor(all, metric, target);
  const shared = all.filter(({ targets }) => target === null || targets.includes(target));
  return own ?? ruleFor(shared, metric, null);
}

/** Of each metric the rule that fired most, the most first. */
export function busiestRules(
  rules: readonly { readonly rule: string; readonly metric: string }[],
  alerts: readonly { readonly rule: string }[],
): readonly { readonly rule: string; readonly metric: string; readonly fired: number }[] {
  const counted = rules
    .map((one) => ({ ...one, fired: alerts.filter(({ rule }) => rule === one.rule).length }))
    .filter(({ fired }) => fired > 0)
    .toSorted((a, b) => b.fired - a.fired);
  const first = new Map(counted.toReversed().map((one) => [one.metric, one]));
  return counted.filter((one) => first.get(one.metric) === one).slice(0, MOST);
}
