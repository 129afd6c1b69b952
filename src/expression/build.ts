import type { ASTNode } from '@marcbachmann/cel-js';
import { callPart } from './call.ts';
import { dottedName, LIST_PLACE, listPart } from './list.ts';
import { methodPart } from './method.ts';
import type { Gives, Node } from './node.ts';
import { arithmetic, choice, compare, logic, negate, not } from './operators.ts';
import type { Items, Part, Walk } from './part.ts';
import { itemNamed, Refusal } from './part.ts';
import { MAX_DEPTH, TOO_DEEP } from './words.ts';

/** What a translation is told and tells. */
interface Outside {
  /** Told where each metric and constant stands in the text that CEL saw. */
  found(node: Node, position: number): void;
  /** The name under which a metric is kept. */
  canonical(name: string): string;
}

interface Context extends Outside {
  readonly depth: number;
  readonly items: Items | null;
  /** Metrics and constants that were translated, by where they are written: a list's condition is walked many times. */
  readonly known: Map<ASTNode, Part>;
}

/**
 * Translates CEL's syntax tree into ours; refuses what cannot be evaluated or could never hold. What is asked of the
 * items of a list is written out, so there are no loops: measure the tree first.
 *
 * @throws Refusal with the place.
 */
export function build(cel: ASTNode, outside: Outside): Part {
  return translate(cel, { depth: 0, items: null, known: new Map(), ...outside });
}

function translate(cel: ASTNode, context: Context): Part {
  if (context.depth > MAX_DEPTH) throw new Refusal(TOO_DEEP, cel.start);
  const known = context.known.get(cel);
  if (known) return known;
  const part = renamed(partOf(cel, context), context);
  if (isLeaf(part.node) && isFixed(cel, context.items)) {
    context.known.set(cel, part);
    context.found(part.node, part.nameAt ?? part.at);
  }
  return part;
}

function renamed(part: Part, { canonical }: Context): Part {
  const { node } = part;
  if (!('name' in node) || node.kind === 'call') return part;
  const name = canonical(node.name);
  return name === node.name ? part : { ...part, node: { ...node, name } };
}

/** Whether it is the same for every item of a list. */
function isFixed(cel: ASTNode, items: Items | null): boolean {
  if (cel.op === '-_') return cel.args.op === 'value';
  return cel.op !== 'id' || !itemNamed(cel.args, items);
}

function isLeaf({ kind }: Node): boolean {
  return kind === 'literal' || kind === 'name' || kind === 'window' || kind === 'absent';
}

function partOf(cel: ASTNode, context: Context): Part {
  const beside = (child: ASTNode) => translate(child, context);
  const below: Walk = (child, items = context.items) =>
    translate(child, { ...context, depth: context.depth + 1, items });
  switch (cel.op) {
    case 'value':
      return literal(cel);
    case 'id':
    case '.':
      return named(cel, context.items);
    case 'call':
      return callPart(cel, below);
    case 'rcall':
      return methodPart(cel, below, context.items);
    case 'in':
      return listPart(cel, below);
    case '!_':
      return not(cel.start, below(cel.args));
    case '-_':
      return negate(cel.start, below(cel.args));
    case '?:':
      return choice(below(cel.args[0]), below(cel.args[1]), below(cel.args[2]));
    case '&&':
      return logic('and', beside(cel.args[0]), below(cel.args[1]));
    case '||':
      return logic('or', beside(cel.args[0]), below(cel.args[1]));
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(cel.op, beside(cel.args[0]), below(cel.args[1]));
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return arithmetic(cel.op, beside(cel.args[0]), below(cel.args[1]));
    case 'list':
      throw new Refusal(LIST_PLACE, cel.start);
    case 'map':
      throw new Refusal('maps are not supported', cel.start);
    case '[]':
      return named(cel, context.items);
    default:
      throw new Refusal('this is not supported', cel.pos);
  }
}

function literal(cel: ASTNode & { op: 'value' }): Part {
  const at = cel.start;
  const value = typeof cel.args === 'bigint' ? Number(cel.args) : cel.args;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new Refusal('this number is too large', at);
  }
  if (value !== null && typeof value === 'object') {
    const what = value instanceof Uint8Array ? 'bytes are' : 'unsigned numbers are';
    throw new Refusal(`${what} not supported; leave the letter out`, at);
  }
  return { node: { kind: 'literal', value }, gives: kindOf(value), at };
}

function kindOf(value: string | number | boolean | null): Gives {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'boolean' : 'number';
}

/**
 * The whole dotted chain is one name. Values have no fields, so the longest name is always the one that is meant:
 * `system.disk` and `system.disk.inodes` can both exist.
 */
function named(cel: ASTNode, items: Items | null): Part {
  const name = dottedName(cel);
  const item = itemNamed(name, items);
  if (item) return { ...item, at: cel.start };
  const [first = ''] = name.split('.');
  if (itemNamed(first, items)) {
    throw new Refusal(
      `\`${first}\` stands for an item of the list here; it has no parts`,
      cel.start,
    );
  }
  return { node: { kind: 'name', name }, gives: 'any', at: cel.start };
}
