import { Environment, ParseError } from '@marcbachmann/cel-js';
import { nearest } from '../model/nearest.ts';
import { build } from './build.ts';
import type { Program } from './compile.ts';
import { compile } from './compile.ts';
import { explain, MAX_NODES, TOO_MANY } from './explain.ts';
import { measure } from './measure.ts';
import type { Gives, Node } from './node.ts';
import { Refusal } from './part.ts';
import { MAX_DEPTH, rewriteWords } from './words.ts';

/** A checked expression, ready to be evaluated as often as wanted. */
export interface Expression {
  readonly kind: 'expression';
  readonly source: string;
  readonly root: Node;
  /** A rule's condition must give a boolean; `any` is found out when it is evaluated. */
  readonly gives: Gives;
  /** Where each metric and constant of the tree stands in `source`, from 0. */
  readonly places: ReadonlyMap<Node, number>;
  /** The tree as functions. */
  readonly program: Program;
}

/** Why a text is no expression, and where. */
export interface ExpressionProblem {
  readonly kind: 'problem';
  /** One sentence for people. */
  readonly message: string;
  /** Offset into the text as it was written, from 0. */
  readonly position: number;
}

export interface ParseOptions {
  /** Metrics that exist; a name of any other is a problem. Not given: every name will do. */
  readonly metrics?: readonly string[];
  /** The name under which a metric is kept, for one of its other names. */
  readonly canonical?: (metric: string) => string;
}

/** Characters an expression may have. */
const MAX_LENGTH = 1_024;

/** CEL counts every part of a dotted name as a node and a level, so its own bounds are wider than ours. */
const cel = new Environment({
  unlistedVariablesAreDyn: true,
  limits: { maxAstNodes: MAX_LENGTH, maxDepth: 2 * MAX_DEPTH, maxCallArguments: MAX_NODES },
});

/**
 * Parses CEL with the words `and`, `or`, `not` beside its signs. It never throws: what cannot be understood, is too
 * large (1,024 characters, 200 nodes, 20 levels, 10,000 steps) or could never hold is a problem with its place in
 * `source`. Lists are written out here, so evaluation visits each node once per series and has no loops, but those over
 * the points of a window.
 */
export function parseExpression(
  source: string,
  options: ParseOptions = {},
): Expression | ExpressionProblem {
  if (source.length > MAX_LENGTH) {
    return problem(`the expression has more than ${MAX_LENGTH} characters`, MAX_LENGTH);
  }
  if (source.trim() === '') return problem('the expression is empty', 0);
  const rewritten = rewriteWords(source);
  if (rewritten.kind === 'problem') return rewritten;
  const place = (position: number) => rewritten.origin[position] ?? source.length;
  try {
    const { ast } = cel.parse(rewritten.text);
    const { nodes } = measure(ast);
    const places = new Map<Node, number>();
    const { node, gives } = build(ast, {
      found: (one, position) => places.set(one, place(position)),
      canonical: options.canonical ?? ((name) => name),
    });
    if (nodes > MAX_NODES) return problem(TOO_MANY, 0);
    const program = compile(node);
    const read: Expression = {
      kind: 'expression',
      source,
      root: node,
      gives,
      places,
      program,
    };
    return unknownMetric(read, options) ?? read;
  } catch (error) {
    if (error instanceof Refusal) return problem(error.message, place(error.position));
    if (!(error instanceof ParseError)) throw error;
    const start = error.range?.start ?? 0;
    return problem(explain(error, rewritten.text), place(start));
  }
}

/** Parses an expression that must hold or not hold, such as a rule's; one that gives a number or a text is a problem. */
export function parseCondition(
  source: string,
  options: ParseOptions = {},
): Expression | ExpressionProblem {
  const expression = parseExpression(source, options);
  if (expression.kind === 'problem') return expression;
  const { gives } = expression;
  if (gives === 'boolean' || gives === 'any') return expression;
  return problem(`a condition is needed, this is a ${gives}`, 0);
}

function unknownMetric(
  { places }: Expression,
  { metrics }: ParseOptions,
): ExpressionProblem | null {
  if (metrics === undefined) return null;
  for (const [node, position] of places) {
    if (node.kind === 'literal' || !('name' in node) || metrics.includes(node.name)) continue;
    const near = nearest(node.name, metrics);
    const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
    return problem(`there is no metric \`${node.name}\`${hint}`, position);
  }
  return null;
}

function problem(message: string, position: number): ExpressionProblem {
  return { kind: 'problem', message, position };
}
