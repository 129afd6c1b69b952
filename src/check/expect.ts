import type { Comparison } from '../expression/compute.ts';
import { evaluate, indexFacts } from '../expression/evaluate.ts';
import { names } from '../expression/names.ts';
import type { Expression } from '../expression/parse.ts';
import { parseCondition } from '../expression/parse.ts';
import type { CheckValue } from '../model/check.ts';
import type { Fact } from '../model/sample.ts';
import { noLabels } from '../model/sample.ts';
import { cut } from './refusal.ts';

/** Conditions of a check, parsed once. */
export interface Expectations {
  readonly expect: readonly Expression[];
  readonly warn: readonly Expression[];
  /** Names that they read, each once. */
  readonly wanted: readonly string[];
}

/**
 * Parses the conditions of a check.
 *
 * @throws Error naming the text that cannot be understood; the configuration is checked before.
 */
export function expectations(check: {
  readonly expect: readonly string[];
  readonly warn: readonly string[];
}): Expectations {
  const [expect, warn] = [check.expect.map(parsed), check.warn.map(parsed)];
  return { expect, warn, wanted: [...new Set([...expect, ...warn].flatMap(names))] };
}

/** Of many checks: those that say the same share what was parsed, which takes more memory than all else of a check. */
export function sharedExpectations(): typeof expectations {
  const known = new Map<string, Expectations>();
  return (check) => {
    const key = JSON.stringify([check.expect, check.warn]);
    const found = known.get(key) ?? expectations(check);
    known.set(key, found);
    return found;
  };
}

function parsed(source: string): Expression {
  const expression = parseCondition(source);
  if (expression.kind === 'expression') return expression;
  throw new Error(`expectation “${source}”: ${expression.message}`);
}

/** What does not hold of `conditions`, one line each with the value that broke it. What is not known does not hold. */
export function broken(
  conditions: readonly Expression[],
  seen: Readonly<Record<string, CheckValue>>,
): readonly string[] {
  const labels = noLabels();
  const facts = indexFacts(
    Object.entries(seen).map(([metric, value]): Fact => ({ metric, labels, value })),
  );
  return conditions.flatMap((condition) => {
    const [outcome] = evaluate(condition, facts);
    if (outcome?.value === true) return [];
    return [reason(condition, outcome?.seen ?? [], seen)];
  });
}

function reason(
  condition: Expression,
  compared: readonly Comparison[],
  seen: Readonly<Record<string, CheckValue>>,
): string {
  const failed = compared.find(({ holds }) => holds === false);
  const absent = names(condition).filter((name) => seen[name] === undefined);
  const read = failed?.metric ?? names(condition)[0];
  const expected = `expected ${condition.source}`;
  if (absent.length > 0) return `there is no ${absent.join(', ')}, ${expected}`;
  return read === undefined ? expected : `${read} is ${shown(seen[read] ?? null)}, ${expected}`;
}

/** Characters of a text that stand in a reason. */
const MOST_SHOWN = 80;

function shown(value: CheckValue): string {
  if (typeof value === 'number') return String(Math.round(value * 1_000) / 1_000);
  if (typeof value !== 'string') return String(value);
  return `“${cut(value.replace(/\s+/g, ' ').trim(), MOST_SHOWN)}”`;
}
