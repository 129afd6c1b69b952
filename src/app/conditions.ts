import type { ExpressionFault } from '../config/references.ts';
import { names } from '../expression/names.ts';
import type { NameNode, Node } from '../expression/node.ts';
import { visit } from '../expression/node.ts';
import type { Expression } from '../expression/parse.ts';
import { parseCondition } from '../expression/parse.ts';
import { checkUnits } from '../expression/units.ts';
import type { Catalogue } from '../model/catalogue.ts';

/** Refuses what is no condition, also by the kind and the unit of the metrics that are known. */
export function checkCondition(source: string, known: Catalogue): ExpressionFault | null {
  const expression = parseCondition(source);
  if (expression.kind === 'problem') return expression;
  const number = bareNames(expression.root).find(({ name }) => isNumber(known, name));
  if (number !== undefined) {
    const message = `compare it, e.g. ${number.name} > 90`;
    return { message, position: expression.places.get(number) ?? 0 };
  }
  return checkKinds(expression, known) ?? checkUnits(expression, known.unitOf);
}

/** Names of the metrics that a text reads; none when it cannot be understood. */
export function namesIn(source: string): readonly string[] {
  const expression = parseCondition(source);
  return expression.kind === 'problem' ? [] : names(expression);
}

/** Whether it is known that a metric holds numbers. */
function isNumber({ find, isBuiltIn }: Catalogue, name: string): boolean {
  const found = find(name);
  if (found === undefined || found.isTruth) return false;
  return isBuiltIn(name) || found.type !== undefined || found.unit !== 'none';
}

/** Finds a number that is compared with a text or a truth value, which would be unknown for ever. */
function checkKinds({ root, places }: Expression, known: Catalogue): ExpressionFault | null {
  const faults: ExpressionFault[] = [];
  const check = (name: Node, other: Node) => {
    if (name.kind !== 'name' || !isNumber(known, name.name) || !isNoNumber(other)) return;
    const message = `${name.name} is a number: compare it with one`;
    faults.push({ message, position: places.get(other) ?? 0 });
  };
  visit(root, (node) => {
    if (node.kind !== 'compare') return;
    check(node.left, node.right);
    check(node.right, node.left);
  });
  return faults[0] ?? null;
}

function isNoNumber(node: Node): boolean {
  return node.kind === 'literal' && ['string', 'boolean'].includes(typeof node.value);
}

/** Metrics that must hold by themselves. */
function bareNames(node: Node): NameNode[] {
  switch (node.kind) {
    case 'name':
      return [node];
    case 'not':
      return bareNames(node.of);
    case 'logic':
      return [...bareNames(node.left), ...bareNames(node.right)];
    default:
      return [];
  }
}
