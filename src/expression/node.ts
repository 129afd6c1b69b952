import type { RE2JS } from 're2js';
import type { WindowFunction } from './windows.ts';

export type LogicOperator = 'and' | 'or';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';
export type NumberFunction = 'min' | 'max' | 'abs';
export type TextTest = 'startsWith' | 'endsWith' | 'contains';
/** How many of several conditions must hold. */
export type Quantifier = 'any' | 'all' | 'one';

/** What an expression gives, as far as its text tells; a name can hold anything. */
export type Gives = 'boolean' | 'number' | 'string' | 'null' | 'any';

/** What each point is asked by `share('x', '1h', '> 5')`. */
export interface PointTest {
  readonly operator: CompareOperator;
  readonly limit: number;
}

export interface NameNode {
  readonly kind: 'name';
  readonly name: string;
}

export interface AbsentNode {
  readonly kind: 'absent';
  readonly name: string;
  /** Milliseconds without a sample that make it absent; null: the default. */
  readonly span: number | null;
}

/** A function over the recent points of one metric. */
export interface WindowNode {
  readonly kind: 'window';
  /** The metric's. */
  readonly name: string;
  readonly function: WindowFunction;
  /** Milliseconds to look back; null: as far as there is. */
  readonly span: number | null;
  /** Only for `share`; null: the point is not zero. */
  readonly test: PointTest | null;
  /** For people, without the metric, e.g. `avg(5m)`. */
  readonly text: string;
}

/** What reads a metric. */
export type LeafNode = NameNode | AbsentNode | WindowNode;

/** Operators between two values. */
type Pair<Kind extends string, Operator extends string> = {
  readonly kind: Kind;
  readonly operator: Operator;
  readonly left: Node;
  readonly right: Node;
};

/**
 * The syntax tree that is evaluated. Numbers are doubles; a dotted name is one node; lists are gone, since all that is
 * asked of them is written out.
 */
export type Node =
  | { readonly kind: 'literal'; readonly value: number | boolean | string | null }
  | LeafNode
  | { readonly kind: 'not'; readonly of: Node }
  | { readonly kind: 'negate'; readonly of: Node }
  | { readonly kind: 'size'; readonly of: Node }
  | { readonly kind: 'matches'; readonly of: Node; readonly pattern: RE2JS }
  | {
      readonly kind: 'text';
      readonly test: TextTest;
      readonly of: Node;
      readonly part: Node;
    }
  | { readonly kind: 'call'; readonly name: NumberFunction; readonly of: readonly Node[] }
  | { readonly kind: 'several'; readonly quantifier: Quantifier; readonly of: readonly Node[] }
  | Pair<'logic', LogicOperator>
  | Pair<'compare', CompareOperator>
  | Pair<'arithmetic', ArithmeticOperator>
  | {
      readonly kind: 'choice';
      readonly condition: Node;
      readonly yes: Node;
      readonly no: Node;
    };

/** Nodes directly below `node`, left to right. */
function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
    case 'absent':
    case 'window':
      return [];
    case 'not':
    case 'negate':
    case 'size':
    case 'matches':
      return [node.of];
    case 'text':
      return [node.of, node.part];
    case 'call':
    case 'several':
      return node.of;
    case 'choice':
      return [node.condition, node.yes, node.no];
    case 'logic':
    case 'compare':
    case 'arithmetic':
      return [node.left, node.right];
  }
}

/** Calls `seen` with `node` and everything below it, in the order of the text. */
export function visit(node: Node, seen: (node: Node) => void): void {
  seen(node);
  for (const child of children(node)) visit(child, seen);
}
