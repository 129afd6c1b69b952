import type { Loaded } from '../config/config.ts';
import { explainAll } from '../config/explain.ts';
import { loadConfig } from '../config/load.ts';
import type { ExpressionFault } from '../config/references.ts';
import { names } from '../expression/names.ts';
import type { Node } from '../expression/node.ts';
import { parseCondition } from '../expression/parse.ts';
import { presets } from '../presets/all.ts';

const METRICS = presets.flatMap(({ metrics }) => metrics);

/** Refuses what is no condition, also by the kind of the metrics that are known. */
function checkExpression(source: string): ExpressionFault | null {
  const expression = parseCondition(source);
  if (expression.kind === 'problem') return expression;
  const number = bareNames(expression.root).find((name) =>
    METRICS.some((metric) => metric.name === name && metric.isTruth === undefined),
  );
  if (number === undefined) return null;
  const message = `compare it, e.g. ${number} > 90`;
  return { message, position: Math.max(0, source.indexOf(number)) };
}

/** Metrics that must hold by themselves. */
function bareNames(node: Node): string[] {
  switch (node.kind) {
    case 'name':
      return [node.name];
    case 'not':
      return bareNames(node.of);
    case 'logic':
      return [...bareNames(node.left), ...bareNames(node.right)];
    default:
      return [];
  }
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
