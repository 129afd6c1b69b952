import type { ArithmeticOperator, CompareOperator, LogicOperator, Node } from './node.ts';
import type { Part } from './part.ts';
import { requireComparable, requireKind } from './part.ts';

/** Joins translated parts by an operator; each throws a Refusal where the parts do not fit. */
export function not(at: number, of: Part): Part {
  requireKind(of, 'boolean', '`not` needs a condition after it');
  return { node: { kind: 'not', of: of.node }, gives: 'boolean', at };
}

export function negate(at: number, of: Part): Part {
  requireKind(of, 'number', 'a minus sign needs a number after it');
  const { node } = of;
  const negative: Node =
    node.kind === 'literal' && typeof node.value === 'number'
      ? { kind: 'literal', value: -node.value }
      : { kind: 'negate', of: node };
  return { node: negative, gives: 'number', at };
}

export function choice(condition: Part, yes: Part, no: Part): Part {
  requireKind(condition, 'boolean', '`?` needs a condition before it');
  const node: Node = { kind: 'choice', condition: condition.node, yes: yes.node, no: no.node };
  return { node, gives: yes.gives === no.gives ? yes.gives : 'any', at: condition.at };
}

export function logic(operator: LogicOperator, first: Part, second: Part): Part {
  requireKind(first, 'boolean', `\`${operator}\` needs a condition on both sides`);
  requireKind(second, 'boolean', `\`${operator}\` needs a condition on both sides`);
  const node: Node = { kind: 'logic', operator, left: first.node, right: second.node };
  return { node, gives: 'boolean', at: first.at };
}

export function compare(operator: CompareOperator, first: Part, second: Part): Part {
  requireComparable(operator, first, second);
  const node: Node = { kind: 'compare', operator, left: first.node, right: second.node };
  return { node, gives: 'boolean', at: first.at };
}

export function arithmetic(operator: ArithmeticOperator, first: Part, second: Part): Part {
  requireKind(first, 'number', `\`${operator}\` needs a number on both sides`);
  requireKind(second, 'number', `\`${operator}\` needs a number on both sides`);
  const node: Node = { kind: 'arithmetic', operator, left: first.node, right: second.node };
  return { node, gives: 'number', at: first.at };
}
