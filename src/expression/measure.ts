import type { ASTNode } from '@marcbachmann/cel-js';
import { QUANTIFIERS } from './list.ts';
import { Refusal } from './part.ts';

/** Steps one evaluation may take, those over the items of lists counted once for each item. */
const MAX_STEPS = 10_000;

/** How large a text is, before anything is made of it. */
export interface Size {
  /** Nodes as written; a dotted name is one, texts in a call and the brackets of a list are none. */
  readonly nodes: number;
  /** At most so many nodes remain once lists are written out. */
  readonly steps: number;
}

/** Steps behind the name of an item. */
type Items = ReadonlyMap<string, number>;

/**
 * Measures CEL's tree.
 *
 * @throws Refusal at what takes more than 10,000 steps.
 */
export function measure(cel: ASTNode, items: Items = new Map()): Size {
  const size = sizeOf(cel, items);
  if (size.steps > MAX_STEPS) {
    throw new Refusal(`this takes more than ${MAX_STEPS} steps; make the lists shorter`, cel.start);
  }
  return size;
}

function sizeOf(cel: ASTNode, items: Items): Size {
  switch (cel.op) {
    case 'value':
    case '.':
    case '.?':
      return ONE;
    case 'id':
      return { nodes: 1, steps: items.get(cel.args) ?? 1 };
    case 'in':
      return membership(cel.args, items);
    case 'rcall':
      return QUANTIFIERS.has(cel.args[0])
        ? quantified(cel.args, items)
        : sum([cel.args[1], ...cel.args[2].filter(isNoText)], items, ONE);
    case 'call':
      return sum(cel.args[1].filter(isNoText), items, ONE);
    case 'list':
      return sum(cel.args, items, NONE);
    case 'map':
      return sum(cel.args.flat(), items, ONE);
    case '-_':
      return cel.args.op === 'value' ? ONE : sum([cel.args], items, ONE);
    case '!_':
      return sum([cel.args], items, ONE);
    default:
      return sum(cel.args, items, ONE);
  }
}

const NONE: Size = { nodes: 0, steps: 0 };
const ONE: Size = { nodes: 1, steps: 1 };

function sum(parts: readonly ASTNode[], items: Items, start: Size): Size {
  let { nodes, steps } = start;
  for (const part of parts) {
    const size = measure(part, items);
    nodes += size.nodes;
    steps += size.steps;
  }
  return { nodes, steps };
}

/** The left side is asked again for every item. */
function membership([wanted, list]: readonly [ASTNode, ASTNode], items: Items): Size {
  const [left, right] = [measure(wanted, items), measure(list, items)];
  const count = list.op === 'list' ? list.args.length : 1;
  return {
    nodes: 1 + left.nodes + right.nodes,
    steps: 1 + count * (1 + left.steps) + right.steps,
  };
}

/** The condition is asked for every item, each time with the item in it. */
function quantified(
  [, list, [item, condition]]: readonly [string, ASTNode, readonly ASTNode[]],
  items: Items,
): Size {
  if (list.op !== 'list' || item?.op !== 'id' || condition === undefined) return ONE;
  const each = list.args.map((one) => measure(one, items));
  const longest = Math.max(1, ...each.map(({ steps }) => steps));
  const asked = measure(condition, new Map([...items, [item.args, longest]]));
  return {
    nodes: 1 + asked.nodes + each.reduce((count, { nodes }) => count + nodes, 0),
    steps: 1 + list.args.length * asked.steps,
  };
}

function isNoText(cel: ASTNode): boolean {
  return cel.op !== 'value' || typeof cel.args !== 'string';
}
