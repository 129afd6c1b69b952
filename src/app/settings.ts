import type { Loaded } from '../config/config.ts';
import { explainAll } from '../config/explain.ts';
import { configFile, loadConfig } from '../config/load.ts';
import type { Catalogue } from '../model/catalogue.ts';
import { catalogue } from '../model/catalogue.ts';
import { described } from '../model/metric.ts';
import type { MetricSaid } from '../model/metric-said.ts';
import { presets, SERVER_PRESET } from '../presets/all.ts';
import { self } from '../presets/self.ts';
import { checkCondition, namesIn } from './conditions.ts';
import type { ConfigFile } from './file-desk.ts';

/** Metrics that are built in. */
export const METRICS = [...presets, self].flatMap(({ metrics }) => metrics);

/** What is known once a file is read, made once for all that is looked at in it. */
function knownWith(): (configured: readonly MetricSaid[]) => Catalogue {
  let last: readonly MetricSaid[] | null = null;
  let known: Catalogue | null = null;
  return (configured) => {
    if (known === null || last !== configured) {
      known = catalogue({ presets: METRICS, configured, registered: [] });
    }
    last = configured;
    return known;
  };
}

/**
 * Reads `.env`, the environment and `tocsin.yaml` of a folder; `text` is tried instead of what the file holds, as if
 * `.env` held `variables` too.
 */
export function loadSettings(
  cwd: string,
  text?: string,
  variables?: Readonly<Record<string, string>>,
): Promise<Loaded> {
  const knowing = knownWith();
  return loadConfig({
    cwd,
    ...(text !== undefined && { text }),
    ...(variables !== undefined && { variables }),
    presets: presets.map(({ name }) => name),
    presetRules: presets.flatMap(({ rules }) => rules.map(({ name }) => name)),
    checkExpression: (source, defined) => checkCondition(source, knowing(defined)),
    hosts: {
      intervals: Object.fromEntries(
        presets.flatMap(({ name, interval }) => (interval === undefined ? [] : [[name, interval]])),
      ),
      server: SERVER_PRESET,
    },
    metrics: {
      known: METRICS.flatMap(({ name, aliases = [] }) => [name, ...aliases]),
      namesIn,
      typeOf(name, all) {
        const metrics = knowing(all);
        const one = metrics.find(name);
        return one && metrics.isBuiltIn(name) ? described(one).type : one?.type;
      },
      contradictions: (all) => all.map((said) => knowing(all).contradiction(said, 'configuration')),
    },
  });
}

/** The configuration file of a folder. */
export function settingsFile(cwd: string): ConfigFile {
  return { place: () => configFile(cwd), check: (text) => loadSettings(cwd, text) };
}

/** The configuration; null when it is refused, after each problem was said on standard error. */
export async function readConfig(cwd: string): Promise<Extract<Loaded, { kind: 'config' }> | null> {
  const loaded = await loadSettings(cwd);
  if (loaded.kind === 'config') return loaded;
  process.stderr.write(`${explainAll(loaded.problems)}\n`);
  return null;
}
