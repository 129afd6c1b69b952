import type { ASTNode } from '@marcbachmann/cel-js';
import type { Node, Quantifier } from './node.ts';
import { compare } from './operators.ts';
import type { Items, Part, Walk } from './part.ts';
import { Refusal, requireKind } from './part.ts';

export const LIST_PLACE =
  'a list can only stand after `in`, before .exists(), .all() or .exists_one(), or in size()';

/** How many must hold, by CEL's names. */
export const QUANTIFIERS: ReadonlyMap<string, Quantifier> = new Map([
  ['exists', 'any'],
  ['all', 'all'],
  ['exists_one', 'one'],
]);

/**
 * `x in [a, b]`, written out as `x == a or x == b`.
 *
 * @throws Refusal
 */
export function listPart(cel: ASTNode & { readonly op: 'in' }, walk: Walk): Part {
  const [wanted, list] = cel.args;
  const first = walk(wanted);
  if (list.op !== 'list') {
    throw new Refusal('`in` needs a list after it, as in x in [1, 2]', list.start);
  }
  const of = list.args.map((item) => compare('==', first, walk(item)));
  return several('any', of, cel.start);
}

/**
 * `[a, b].exists(x, condition)` and its like, written out with each item in the place of `x`.
 *
 * @throws Refusal
 */
export function quantifierPart(cel: Method, walk: Walk, items: Items | null): Part {
  const [method, list, [item, condition, ...more]] = cel.args;
  const quantifier = QUANTIFIERS.get(method);
  const name = item?.op === 'id' ? item.args : null;
  if (!quantifier || list.op !== 'list' || name === null || !condition || more.length > 0) {
    const form = `[a, b].${method}(x, x > 5)`;
    const at = list.op === 'list' ? (item?.start ?? cel.start) : list.start;
    throw new Refusal(
      `.${method}() takes a list, a name for its items and a condition, as in ${form}`,
      at,
    );
  }
  const of = list.args.map((one) => {
    const part = walk(condition, { name, part: walk(one), outer: items });
    requireKind(part, 'boolean', `.${method}() needs a condition`);
    return part;
  });
  return several(quantifier, of, cel.start);
}

export type Method = ASTNode & { readonly op: 'rcall' };

function several(quantifier: Quantifier, of: readonly Part[], at: number): Part {
  const node: Node = { kind: 'several', quantifier, of: of.map((one) => one.node) };
  return { node, gives: 'boolean', at };
}

/**
 * A chain such as `system.disk.inodes` or `body.items[0].id`.
 *
 * @throws Refusal when it is none.
 */
export function dottedName(cel: ASTNode): string {
  if (cel.op === 'id') return cel.args;
  if (cel.op === '.') return `${dottedName(cel.args[0])}.${cel.args[1]}`;
  if (cel.op === '[]') return `${dottedName(cel.args[0])}[${placeIn(cel.args[1])}]`;
  throw new Refusal('only a name can be followed by a dot', cel.start);
}

function placeIn(cel: ASTNode): bigint {
  if (cel.op === 'value' && typeof cel.args === 'bigint') return cel.args;
  throw new Refusal('square brackets hold a place, as in items[0]', cel.start);
}
