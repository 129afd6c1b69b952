import type {
  DeclaredByTarget,
  DeclaredProbe,
  Heartbeat,
  OwnProbe,
  ProbeSource,
} from '../model/declared-probe.ts';
import type { MetricSaid } from '../model/metric-said.ts';
import type { ConfigProblem } from './config.ts';
import type { Path } from './document.ts';
import type { Entry, FileRead } from './entries.ts';
import { problem, title } from './issues.ts';
import type { ProbeEntry } from './probe-schema.ts';

type TargetValue = Entry<'targets'>['value'];

/** What a target declares; undefined when it can declare nothing. */
export function toDeclared(value: TargetValue): DeclaredByTarget | undefined {
  if (value.kind !== 'local' && value.kind !== 'ssh') return undefined;
  return { path: value.path ?? null, probes: (value.probes ?? []).map(toOwn) };
}

/** Probes of an entry; only hosts have some. */
export function probesOf(value: TargetValue): readonly ProbeEntry[] {
  return value.kind === 'local' || value.kind === 'ssh' ? (value.probes ?? []) : [];
}

function toOwn(entry: ProbeEntry): OwnProbe {
  const source = sourceOf(entry);
  if (source === null) return { name: entry.name, off: true };
  const given: Partial<DeclaredProbe> = {
    ...(entry.parse !== undefined && { format: entry.parse }),
    ...(entry.pattern !== undefined && { pattern: entry.pattern, format: 'regex' }),
    ...(entry.separator !== undefined && { separator: entry.separator }),
    ...(entry.labels !== undefined && { labels: entry.labels }),
    ...metricsOf(entry),
    ...(entry.event !== undefined && { event: entry.event }),
    ...(entry.every !== undefined && { every: entry.every }),
    ...(entry.timeout !== undefined && { timeout: entry.timeout }),
  };
  return { ...given, name: entry.name, source };
}

function sourceOf({ run, http, sqlite, heartbeat }: ProbeEntry): ProbeSource | null {
  if (run !== undefined) return { kind: 'run', command: run };
  if (http !== undefined) return { kind: 'http', ...http };
  if (sqlite !== undefined) return { kind: 'sqlite', ...sqlite };
  return heartbeat === undefined ? null : { kind: 'heartbeat', heartbeat: beatOf(heartbeat) };
}

function beatOf(beat: NonNullable<ProbeEntry['heartbeat']>): Heartbeat {
  const { file, log, json = '', field = '' } = beat;
  if (file !== undefined) return { from: 'file', file };
  if (log !== undefined) return { from: 'log', file: log, pattern: beat.pattern ?? null };
  return { from: 'json', file: json, field };
}

function metricsOf({ metric, metrics, heartbeat }: ProbeEntry): Partial<DeclaredProbe> {
  const as = heartbeat === undefined ? 'value' : 'age';
  if (metric !== undefined) return { metrics: [{ metric, from: '', as }] };
  if (metrics === undefined) return {};
  return {
    metrics: Object.entries(metrics).map(([one, { from, as: kind }]) => ({
      metric: one,
      from,
      as: kind,
    })),
  };
}

interface SaidAt {
  readonly said: MetricSaid;
  readonly path: Path;
}

/** What probes say of the units of metrics, once for each metric. */
export function probeUnits({ entries }: Pick<FileRead, 'entries'>): readonly SaidAt[] {
  const written = new Set(entries.metrics.map(({ value }) => value.name));
  const all = entries.targets.flatMap(({ path, value }) =>
    probesOf(value).flatMap((entry, place) =>
      unitsOf(entry).map((said) => ({ said, path: [...path, 'probes', place] })),
    ),
  );
  const byName = new Map(all.map((one) => [one.said.name, one]));
  return [...byName.values()].filter(({ said }) => !written.has(said.name));
}

function unitsOf({ name, metric, metrics, unit }: ProbeEntry): readonly MetricSaid[] {
  const named = Object.entries(metrics ?? {}).map(([one, source]) => ({
    name: one,
    unit: 'unit' in source && source.unit !== undefined ? source.unit : unit,
  }));
  const single = metrics === undefined ? [{ name: metric ?? name, unit }] : [];
  return [...named, ...single].flatMap(({ name: one, unit: said }) =>
    said === undefined ? [] : [{ name: one, unit: said }],
  );
}

/** Names of metrics that probes give, and beginnings of names where the answer itself names them. */
export function probeMetrics({ entries }: Pick<FileRead, 'entries'>): {
  readonly names: readonly string[];
  readonly prefixes: readonly string[];
} {
  const all = entries.targets.flatMap(({ value }) => probesOf(value));
  return {
    names: all.flatMap(({ name, metric, metrics }) => [
      metric ?? name,
      ...Object.keys(metrics ?? {}),
    ]),
    prefixes: all.map(({ name }) => `${name}.`),
  };
}

/** Two probes of one name on a target. */
export function repeatedProbes({ source, entries }: FileRead): readonly ConfigProblem[] {
  return entries.targets.flatMap(({ path, value }) =>
    probesOf(value).flatMap(({ name }, place, all) => {
      if (all.findIndex((one) => one.name === name) === place) return [];
      const at = [...path, 'probes', place];
      const message = `${title(source, at)}: the name \`${name}\` stands there already — write another name`;
      return [problem(source, at, message)];
    }),
  );
}
