import type { MetricDefinition, Unit } from './metric.ts';
import { described } from './metric.ts';
import type { MetricSaid, RegisteredMetric } from './metric-said.ts';

/** Who says what a metric is, the weakest first: on unit and type the stronger one is believed. */
const SOURCES = ['program', 'mapping', 'person', 'configuration', 'preset'] as const;
export type Source = (typeof SOURCES)[number];

const IN_FORCE_BY: Readonly<Record<Source, string>> = {
  program: 'as a program told',
  mapping: 'as `events` of tocsin.yaml make it',
  person: 'as a person registered it',
  configuration: 'in tocsin.yaml',
  preset: 'built in',
};

/** What there is to know of metrics, from everybody who says something. */
export interface CatalogueParts {
  /** Of two definitions of one name the last counts. */
  readonly presets: readonly MetricDefinition[];
  readonly configured: readonly MetricSaid[];
  /** What mappings of events make. */
  readonly mapped?: readonly MetricSaid[];
  readonly registered: readonly RegisteredMetric[];
}

/** Every metric that is defined. */
export interface Catalogue {
  readonly metrics: readonly MetricDefinition[];
  /** By its name, else by another name of it. */
  find(name: string): MetricDefinition | undefined;
  /** The name under which a metric is kept; a name that nobody defined is its own. */
  canonical(name: string): string;
  /** Whether a preset defines it: its kind is known even where little is said of it. */
  isBuiltIn(name: string): boolean;
  /** Undefined where nobody knows. */
  unitOf(name: string): Unit | undefined;
  /** Why what `source` says of a metric cannot be, or null. */
  contradiction(said: MetricSaid, source: Source): string | null;
}

type Saying = Partial<Readonly<Record<Source, MetricSaid>>>;

/** Puts together what presets, the configuration, people and programs say of metrics. */
export function catalogue({
  presets,
  configured,
  mapped = [],
  registered,
}: CatalogueParts): Catalogue {
  const sayings = new Map<string, Saying>();
  const add = (source: Source, said: MetricSaid) =>
    sayings.set(said.name, { ...sayings.get(said.name), [source]: said });
  for (const one of presets) {
    const { isTruth: _, ...said } = one;
    add('preset', { ...said, type: described(one).type });
  }
  for (const said of configured) add('configuration', said);
  for (const { source, said } of registered) add(source, said);
  const otherNames = new Set(
    [...sayings.values()].flatMap((all) => Object.values(all).flatMap((one) => one.aliases ?? [])),
  );
  // A mapping may write another name of a metric that somebody defined.
  for (const said of mapped) if (!otherNames.has(said.name)) add('mapping', said);
  const plain = new Map(presets.map((one) => [one.name, one]));
  const metrics = new Map(
    [...sayings].map(([name, all]) => [name, together(name, all, plain.get(name))]),
  );
  const aliases = new Map(
    [...metrics.values()].flatMap(({ name, aliases: other = [] }) =>
      other.map((one) => [one, name]),
    ),
  );
  const canonical = (name: string) => (metrics.has(name) ? name : (aliases.get(name) ?? name));
  return {
    metrics: [...metrics.values()],
    find: (name) => metrics.get(canonical(name)),
    canonical,
    isBuiltIn: (name) => plain.has(canonical(name)),
    unitOf: (name) => metrics.get(canonical(name))?.unit,
    contradiction: (said, source) =>
      takenName(said, { metrics, aliases }) ??
      otherKind(said, source, sayings.get(said.name) ?? {}) ??
      wrongBand(said, said.unit ?? metrics.get(said.name)?.unit),
  };
}

/** Presets say more of a metric than programs and mappings, and less than people; their unit and type stand above all. */
function together(
  name: string,
  { program, mapping, person, configuration }: Saying,
  preset: MetricDefinition | undefined,
): MetricDefinition {
  const said = { ...program, ...mapping, ...preset, ...person, ...configuration };
  const { type, ...rest } = { ...said, ...(preset && { unit: preset.unit }) };
  const kind = preset ? preset.type : type;
  const isTruth = preset ? preset.isTruth : kind === 'state';
  return {
    ...{ title: name, unit: 'none' },
    ...rest,
    ...(kind !== undefined && { type: kind }),
    ...(isTruth === true && { isTruth }),
    name,
  };
}

function takenName(
  { name, aliases = [] }: MetricSaid,
  known: {
    readonly metrics: ReadonlyMap<string, unknown>;
    readonly aliases: ReadonlyMap<string, string>;
  },
): string | null {
  const meant = known.aliases.get(name);
  if (meant !== undefined) return `${name} is another name of ${meant} — say it of that one`;
  for (const alias of aliases) {
    const owner = known.metrics.has(alias) ? alias : (known.aliases.get(alias) ?? name);
    if (alias === name) return `aliases: ${alias} is its name — leave it out`;
    if (owner !== name) return `aliases: ${alias} names ${owner} already — take another`;
  }
  return null;
}

/** What a stronger or equal source says of unit and type must be said again, or nothing. */
function otherKind(said: MetricSaid, source: Source, known: Saying): string | null {
  if (said.type === 'state' && said.unit !== undefined && said.unit !== 'none') {
    return `unit: a state has none, not ${said.unit} — leave the unit out`;
  }
  for (const one of SOURCES.slice(SOURCES.indexOf(source)).toReversed()) {
    for (const what of ['unit', 'type'] as const) {
      const [is, wanted] = [known[one]?.[what], said[what]];
      if (is === undefined || wanted === undefined || is === wanted) continue;
      return `${what}: ${said.name} is ${is} ${IN_FORCE_BY[one]}, not ${wanted} — ${advice(is, wanted)}`;
    }
  }
  return null;
}

function advice(is: string, wanted: string): string {
  const both = [is, wanted].sort().join();
  if (both === 'percent,ratio') {
    return `a ratio is 0 to 1, a percent 0 to 100: send ${is === 'ratio' ? 'ratios' : 'percents'}, or take another name`;
  }
  return `say ${is}, or take another name`;
}

/** A ratio never reaches a limit above 1. */
function wrongBand({ bands = [] }: MetricSaid, unit: Unit | undefined): string | null {
  const wrong = unit === 'ratio' ? bands.find(({ limit }) => Number(limit) > 1) : undefined;
  return wrong === undefined
    ? null
    : `bands: a ratio is 0 to 1, and never ${wrong.limit} — write the limit as a ratio`;
}
