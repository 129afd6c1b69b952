import type { ASTNode } from '@marcbachmann/cel-js';
import type { CompareOperator, Gives, Node } from './node.ts';

/** A translated node, what it gives, and where it starts in the text that CEL saw. */
export interface Part {
  readonly node: Node;
  readonly gives: Gives;
  readonly at: number;
  /** Where the metric's name starts, when that is elsewhere. */
  readonly nameAt?: number;
}

/** What the name of an item stands for, inside of `[...].exists(x, ...)` and its like; the innermost first. */
export interface Items {
  readonly name: string;
  readonly part: Part;
  readonly outer: Items | null;
}

export function itemNamed(name: string, items: Items | null): Part | undefined {
  for (let one = items; one !== null; one = one.outer) if (one.name === name) return one.part;
  return undefined;
}

/** Translates what stands one level below. */
export type Walk = (child: ASTNode, items?: Items | null) => Part;

/** Stops the translation at a place that cannot be understood; the parser turns it into a value. */
export class Refusal extends Error {
  /** Offset in the text that CEL saw. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/**
 * Checks that `part` can give what is wanted there.
 *
 * @throws Refusal that begins with `message`.
 */
export function requireKind(part: Part, wanted: Gives, message: string): void {
  if (part.gives === wanted || part.gives === 'any') return;
  throw new Refusal(`${message}, this is a ${part.gives}`, part.at);
}

/**
 * Refuses comparisons that no facts could ever make true.
 *
 * @throws Refusal
 */
export function requireComparable(operator: CompareOperator, first: Part, second: Part): void {
  if (first.gives === 'null' || second.gives === 'null') {
    requireNameBesideNull(operator, first, second);
    return;
  }
  if (operator !== '==' && operator !== '!=') {
    requireNoCondition(operator, first);
    requireNoCondition(operator, second);
  }
  const kinds = [first.gives, second.gives];
  if (kinds.includes('any') || !kinds.includes('string') || first.gives === second.gives) return;
  const what = `a ${first.gives} with a ${second.gives}`;
  throw new Refusal(`\`${operator}\` compares ${what}, which never match`, second.at);
}

function requireNoCondition(operator: CompareOperator, side: Part): void {
  if (side.gives !== 'boolean') return;
  const chain = side.node.kind === 'compare' ? '; write `1 < x and x < 5` for a range' : '';
  throw new Refusal(`\`${operator}\` cannot compare a condition${chain}`, side.at);
}

function requireNameBesideNull(operator: CompareOperator, first: Part, second: Part): void {
  const [isNull, other] = first.gives === 'null' ? [first, second] : [second, first];
  if (other.node.kind === 'name' && (operator === '==' || operator === '!=')) return;
  throw new Refusal('only a name can be compared with null, by == or !=', isNull.at);
}
