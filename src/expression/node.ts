export type LogicOperator = 'and' | 'or';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';
export type NumberFunction = 'min' | 'max' | 'abs';

/** What an expression gives, as far as its text tells; a name can hold anything. */
export type Gives = 'boolean' | 'number' | 'string' | 'null' | 'any';

/** The syntax tree that is evaluated. Numbers are doubles; a dotted name is one node. */
export type Node =
  | { readonly kind: 'literal'; readonly value: number | boolean | string | null }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'absent'; readonly name: string }
  | { readonly kind: 'not'; readonly of: Node }
  | { readonly kind: 'negate'; readonly of: Node }
  | { readonly kind: 'call'; readonly name: NumberFunction; readonly of: readonly Node[] }
  | {
      readonly kind: 'logic';
      readonly operator: LogicOperator;
      readonly left: Node;
      readonly right: Node;
    }
  | {
      readonly kind: 'compare';
      readonly operator: CompareOperator;
      readonly left: Node;
      readonly right: Node;
    }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Node;
      readonly right: Node;
    }
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
      return [];
    case 'not':
    case 'negate':
      return [node.of];
    case 'call':
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
