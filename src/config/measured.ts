import type { MetricType } from '../model/metric.ts';
import type { MetricSaid } from '../model/metric-said.ts';
import type { ConfigProblem } from './config.ts';
import type { FileRead } from './entries.ts';
import { problem, title } from './issues.ts';
import { probeMetrics, probeUnits } from './probes.ts';
import { expressionsOf } from './rules.ts';
import { toSaid } from './storage.ts';
import { suggest } from './suggest.ts';

/** What is known of metrics without the file, and what it may say of them. */
export interface MetricNames {
  /** Names of those that are built in, other names included. */
  readonly known: readonly string[];
  /** Which metrics an expression reads. */
  namesIn(source: string): readonly string[];
  /** What is wrong with what the file says of metrics, each in its turn; null where nothing is. */
  contradictions(said: readonly MetricSaid[]): readonly (string | null)[];
  /** The type of a metric, where it is known; `defined` is what the file says of metrics. */
  typeOf(name: string, defined: readonly MetricSaid[]): MetricType | undefined;
}

/** What the file says of metrics and cannot be. */
export function contradicted(
  { source, entries }: FileRead,
  { contradictions }: MetricNames,
): readonly ConfigProblem[] {
  const all = [
    ...entries.metrics.map((entry) => ({ said: toSaid(entry), path: entry.path })),
    ...probeUnits({ entries }),
  ];
  const wrong = contradictions(all.map(({ said }) => said));
  return all.flatMap(({ path }, index) => {
    const message = wrong[index] ?? null;
    if (message === null) return [];
    const [, key = 'name'] = /^(\w+): /.exec(message) ?? [];
    return [problem(source, [...path, key], `${title(source, path)}: ${message}`)];
  });
}

/** What events are turned into and cannot be, since the metric is of another type. */
export function mistyped(
  { source, entries }: FileRead,
  { typeOf }: MetricNames,
): readonly ConfigProblem[] {
  const defined = entries.metrics.map(toSaid);
  return entries.events.flatMap(({ path, value }) =>
    (['counter', 'histogram'] as const).flatMap((made) => {
      const name = value[made];
      const type = name === undefined ? undefined : typeOf(name, defined);
      if (type === undefined || FITTING[made].includes(type)) return [];
      const message = `${name} is a ${type}, which events do not make as a ${made} — take another name`;
      return [problem(source, [...path, made], `${title(source, path)}: ${message}`)];
    }),
  );
}

/** Types of metrics that take what events are turned into. */
const FITTING: Readonly<Record<'counter' | 'histogram', readonly MetricType[]>> = {
  counter: ['counter'],
  histogram: ['histogram', 'gauge'],
};

/**
 * Names in conditions that nothing measures: `slips` are so near to a metric that it was meant, `unknown` may be
 * something that an application will report, each name once.
 */
export function unmeasured(
  { source, entries }: FileRead,
  { known: builtIn, namesIn }: MetricNames,
): { readonly slips: readonly ConfigProblem[]; readonly unknown: readonly ConfigProblem[] } {
  const own = entries.metrics.flatMap(({ value }) => [value.name, ...(value.aliases ?? [])]);
  // Metrics that come from events are measured by that.
  const made = entries.events.flatMap(({ value }) => value.counter ?? value.histogram ?? []);
  const probes = probeMetrics({ entries });
  const known = [...builtIn, ...own, ...made, ...probes.names];
  const isMeasured = (name: string) =>
    known.includes(name) || probes.prefixes.some((one) => name.startsWith(one));
  const slips: ConfigProblem[] = [];
  const unknown: ConfigProblem[] = [];
  const told = new Set<string>();
  for (const { path, text } of entries.rules.flatMap(expressionsOf)) {
    for (const name of namesIn(text).filter((one) => !isMeasured(one))) {
      const near = suggest(name, known);
      if (near !== null) {
        slips.push(problem(source, path, `nothing measures “${name}” — did you mean ${near}?`));
      } else if (!told.has(name)) {
        told.add(name);
        const message = `nothing here measures “${name}” — the rule waits until a program sends it: docs/ingest.md`;
        unknown.push(problem(source, path, message));
      }
    }
  }
  return { slips, unknown };
}
