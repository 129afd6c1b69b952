import type { ASTNode } from '@marcbachmann/cel-js';
import { nearest } from '../model/nearest.ts';
import { matchesPart, sizePart } from './method.ts';
import type { NumberFunction } from './node.ts';
import type { Part, Walk } from './part.ts';
import { Refusal, requireKind } from './part.ts';
import type { Call } from './window-call.ts';
import { absentPart, isText, windowPart } from './window-call.ts';
import { isWindowFunction, WINDOWS } from './windows.ts';

const NUMBER_FUNCTIONS = {
  min: 'one or more numbers',
  max: 'one or more numbers',
  abs: 'one number',
} satisfies Record<NumberFunction, string>;

/** Every function there is. */
export const FUNCTIONS: readonly string[] = [
  ...Object.keys(WINDOWS),
  ...['absent', 'm', 'abs', 'size', 'matches'],
];

/** What other languages call ours. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['average', 'avg'],
  ['mean', 'avg'],
  ['median', 'p50'],
  ['stdev', 'stddev'],
  ['deriv', 'slope'],
  ['len', 'size'],
  ['length', 'size'],
  ['regex', 'matches'],
]);

/**
 * Translates a function call; `walk` translates an argument.
 *
 * @throws Refusal
 */
export function callPart(cel: Call, walk: Walk): Part {
  const [name, args] = cel.args;
  const [first, ...more] = args;
  if (name === 'm') return quotedName(cel);
  if (name === 'absent') return absentPart(cel);
  if (name === 'matches') return matchesPart(args, walk, cel.start);
  if (name === 'size' && first && more.length === 0) return sizePart(first, walk, cel.start);
  if (isNumberFunction(name) && !args.some(isText)) return numberPart(name, cel, walk);
  if (isWindowFunction(name)) return windowPart(name, cel);
  throw new Refusal(noFunction(name, args), cel.start);
}

function isNumberFunction(name: string): name is NumberFunction {
  return Object.hasOwn(NUMBER_FUNCTIONS, name);
}

function numberPart(name: NumberFunction, cel: Call, walk: Walk): Part {
  const at = cel.start;
  const wanted = NUMBER_FUNCTIONS[name];
  const of = cel.args[1].map((argument) => walk(argument));
  for (const one of of) requireKind(one, 'number', `${name}() takes ${wanted}`);
  if (of.length === 0 || (name === 'abs' && of.length > 1)) {
    throw new Refusal(`${name}() takes ${wanted}`, at);
  }
  return { node: { kind: 'call', name, of: of.map((one) => one.node) }, gives: 'number', at };
}

function quotedName(cel: Call): Part {
  const [first, ...more] = cel.args[1];
  if (!first || !isText(first) || first.args === '' || more.length > 0) {
    throw new Refusal("m() takes one metric's name in quotes, as in m('x')", cel.start);
  }
  const node = { kind: 'name', name: first.args } as const;
  return { node, gives: 'any', at: cel.start, nameAt: first.start };
}

function noFunction(name: string, args: readonly ASTNode[]): string {
  if (name === 'abs') return 'abs() takes one number';
  if (name === 'size') return 'size() takes a list or a text, as in size([1, 2])';
  const [text, part] = args;
  if (['startsWith', 'endsWith', 'contains'].includes(name) && text && part) {
    return `there is no function ${name}(); write x.${name}('web')`;
  }
  const near = OTHER_NAMES.get(name) ?? nearest(name, FUNCTIONS);
  const hint = near ? `did you mean ${near}()?` : `these exist: ${FUNCTIONS.join(', ')}`;
  return `there is no function ${name}(); ${hint}`;
}
