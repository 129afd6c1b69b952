import { windowsIn } from './names.ts';
import type { Expression, ExpressionProblem } from './parse.ts';
import { parseCondition } from './parse.ts';

/** Parses a condition over what is at hand and has no past, such as the fields of an event. */
export function parsePlainCondition(source: string): Expression | ExpressionProblem {
  const expression = parseCondition(source);
  if (expression.kind === 'problem' || windowsIn(expression).length === 0) return expression;
  const message = 'there is no past to look at: compare tags and fields, e.g. status >= 400';
  return { kind: 'problem', message, position: 0 };
}
