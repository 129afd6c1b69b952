import type { Facts, Outcome } from '../expression/evaluate.ts';
import { evaluate } from '../expression/evaluate.ts';
import type { Expression } from '../expression/parse.ts';
import type { Evidence, Severity } from '../model/alert.ts';
import type { Rule } from '../model/rule.ts';
import type { Labels } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';

/** Three-valued: unknown neither fires nor clears. */
export type Truth = true | false | 'unknown';

/** A rule with its expressions parsed. */
export interface CompiledRule {
  readonly rule: Rule;
  /** Weakest first, as in the rule. */
  readonly levels: readonly { readonly severity: Severity; readonly when: Expression }[];
  readonly clear: Expression | null;
}

/** What a rule says of one series now. */
export interface Verdict {
  readonly labels: Labels;
  readonly condition: Truth;
  readonly clears: Truth;
  /** Strongest level that holds; the weakest when none does. */
  readonly severity: Severity;
  /** Strongest level that is not known to be false: an open alert is not lowered below what may still hold. */
  readonly ceiling: Severity;
  readonly evidence: Evidence;
}

const NOTHING: Evidence = { metric: null, value: null, operator: null, limit: null };

/** Judges a rule on facts, once per series. */
export function judge(compiled: CompiledRule, facts: Facts): readonly Verdict[] {
  const levels = compiled.levels.map(({ severity, when }) => ({
    severity,
    outcomes: byLabels(evaluate(when, facts)),
  }));
  const clears = compiled.clear ? byLabels(evaluate(compiled.clear, facts)) : null;
  const series = new Map(
    levels.flatMap(({ outcomes }) => [...outcomes]).map(([key, one]) => [key, one.labels]),
  );
  // What has no labels is the same for every series, and is one of its own only where there are no others.
  if (series.size > 1) series.delete('');
  return [...series].map(([key, labels]) => {
    const found = levels.map(({ severity, outcomes }) => ({
      severity,
      outcome: outcomeFor(outcomes, key),
    }));
    return verdict(labels, found, clears && { outcome: outcomeFor(clears, key) });
  });
}

function outcomeFor(outcomes: ReadonlyMap<string, Outcome>, key: string): Outcome | undefined {
  return outcomes.get(key) ?? outcomes.get('');
}

type Level = { readonly severity: Severity; readonly outcome: Outcome | undefined };

function verdict(
  labels: Labels,
  levels: readonly Level[],
  clear: { readonly outcome: Outcome | undefined } | null,
): Verdict {
  const truths = levels.map(({ outcome }) => truthOf(outcome));
  const condition = anyOf(truths);
  const strongest = levels.findLast((_, index) => truths[index] === true) ?? levels[0];
  return {
    labels,
    condition,
    clears: clear === null ? negate(condition) : truthOf(clear.outcome),
    severity: strongest?.severity ?? 'warning',
    ceiling: levels.findLast((_, index) => truths[index] !== false)?.severity ?? 'info',
    evidence: evidenceOf(strongest?.outcome),
  };
}

function byLabels(outcomes: readonly Outcome[]): ReadonlyMap<string, Outcome> {
  return new Map(outcomes.map((outcome) => [labelText(outcome.labels), outcome]));
}

/** A number or text is no truth: such a rule stays unknown. */
function truthOf(outcome: Outcome | undefined): Truth {
  return typeof outcome?.value === 'boolean' ? outcome.value : 'unknown';
}

function anyOf(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes('unknown') ? 'unknown' : false;
}

function negate(truth: Truth): Truth {
  return truth === 'unknown' ? truth : !truth;
}

/** The comparison that people should see: the first that holds, else the first. */
function evidenceOf(outcome: Outcome | undefined): Evidence {
  const seen = outcome?.seen.find((one) => one.holds === true) ?? outcome?.seen[0];
  if (!seen) return NOTHING;
  const { holds: _, ...evidence } = seen;
  return evidence;
}
