import type { Loaded } from '../config/config.ts';
import { explainAll } from '../config/explain.ts';
import { loadConfig } from '../config/load.ts';
import type { ExpressionFault } from '../config/references.ts';
import { names } from '../expression/names.ts';
import type { NameNode, Node } from '../expression/node.ts';
import { visit } from '../expression/node.ts';
import type { Expression } from '../expression/parse.ts';
import { parseCondition } from '../expression/parse.ts';
import { checkUnits } from '../expression/units.ts';
import type { Unit } from '../model/metric.ts';
import { presets } from '../presets/all.ts';

const METRICS = presets.flatMap(({ metrics }) => metrics);

/** Refuses what is no condition, also by the kind and the unit of the metrics that are known. */
function checkExpression(source: string): ExpressionFault | null {
  const expression = parseCondition(source);
  if (expression.kind === 'problem') return expression;
  const number = bareNames(expression.root).find(isNumber);
  if (number !== undefined) {
    const message = `compare it, e.g. ${number.name} > 90`;
    return { message, position: expression.places.get(number) ?? 0 };
  }
  return checkKinds(expression) ?? checkUnits(expression, unitOf);
}

/** Whether it is known that a metric holds numbers. */
function isNumber({ name }: NameNode): boolean {
  const known = METRICS.filter((metric) => metric.name === name);
  return known.length > 0 && known.every(({ isTruth }) => isTruth === undefined);
}

/** Finds a number that is compared with a text or a truth value, which would be unknown for ever. */
function checkKinds({ root, places }: Expression): ExpressionFault | null {
  const faults: ExpressionFault[] = [];
  const check = (name: Node, other: Node) => {
    if (name.kind !== 'name' || !isNumber(name) || !isNoNumber(other)) return;
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

/** The unit of a metric; undefined where presets give it different ones. */
function unitOf(name: string): Unit | undefined {
  const [unit, ...others] = new Set(
    METRICS.filter((one) => one.name === name).map((one) => one.unit),
  );
  return others.length === 0 ? unit : undefined;
}

function namesIn(source: string): readonly string[] {
  const expression = parseCondition(source);
  return expression.kind === 'problem' ? [] : names(expression);
}

/** Reads `.env`, the environment and `tocsin.yaml` of a folder. */
export function loadSettings(cwd: string): Promise<Loaded> {
  return loadConfig({
    cwd,
    presets: presets.map(({ name }) => name),
    presetRules: presets.flatMap(({ rules }) => rules.map(({ name }) => name)),
    checkExpression,
    metrics: { known: METRICS.map(({ name }) => name), namesIn },
  });
}

/** The configuration; null when it is refused, after each problem was said on standard error. */
export async function readConfig(cwd: string): Promise<Extract<Loaded, { kind: 'config' }> | null> {
  const loaded = await loadSettings(cwd);
  if (loaded.kind === 'config') return loaded;
  process.stderr.write(`${explainAll(loaded.problems)}\n`);
  return null;
}
