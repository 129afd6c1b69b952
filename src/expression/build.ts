import type { ASTNode } from '@marcbachmann/cel-js';
import { callPart } from './call.ts';
import type { ArithmeticOperator, CompareOperator, Gives, LogicOperator, Node } from './node.ts';
import type { Part } from './part.ts';
import { Refusal, requireComparable, requireKind } from './part.ts';
import { MAX_DEPTH, TOO_DEEP } from './words.ts';

/**
 * Translates CEL's syntax tree into ours; refuses what cannot be evaluated or could never hold.
 *
 * @throws Refusal with the place.
 */
export function build(cel: ASTNode, depth = 0): Part {
  if (depth > MAX_DEPTH) {
    throw new Refusal(TOO_DEEP, cel.start);
  }
  const below = (child: ASTNode) => build(child, depth + 1);
  switch (cel.op) {
    case 'value':
      return literal(cel);
    case 'id':
    case '.':
      return { node: { kind: 'name', name: dottedName(cel) }, gives: 'any', at: cel.start };
    case 'call':
      return callPart(cel, below);
    case '!_':
      return not(cel.start, below(cel.args));
    case '-_':
      return negate(cel.start, below(cel.args));
    case '?:':
      return choice(below(cel.args[0]), below(cel.args[1]), below(cel.args[2]));
    case '&&':
      return logic('and', build(cel.args[0], depth), below(cel.args[1]));
    case '||':
      return logic('or', build(cel.args[0], depth), below(cel.args[1]));
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(cel.op, build(cel.args[0], depth), below(cel.args[1]));
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return arithmetic(cel.op, build(cel.args[0], depth), below(cel.args[1]));
    default:
      throw new Refusal(`${unsupported(cel)} not supported yet`, cel.pos);
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
 * The whole dotted chain. Values have no fields, so the longest name is always the one that is meant: `system.disk` and
 * `system.disk.inodes` can both exist.
 */
function dottedName(cel: ASTNode): string {
  if (cel.op === 'id') return cel.args;
  if (cel.op === '.') return `${dottedName(cel.args[0])}.${cel.args[1]}`;
  throw new Refusal('only a name can be followed by a dot', cel.start);
}

function not(at: number, of: Part): Part {
  requireKind(of, 'boolean', '`not` needs a condition after it');
  return { node: { kind: 'not', of: of.node }, gives: 'boolean', at };
}

function negate(at: number, of: Part): Part {
  requireKind(of, 'number', 'a minus sign needs a number after it');
  const { node } = of;
  const negative: Node =
    node.kind === 'literal' && typeof node.value === 'number'
      ? { kind: 'literal', value: -node.value }
      : { kind: 'negate', of: node };
  return { node: negative, gives: 'number', at };
}

function choice(condition: Part, yes: Part, no: Part): Part {
  requireKind(condition, 'boolean', '`?` needs a condition before it');
  const node: Node = { kind: 'choice', condition: condition.node, yes: yes.node, no: no.node };
  return { node, gives: yes.gives === no.gives ? yes.gives : 'any', at: condition.at };
}

function logic(operator: LogicOperator, first: Part, second: Part): Part {
  requireKind(first, 'boolean', `\`${operator}\` needs a condition on both sides`);
  requireKind(second, 'boolean', `\`${operator}\` needs a condition on both sides`);
  const node: Node = { kind: 'logic', operator, left: first.node, right: second.node };
  return { node, gives: 'boolean', at: first.at };
}

function compare(operator: CompareOperator, first: Part, second: Part): Part {
  requireComparable(operator, first, second);
  const node: Node = { kind: 'compare', operator, left: first.node, right: second.node };
  return { node, gives: 'boolean', at: first.at };
}

function arithmetic(operator: ArithmeticOperator, first: Part, second: Part): Part {
  requireKind(first, 'number', `\`${operator}\` needs a number on both sides`);
  requireKind(second, 'number', `\`${operator}\` needs a number on both sides`);
  const node: Node = { kind: 'arithmetic', operator, left: first.node, right: second.node };
  return { node, gives: 'number', at: first.at };
}

function unsupported(cel: ASTNode): string {
  switch (cel.op) {
    case 'rcall':
      return `.${cel.args[0]}() is`;
    case 'in':
      return '`in` is';
    case 'list':
      return 'lists are';
    case 'map':
      return 'maps are';
    default:
      return 'square brackets are';
  }
}
