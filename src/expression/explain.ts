import type { ParseError } from '@marcbachmann/cel-js';
import { TOO_DEEP } from './words.ts';

/** Nodes an expression may have; a dotted name is one. */
export const MAX_NODES = 200;

export const TOO_MANY = `the expression has more than ${MAX_NODES} parts`;

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

/** One sentence for people about what CEL's parser did not understand in `text`. */
export function explain(error: ParseError, text: string): string {
  const { start, end } = error.range ?? { start: 0, end: 0 };
  const found =
    start >= text.length ? 'the end' : `\`${text.slice(start, Math.max(end, start + 1))}\``;
  switch (error.code) {
    case 'limit_exceeded':
      return error.summary.includes('maxDepth') ? TOO_DEEP : TOO_MANY;
    case 'expected_token':
      return `expected ${expectedToken(error.summary)}, found ${found}${windowHint(text, start)}`;
    case 'unexpected_token':
    case 'unexpected_character':
      if (start >= text.length) return `the expression ends too early${hint(text, start)}`;
      return `${found} cannot stand here${hint(text, start)}`;
    case 'invalid_macro_argument':
      return 'name the items first, as in [1, 2].exists(x, x > 1)';
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

/** Prometheus writes `avg(x[5m])`. */
function windowHint(text: string, at: number): string {
  return /\[\s*\d+$/.test(text.slice(0, at)) ? "; a window is written avg('x', '5m')" : '';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
