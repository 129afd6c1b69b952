import type { ArithmeticOperator, CompareOperator } from './node.ts';

/** A value while it is computed; null is known to be missing, undefined is unknown. */
export type Value = number | boolean | string | null | undefined;

/** One `name operator constant` of the text (turned round when the constant stood first), with what was measured. */
export interface Comparison {
  readonly metric: string;
  /** The function over a window that gave the value, e.g. `avg(5m)`; not given when it is the metric's present value. */
  readonly window?: string;
  readonly operator: CompareOperator;
  /** null: known to be missing, or unknown. */
  readonly value: number | boolean | string | null;
  readonly limit: number | boolean | string | null;
  readonly holds: boolean | 'unknown';
}

/** Kleene's `not`. */
export function denied(value: Value): boolean | undefined {
  return typeof value === 'boolean' ? !value : undefined;
}

/** Kleene's `and`: false beats unknown. */
export function both(left: Value, right: Value): boolean | undefined {
  if (left === false || right === false) return false;
  return left === true && right === true ? true : undefined;
}

/** Kleene's `or`: true beats unknown. */
export function either(left: Value, right: Value): boolean | undefined {
  if (left === true || right === true) return true;
  return left === false && right === false ? false : undefined;
}

/**
 * Values of different types are unknown; but stored samples are numbers, so 0 and 1 equal false and true. null equals
 * only null, and only where the text says so (`withNull`).
 */
export function compared(
  operator: CompareOperator,
  left: Value,
  right: Value,
  withNull: boolean,
): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (typeof left === 'number' && typeof right === 'number') return ordered(operator, left, right);
  if (!withNull && (left === null || right === null)) return undefined;
  if (operator === '==') return equal(left, right);
  if (operator === '!=') return denied(equal(left, right));
  if (typeof left === 'string' && typeof right === 'string') return ordered(operator, left, right);
  return undefined;
}

type Known = Exclude<Value, undefined>;

function equal(left: Known, right: Known): boolean | undefined {
  if (left === null || right === null || typeof left === typeof right) return left === right;
  if (typeof left === 'string' || typeof right === 'string') return undefined;
  return Number(left) === Number(right);
}

/** Compares two numbers or two texts. */
export function ordered<T extends number | string>(
  operator: CompareOperator,
  left: T,
  right: T,
): boolean {
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
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

/** A division by zero, or anything else beyond doubles, is unknown. */
export function reckoned(
  operator: ArithmeticOperator,
  left: Value,
  right: Value,
): number | undefined {
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  const result = arithmetic(operator, left, right);
  return Number.isFinite(result) ? result : undefined;
}

function arithmetic(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
  }
}
