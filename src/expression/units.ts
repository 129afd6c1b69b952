import type { Unit } from '../model/metric.ts';
import type { Node } from './node.ts';
import { visit } from './node.ts';
import type { Expression, ExpressionProblem } from './parse.ts';
import { WINDOWS } from './windows.ts';

/** The unit of a metric; undefined when nobody knows it. */
export type UnitOf = (metric: string) => Unit | undefined;

/**
 * Finds a ratio that is compared with a number above 1, which it never reaches. Looks at a metric, or a function over
 * its window, beside a constant; null when all is well.
 */
export function checkUnits({ root, places }: Expression, unitOf: UnitOf): ExpressionProblem | null {
  let found: ExpressionProblem | null = null;
  visit(root, (node) => {
    if (found !== null || node.kind !== 'compare') return;
    const [subject, constant] =
      node.left.kind === 'literal' ? [node.right, node.left] : [node.left, node.right];
    if (constant.kind !== 'literal' || typeof constant.value !== 'number') return;
    if (constant.value <= 1 || !isRatio(subject, unitOf)) return;
    const message = `a ratio is 0 to 1: ${advice(constant.value)}`;
    found = { kind: 'problem', message, position: places.get(constant) ?? 0 };
  });
  return found;
}

function isRatio(node: Node, unitOf: UnitOf): boolean {
  if (node.kind === 'name') return unitOf(node.name) === 'ratio';
  if (node.kind !== 'window') return false;
  const { unit } = WINDOWS[node.function];
  return unit === 'ratio' || (unit === 'same' && unitOf(node.name) === 'ratio');
}

function advice(value: number): string {
  return value <= 100
    ? `write ${Number((value / 100).toPrecision(6))}, not ${value}`
    : `write a number up to 1, not ${value}`;
}
