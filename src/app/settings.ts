import type { Loaded } from '../config/config.ts';
import { explainAll } from '../config/explain.ts';
import { loadConfig } from '../config/load.ts';
import { parseCondition } from '../expression/parse.ts';
import { presets } from '../presets/all.ts';

/** Reads `.env`, the environment and `tocsin.yaml` of a folder. */
export function loadSettings(cwd: string): Promise<Loaded> {
  return loadConfig({
    cwd,
    presets: presets.map(({ name }) => name),
    presetRules: presets.flatMap(({ rules }) => rules.map(({ name }) => name)),
    checkExpression(source) {
      const expression = parseCondition(source);
      return expression.kind === 'problem' ? expression : null;
    },
  });
}

/** The configuration; null when it is refused, after each problem was said on standard error. */
export async function readConfig(cwd: string): Promise<Extract<Loaded, { kind: 'config' }> | null> {
  const loaded = await loadSettings(cwd);
  if (loaded.kind === 'config') return loaded;
  process.stderr.write(`${explainAll(loaded.problems)}\n`);
  return null;
}
