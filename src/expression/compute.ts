import { assertNever } from '../model/assert-never.ts';
import type { ArithmeticOperator, CompareOperator, Node, NumberFunction } from './node.ts';

/** A value while it is computed; null is known to be missing, undefined is unknown. */
export type Value = number | boolean | string | null | undefined;

/** One `name operator constant` of the text (turned round when the constant stood first), with what was measured. */
export interface Comparison {
  readonly metric: string;
  readonly operator: CompareOperator;
  /** null: known to be missing, or unknown. */
  readonly value: number | boolean | string | null;
  readonly limit: number | boolean | string | null;
  readonly holds: boolean | 'unknown';
}

const TURNED: Readonly<Record<CompareOperator, CompareOperator>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/**
 * Computes one node over one set of values. Both sides of `and` and `or` are looked at, so that `seen` always lists
 * every comparison. Never throws.
 */
export function compute(
  node: Node,
  read: (name: string) => Value,
  seen: (comparison: Comparison) => void,
): Value {
  const below = (child: Node) => compute(child, read, seen);
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'name':
      return read(node.name);
    case 'absent':
      return isMissing(read(node.name));
    case 'not':
      return denied(below(node.of));
    case 'negate':
      return finite(numbers([below(node.of)])?.map((value) => -value)[0]);
    case 'call':
      return applied(node.name, numbers(node.of.map(below)));
    case 'logic':
      return node.operator === 'and'
        ? conjunction(below(node.left), below(node.right))
        : denied(conjunction(denied(below(node.left)), denied(below(node.right))));
    case 'compare': {
      const [left, right] = [below(node.left), below(node.right)];
      const holds = compared(node.operator, left, right, isNull(node.left) || isNull(node.right));
      report(node, { left, right, holds }, seen);
      return holds;
    }
    case 'arithmetic':
      return reckoned(node.operator, numbers([below(node.left), below(node.right)]));
    case 'choice': {
      const [condition, yes, no] = [below(node.condition), below(node.yes), below(node.no)];
      if (condition === true) return yes;
      return condition === false ? no : undefined;
    }
    default:
      return assertNever(node);
  }
}

function isMissing(value: Value): boolean | undefined {
  return value === undefined ? undefined : value === null;
}

function denied(value: Value): boolean | undefined {
  return typeof value === 'boolean' ? !value : undefined;
}

/** Kleene's `and`: false beats unknown. */
function conjunction(left: Value, right: Value): boolean | undefined {
  if (left === false || right === false) return false;
  return left === true && right === true ? true : undefined;
}

function isNull(node: Node): boolean {
  return node.kind === 'literal' && node.value === null;
}

/** Values of different types are unknown; but stored samples are numbers, so 0 and 1 equal false and true. */
function compared(
  operator: CompareOperator,
  left: Value,
  right: Value,
  withNull: boolean,
): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (!withNull && (left === null || right === null)) return undefined;
  if (operator === '==') return equal(left, right);
  if (operator === '!=') return denied(equal(left, right));
  if (typeof left === 'number' && typeof right === 'number') return ordered(operator, left, right);
  if (typeof left === 'string' && typeof right === 'string') return ordered(operator, left, right);
  return undefined;
}

type Known = Exclude<Value, undefined>;

function equal(left: Known, right: Known): boolean | undefined {
  if (left === null || right === null || typeof left === typeof right) return left === right;
  if (typeof left === 'string' || typeof right === 'string') return undefined;
  return Number(left) === Number(right);
}

function ordered<T extends number | string>(
  operator: '<' | '<=' | '>' | '>=',
  left: T,
  right: T,
): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

function numbers(values: readonly Value[]): number[] | undefined {
  const found = values.filter((value) => typeof value === 'number');
  return found.length === values.length ? found : undefined;
}

function reckoned(operator: ArithmeticOperator, sides: number[] | undefined): number | undefined {
  const [left, right] = sides ?? [];
  if (left === undefined || right === undefined) return undefined;
  switch (operator) {
    case '+':
      return finite(left + right);
    case '-':
      return finite(left - right);
    case '*':
      return finite(left * right);
    case '/':
      return finite(left / right);
    case '%':
      return finite(left % right);
  }
}

function applied(name: NumberFunction, values: number[] | undefined): number | undefined {
  if (values === undefined) return undefined;
  switch (name) {
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
    case 'abs':
      return values.map(Math.abs)[0];
  }
}

/** A division by zero, or anything else beyond doubles, is unknown. */
function finite(value: number | undefined): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function report(
  node: Node & { kind: 'compare' },
  result: { left: Value; right: Value; holds: boolean | undefined },
  seen: (comparison: Comparison) => void,
): void {
  const { left, right } = node;
  const holds = result.holds ?? 'unknown';
  if (left.kind === 'name' && right.kind === 'literal') {
    const value = result.left ?? null;
    seen({ metric: left.name, operator: node.operator, value, limit: right.value, holds });
  }
  if (left.kind === 'literal' && right.kind === 'name') {
    const value = result.right ?? null;
    const operator = TURNED[node.operator];
    seen({ metric: right.name, operator, value, limit: left.value, holds });
  }
}
