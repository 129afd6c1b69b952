import type { ASTNode } from '@marcbachmann/cel-js';
import type { NumberFunction } from './node.ts';
import type { Part } from './part.ts';
import { Refusal, requireKind } from './part.ts';

export type Call = ASTNode & { readonly op: 'call' };

const NUMBER_FUNCTIONS = {
  min: 'one or more numbers',
  max: 'one or more numbers',
  abs: 'one number',
} satisfies Record<NumberFunction, string>;

const WINDOW_FUNCTIONS = new Set(
  'avg sum min max last count p50 p90 p95 p99 rate increase delta changes age stddev slope anomaly forecast'.split(
    ' ',
  ),
);

/**
 * Translates a function call; `walk` translates an argument.
 *
 * @throws Refusal
 */
export function callPart(cel: Call, walk: (argument: ASTNode) => Part): Part {
  const [name, args] = cel.args;
  const at = cel.start;
  if (name === 'm') return { node: { kind: 'name', name: quotedName(cel) }, gives: 'any', at };
  if (name === 'absent') {
    return { node: { kind: 'absent', name: quotedName(cel) }, gives: 'boolean', at };
  }
  requireKnown(cel);
  const of = args.map(walk);
  const wanted = NUMBER_FUNCTIONS[name as NumberFunction];
  for (const one of of) requireKind(one, 'number', `${name}() takes ${wanted}`);
  if (of.length === 0 || (name === 'abs' && of.length > 1)) {
    throw new Refusal(`${name}() takes ${wanted}`, at);
  }
  const node = {
    kind: 'call',
    name: name as NumberFunction,
    of: of.map((one) => one.node),
  } as const;
  return { node, gives: 'number', at };
}

function requireKnown(cel: Call): void {
  const [name, args] = cel.args;
  if (Object.hasOwn(NUMBER_FUNCTIONS, name) && !args.some(isText)) return;
  throw new Refusal(
    WINDOW_FUNCTIONS.has(name)
      ? `${name}() over a window of time is not supported yet`
      : `there is no function ${name}(); these exist: absent, m, min, max, abs`,
    cel.start,
  );
}

function quotedName(cel: Call): string {
  const [name, [first, ...more]] = cel.args;
  if (first?.op === 'value' && typeof first.args === 'string' && more.length === 0) {
    if (first.args !== '') return first.args;
  }
  throw new Refusal(`${name}() takes one metric's name in quotes, as in ${name}('x')`, cel.start);
}

function isText(cel: ASTNode): boolean {
  return cel.op === 'value' && typeof cel.args === 'string';
}
