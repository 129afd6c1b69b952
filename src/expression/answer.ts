import type { Labels } from '../model/sample.ts';
import type { Outcome } from './evaluate.ts';
import { evaluate, indexFacts } from './evaluate.ts';
import { readFacts } from './given.ts';
import { parseExpression } from './parse.ts';

/** What people get who try an expression by hand; this is the printed document. */
export interface EvalAnswer {
  readonly value: Outcome['value'];
  /** Each series by itself, when there are several. */
  readonly series?: readonly { readonly labels: Labels; readonly value: Outcome['value'] }[];
  /** Why the series could not be brought together. */
  readonly reason?: string;
}

export type EvalAnswered =
  | { readonly kind: 'answer'; readonly answer: EvalAnswer }
  | { readonly kind: 'problem'; readonly message: string };

/** Evaluates the text of an expression on facts given as parsed JSON (see `readFacts`). */
export function evalAnswer(source: string, given: unknown): EvalAnswered {
  const expression = parseExpression(source);
  if (expression.kind === 'problem') {
    const { message, position } = expression;
    return { kind: 'problem', message: `character ${position + 1}: ${message}` };
  }
  const read = readFacts(given);
  if (read.kind === 'problem') return read;
  const outcomes = evaluate(expression, indexFacts(read.facts));
  const series = outcomes.map(({ labels, value }) => ({ labels, value }));
  const reason = outcomes[0]?.reason ?? null;
  return {
    kind: 'answer',
    answer: {
      value: together(outcomes),
      ...(series.length > 1 && { series }),
      ...(reason !== null && { reason }),
    },
  };
}

/** A condition holds when it holds for any series; of numbers the largest is shown, of texts the first. */
function together(outcomes: readonly Outcome[]): Outcome['value'] {
  const values = outcomes.map(({ value }) => value);
  const numbers = values.filter((value) => typeof value === 'number');
  if (values.includes(true)) return true;
  if (numbers.length > 0) return Math.max(...numbers);
  return values.includes('unknown') ? 'unknown' : (values[0] ?? 'unknown');
}
