import { Environment, ParseError } from '@marcbachmann/cel-js';
import { build } from './build.ts';
import type { Gives, Node } from './node.ts';
import { visit } from './node.ts';
import { Refusal } from './part.ts';
import { MAX_DEPTH, rewriteWords, TOO_DEEP } from './words.ts';

/** A checked expression, ready to be evaluated as often as wanted. */
export interface Expression {
  readonly kind: 'expression';
  readonly source: string;
  readonly root: Node;
  /** A rule's condition must give a boolean; `any` is found out when it is evaluated. */
  readonly gives: Gives;
}

/** Why a text is no expression, and where. */
export interface ExpressionProblem {
  readonly kind: 'problem';
  /** One sentence for people. */
  readonly message: string;
  /** Offset into the text as it was written, from 0. */
  readonly position: number;
}

/** Characters an expression may have. */
const MAX_LENGTH = 1_024;
/** Nodes an expression may have; a dotted name is one. */
const MAX_NODES = 200;

const TOO_MANY = `the expression has more than ${MAX_NODES} parts`;

/** CEL counts every part of a dotted name as a node and a level, so its own bounds are wider than ours. */
const cel = new Environment({
  unlistedVariablesAreDyn: true,
  limits: { maxAstNodes: MAX_LENGTH, maxDepth: 2 * MAX_DEPTH, maxCallArguments: MAX_NODES },
});

/** How CEL's parser calls its tokens, and how people do. */
const TOKENS: Readonly<Record<string, string>> = {
  EOF: 'the end',
  LPAREN: '`(`',
  RPAREN: '`)`',
  LBRACKET: '`[`',
  RBRACKET: '`]`',
  LBRACE: '`{`',
  RBRACE: '`}`',
  COMMA: '`,`',
  COLON: '`:`',
  QUESTION: '`?`',
  DOT: '`.`',
  IDENTIFIER: 'a name',
  NUMBER: 'a number',
  STRING: 'a text',
};

/**
 * Parses CEL with the words `and`, `or`, `not` beside its signs. It never throws: what cannot be understood, is too
 * large (1,024 characters, 200 nodes, 20 levels) or could never hold is a problem with its place in `source`.
 * Evaluation visits each node once per series and there are no loops, so it is bounded by these limits too.
 */
export function parseExpression(source: string): Expression | ExpressionProblem {
  if (source.length > MAX_LENGTH) {
    return problem(`the expression has more than ${MAX_LENGTH} characters`, MAX_LENGTH);
  }
  if (source.trim() === '') return problem('the expression is empty', 0);
  const rewritten = rewriteWords(source);
  if (rewritten.kind === 'problem') return rewritten;
  const place = (position: number) => rewritten.origin[position] ?? source.length;
  try {
    const { node, gives } = build(cel.parse(rewritten.text).ast);
    if (size(node) > MAX_NODES) return problem(TOO_MANY, 0);
    return { kind: 'expression', source, root: node, gives };
  } catch (error) {
    if (error instanceof Refusal) return problem(error.message, place(error.position));
    if (!(error instanceof ParseError)) throw error;
    const start = error.range?.start ?? 0;
    return problem(explain(error, rewritten.text), place(start));
  }
}

/** Parses an expression that must hold or not hold, such as a rule's; one that gives a number or a text is a problem. */
export function parseCondition(source: string): Expression | ExpressionProblem {
  const expression = parseExpression(source);
  if (expression.kind === 'problem') return expression;
  const { gives } = expression;
  if (gives === 'boolean' || gives === 'any') return expression;
  return problem(`a condition is needed, this is a ${gives}`, 0);
}

function size(root: Node): number {
  let count = 0;
  visit(root, () => count++);
  return count;
}

function explain(error: ParseError, text: string): string {
  const { start, end } = error.range ?? { start: 0, end: 0 };
  const found =
    start >= text.length ? 'the end' : `\`${text.slice(start, Math.max(end, start + 1))}\``;
  switch (error.code) {
    case 'limit_exceeded':
      return error.summary.includes('maxDepth') ? TOO_DEEP : TOO_MANY;
    case 'expected_token':
      return `expected ${expectedToken(error.summary)}, found ${found}`;
    case 'unexpected_token':
    case 'unexpected_character':
      if (start >= text.length) return `the expression ends too early${hint(text, start)}`;
      return `${found} cannot stand here${hint(text, start)}`;
    case 'reserved_identifier':
      return `${found} is a reserved word; write m('...') around a metric's name`;
    default:
      return lowerFirst(error.summary);
  }
}

function expectedToken(summary: string): string {
  const name = /^Expected (\w+)/.exec(summary)?.[1] ?? '';
  return TOKENS[name] ?? name.toLowerCase();
}

/** What people most often meant by a sign that stands in the wrong place. */
function hint(text: string, at: number): string {
  const before = text.slice(0, at).trimEnd();
  switch (text[at]) {
    case '=':
      return '; to compare, write ==';
    case '&':
    case '|':
      return '; write `and` or `or`';
    case '.':
      return '; write 0.5, not .5';
  }
  if (before.endsWith('%')) return '; write a percentage without the % sign';
  if (/\d$/.test(before) && /[a-z]/.test(text[at] ?? '')) return '; numbers carry no unit here';
  return '';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function problem(message: string, position: number): ExpressionProblem {
  return { kind: 'problem', message, position };
}
