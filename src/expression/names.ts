import { visit } from './node.ts';
import type { Expression } from './parse.ts';

/** Names of the metrics that an expression reads, each once, in the order of the text. */
export function names(expression: Expression): readonly string[] {
  const found = new Set<string>();
  visit(expression.root, (node) => {
    if (node.kind === 'name' || node.kind === 'absent') found.add(node.name);
  });
  return [...found];
}

/** Names whose absence an expression asks for, by `absent('x')` or by comparing with null. */
export function absenceNames(expression: Expression): readonly string[] {
  const found = new Set<string>();
  visit(expression.root, (node) => {
    if (node.kind === 'absent') found.add(node.name);
    if (node.kind !== 'compare') return;
    const [name, other] =
      node.left.kind === 'name' ? [node.left, node.right] : [node.right, node.left];
    if (name.kind === 'name' && other.kind === 'literal' && other.value === null) {
      found.add(name.name);
    }
  });
  return [...found];
}
