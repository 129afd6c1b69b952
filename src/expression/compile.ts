import type { Comparison, Value } from './compute.ts';
import { both, compared, denied, either, ordered, reckoned } from './compute.ts';
import type { Leaf } from './leaf.ts';
import type { CompareOperator, LeafNode, Node, NumberFunction, TextTest } from './node.ts';
import { leafOf } from './read.ts';
import { severalOf } from './several.ts';

/** Computes from the leaves' values, and notes what was compared. Never throws. */
export type Run = (values: readonly Value[], seen: Comparison[]) => Value;

/** An expression as functions: made once, run for every series of every round. */
export interface Program {
  /** What it reads, each once, in the order of the text. */
  readonly leaves: readonly Leaf[];
  /** Takes the leaves' values in their order. */
  readonly run: Run;
}

/**
 * Makes a tree into functions. Both sides of `and` and `or` are looked at, so that `seen` always lists every comparison.
 */
export function compile(root: Node): Program {
  const leaves: Leaf[] = [];
  const slots = new Map<string, number>();
  const slot = (node: LeafNode) => {
    const key = JSON.stringify(node);
    const known = slots.get(key);
    if (known !== undefined) return known;
    slots.set(key, leaves.length);
    return leaves.push(leafOf(node)) - 1;
  };
  const run = runOf(root, slot);
  return { leaves, run };
}

type Slot = (node: LeafNode) => number;

function runOf(node: Node, slot: Slot): Run {
  switch (node.kind) {
    case 'literal': {
      const { value } = node;
      return () => value;
    }
    case 'name':
    case 'window':
    case 'absent': {
      const index = slot(node);
      return (values) => values[index];
    }
    case 'not': {
      const of = runOf(node.of, slot);
      return (values, seen) => denied(of(values, seen));
    }
    case 'negate':
      return numeric(runOf(node.of, slot), (value) => -value);
    case 'size':
      return textual(runOf(node.of, slot), characters);
    case 'matches': {
      const { pattern } = node;
      return textual(runOf(node.of, slot), (text) => pattern.test(text));
    }
    case 'text':
      return textTest(node.test, runOf(node.of, slot), runOf(node.part, slot));
    case 'call':
      return call(
        node.name,
        node.of.map((one) => runOf(one, slot)),
      );
    case 'several':
      return severalOf(
        node.quantifier,
        node.of.map((one) => runOf(one, slot)),
      );
    case 'logic': {
      const [left, right] = [runOf(node.left, slot), runOf(node.right, slot)];
      const join = node.operator === 'and' ? both : either;
      return (values, seen) => join(left(values, seen), right(values, seen));
    }
    case 'compare':
      return comparison(node, slot);
    case 'arithmetic': {
      const { operator } = node;
      const [left, right] = [runOf(node.left, slot), runOf(node.right, slot)];
      return (values, seen) => reckoned(operator, left(values, seen), right(values, seen));
    }
    case 'choice':
      return choice(runOf(node.condition, slot), runOf(node.yes, slot), runOf(node.no, slot));
  }
}

function choice(condition: Run, yes: Run, no: Run): Run {
  return (values, seen) => {
    const holds = condition(values, seen);
    const [first, second] = [yes(values, seen), no(values, seen)];
    if (holds === true) return first;
    return holds === false ? second : undefined;
  };
}

function numeric(of: Run, result: (value: number) => number): Run {
  return (values, seen) => {
    const value = of(values, seen);
    return typeof value === 'number' ? result(value) : undefined;
  };
}

function textual(of: Run, result: (text: string) => number | boolean): Run {
  return (values, seen) => {
    const value = of(values, seen);
    return typeof value === 'string' ? result(value) : undefined;
  };
}

function textTest(test: TextTest, of: Run, part: Run): Run {
  return (values, seen) => {
    const [text, wanted] = [of(values, seen), part(values, seen)];
    if (typeof text !== 'string' || typeof wanted !== 'string') return undefined;
    switch (test) {
      case 'startsWith':
        return text.startsWith(wanted);
      case 'endsWith':
        return text.endsWith(wanted);
      case 'contains':
        return text.includes(wanted);
    }
  };
}

/** Characters as people count them, not UTF-16 units. */
function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function call(name: NumberFunction, of: readonly Run[]): Run {
  const [first] = of;
  if (name === 'abs' && first) return numeric(first, Math.abs);
  const pick = name === 'min' ? Math.min : Math.max;
  return (values, seen) => {
    const numbers = of.map((one) => one(values, seen)).filter((value) => typeof value === 'number');
    return numbers.length === of.length ? pick(...numbers) : undefined;
  };
}

const TURNED: Readonly<Record<CompareOperator, CompareOperator>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

type Compare = Node & { readonly kind: 'compare' };

function comparison(node: Compare, slot: Slot): Run {
  const { left, operator, right } = node;
  if (isSubject(left) && right.kind === 'literal') {
    return observed(slot(left), left, operator, right.value);
  }
  if (isSubject(right) && left.kind === 'literal') {
    return observed(slot(right), right, TURNED[operator], left.value);
  }
  const [one, other] = [runOf(left, slot), runOf(right, slot)];
  return (values, seen) => compared(operator, one(values, seen), other(values, seen), false);
}

type Subject = LeafNode & { readonly kind: 'name' | 'window' };

/** What a person can be shown as measured. */
function isSubject(node: Node): node is Subject {
  return node.kind === 'name' || node.kind === 'window';
}

/** A metric beside a constant: what most rules are made of. */
function observed(
  index: number,
  subject: Subject,
  operator: CompareOperator,
  limit: number | boolean | string | null,
): Run {
  const metric = subject.name;
  const window = subject.kind === 'window' ? subject.text : null;
  return (values, seen) => {
    const value = values[index];
    const result =
      typeof value === 'number' && typeof limit === 'number'
        ? ordered(operator, value, limit)
        : compared(operator, value, limit, limit === null);
    const holds = result ?? 'unknown';
    const shown = value ?? null;
    seen.push(
      window === null
        ? { metric, operator, value: shown, limit, holds }
        : { metric, window, operator, value: shown, limit, holds },
    );
    return result;
  };
}
