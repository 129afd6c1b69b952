import type { ASTNode } from '@marcbachmann/cel-js';
import { nearest } from '../model/nearest.ts';
import type { Method } from './list.ts';
import { dottedName, QUANTIFIERS, quantifierPart } from './list.ts';
import type { TextTest } from './node.ts';
import type { Items, Part, Walk } from './part.ts';
import { Refusal, requireKind } from './part.ts';
import { compilePattern } from './pattern.ts';
import { isWindowFunction } from './windows.ts';

const TEXT_TESTS = ['startsWith', 'endsWith', 'contains'] satisfies readonly TextTest[];
const METHODS = ['matches', ...TEXT_TESTS, ...QUANTIFIERS.keys(), 'size'];

/**
 * Translates `x.method(...)`; `walk` translates what is in it.
 *
 * @throws Refusal
 */
export function methodPart(cel: Method, walk: Walk, items: Items | null): Part {
  const [name, receiver, args] = cel.args;
  if (QUANTIFIERS.has(name)) return quantifierPart(cel, walk, items);
  if (name === 'size' && args.length === 0) return sizePart(receiver, walk, cel.start);
  if (name === 'matches') return matchesPart([receiver, ...args], walk, cel.start);
  const test = TEXT_TESTS.find((one) => one === name);
  if (test) return textPart(test, { receiver, args, at: cel.start }, walk);
  throw new Refusal(noMethod(name, receiver), cel.pos);
}

/**
 * `size(...)` of a list, which is known at once, or of a text.
 *
 * @throws Refusal
 */
export function sizePart(of: ASTNode, walk: Walk, at: number): Part {
  if (of.op === 'list') {
    for (const item of of.args) walk(item);
    return { node: { kind: 'literal', value: of.args.length }, gives: 'number', at };
  }
  const text = walk(of);
  requireKind(text, 'string', 'size() takes a list or a text');
  return { node: { kind: 'size', of: text.node }, gives: 'number', at };
}

/**
 * `matches(x, 'pattern')`, in either way of writing it. The pattern may match anywhere in the text.
 *
 * @throws Refusal, at the pattern when that is wrong.
 */
export function matchesPart(
  [of, pattern, ...more]: readonly ASTNode[],
  walk: Walk,
  at: number,
): Part {
  if (!of || pattern?.op !== 'value' || typeof pattern.args !== 'string' || more.length > 0) {
    const form = "as in matches(x, '^web-[0-9]+$')";
    throw new Refusal(
      `matches() takes a text and a pattern in quotes, ${form}`,
      pattern?.start ?? at,
    );
  }
  const text = walk(of);
  requireKind(text, 'string', 'matches() takes a text first');
  const compiled = compilePattern(pattern.args);
  if (compiled.kind === 'problem') throw new Refusal(compiled.message, pattern.start);
  const node = { kind: 'matches', of: text.node, pattern: compiled.pattern } as const;
  return { node, gives: 'boolean', at };
}

interface TextCall {
  readonly receiver: ASTNode;
  readonly args: readonly ASTNode[];
  readonly at: number;
}

function textPart(test: TextTest, { receiver, args, at }: TextCall, walk: Walk): Part {
  const [argument, ...more] = args;
  if (!argument || more.length > 0) {
    throw new Refusal(`.${test}() takes one text, as in x.${test}('web')`, at);
  }
  const [of, part] = [walk(receiver), walk(argument)];
  requireKind(of, 'string', `.${test}() stands behind a text`);
  requireKind(part, 'string', `.${test}() takes a text`);
  return { node: { kind: 'text', test, of: of.node, part: part.node }, gives: 'boolean', at };
}

function noMethod(name: string, receiver: ASTNode): string {
  if (isWindowFunction(name) && (receiver.op === 'id' || receiver.op === '.')) {
    return `there is no .${name}(); write ${name}('${dottedName(receiver)}', '5m')`;
  }
  const near = nearest(name, METHODS);
  const hint = near ? `did you mean .${near}()?` : `these exist: ${METHODS.join(', ')}`;
  return `there is no .${name}(); ${hint}`;
}
