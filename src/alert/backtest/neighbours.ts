import type { Unit } from '../../model/metric.ts';
import type { Rule } from '../../model/rule.ts';
import { limitIn, withLimit } from '../../model/rule-limit.ts';

/** Limits on either side of the own one. */
const AROUND = 2;
/** Percent from which a step is 5. */
const HIGH = 20;
const MOST_PERCENT = 100;

/** The rule with another limit on its weakest level, and its own clear limit moved as far; null where there is no one number. */
export function ruleWithLimit(rule: Rule, limit: number): Rule | null {
  const [first, ...others] = rule.levels;
  const own = limitIn(first.when);
  const when = withLimit(first.when, limit);
  if (own === null || when === null) return null;
  const clear = rule.clear === null ? null : limitIn(rule.clear);
  const moved = clear && withLimit(rule.clear ?? '', rounded(clear.limit + limit - own.limit));
  return {
    ...rule,
    levels: [{ ...first, when }, ...others],
    clear: moved ?? rule.clear,
  };
}

/** Limits that people would try next to the own one, ascending, without it; none where there is no one number. */
export function limitsAround(when: string, unit: Unit): readonly number[] {
  const own = limitIn(when)?.limit;
  if (own === undefined) return [];
  const step = stepOf(own, unit);
  const limits: number[] = [];
  for (let far = -AROUND; far <= AROUND; far++) {
    const limit = rounded(own + far * step);
    const fits = (own >= 0 ? limit >= 0 : true) && (unit !== 'percent' || limit < MOST_PERCENT);
    if (far !== 0 && fits) limits.push(limit);
  }
  return limits;
}

/** Limits that let it fire less and less, the nearest first; none where it does not compare with one number. */
export function limitsBeyond(when: string, unit: Unit, most: number): readonly number[] {
  const own = limitIn(when);
  const sign = { '>': 1, '>=': 1, '<': -1, '<=': -1 }[own?.operator ?? ''] ?? 0;
  if (own === null || sign === 0) return [];
  const step = stepOf(own.limit, unit);
  return Array.from({ length: most }, (_, index) =>
    rounded(own.limit + sign * (index + 1) * step),
  ).filter((limit) => unit !== 'percent' || (limit > 0 && limit < MOST_PERCENT));
}

/** 5 of a high percentage, else near a tenth, as a round number. */
function stepOf(limit: number, unit: Unit): number {
  if (unit === 'percent' && limit >= HIGH) return 5;
  const rough = Math.abs(limit) / 10 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const nearest = [1, 2, 5, 10].reduce((best, one) =>
    Math.abs(one * power - rough) < Math.abs(best * power - rough) ? one : best,
  );
  const step = rounded(nearest * power);
  return unit === 'count' ? Math.max(1, Math.round(step)) : step;
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
