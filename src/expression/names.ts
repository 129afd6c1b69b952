import type { Window } from './leaf.ts';
import { visit } from './node.ts';
import type { Expression } from './parse.ts';

/** Names of the metrics that an expression reads, each once, in the order of the text. */
export function names({ program }: Expression): readonly string[] {
  return [...new Set(program.leaves.map(({ metric }) => metric))];
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

/** What an expression needs to be kept of the past, one entry per function and window. */
export function windowsIn({ program }: Expression): readonly Window[] {
  return program.leaves.flatMap(({ window }) => (window === null ? [] : [window]));
}

/** What must be kept of each metric so that all of these expressions can be evaluated. */
export function wantedOf(expressions: Iterable<Expression>): ReadonlyMap<string, Window> {
  const wanted = new Map<string, Window>();
  for (const expression of expressions) {
    for (const { metric, span, silence } of windowsIn(expression)) {
      const other = wanted.get(metric);
      wanted.set(metric, {
        metric,
        span: Math.max(span, other?.span ?? 0),
        silence: Math.max(silence, other?.silence ?? 0),
      });
    }
  }
  return wanted;
}
