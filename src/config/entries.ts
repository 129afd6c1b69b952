import type { z } from 'zod';
import { SEVERITIES } from '../model/alert.ts';
import { ActionEntry } from './action-schema.ts';
import { match } from './alerting-schema.ts';
import type { ConfigProblem } from './config.ts';
import { ContainersEntry } from './container-schema.ts';
import type { Path, Source } from './document.ts';
import { EscalationStepEntry } from './escalation-schema.ts';
import { EventAlert } from './event-schema.ts';
import { ExportMatch } from './export-schema.ts';
import { problem, problemsOf, unknownKey, valueAt } from './issues.ts';
import {
  HeartbeatSource,
  HttpSource,
  MetricSource,
  ProbeEntry,
  SqliteSource,
} from './probe-schema.ts';
import { LayerEntry } from './rota-schema.ts';
import { routeKeysAt } from './route-schema.ts';
import type { Section } from './schema.ts';
import { SECTIONS } from './schema.ts';

/** One entry of a section that is well formed, and where it stands. */
export interface Entry<S extends Section> {
  /** Its name; for what has none, its place. */
  readonly name: string;
  readonly path: Path;
  readonly value: z.infer<(typeof SECTIONS)[S]>;
}

export type Entries = { readonly [S in Section]: readonly Entry<S>[] };

export interface FileRead {
  readonly source: Source;
  /** Sections that the file has, even if empty. */
  readonly given: readonly Section[];
  readonly entries: Entries;
  /** Every name that was written, also of entries that are wrong elsewhere. */
  readonly names: { readonly [S in Section]: readonly string[] };
  readonly problems: readonly ConfigProblem[];
}

const NAMES = Object.keys(SECTIONS) as Section[];

/** Checks the shape of every entry by itself, so that one wrong entry does not hide the others' faults. */
export function readEntries(source: Source): FileRead {
  const problems: ConfigProblem[] = [...source.problems];
  const root = source.value;
  const isRoot = typeof root === 'object' && root !== null && !Array.isArray(root);
  if (!isRoot) problems.push(problem(source, [], 'this is no map — begin with `targets:`'));
  const present = isRoot ? Object.keys(root) : [];
  for (const key of present) {
    if (!NAMES.some((one) => one === key)) problems.push(unknownKey(source, [key], NAMES));
  }
  const read = <S extends Section>(section: S): readonly Entry<S>[] => {
    return rawEntries(source, section, problems).flatMap((raw) => {
      const entry = checkEntry(source, section, raw);
      if ('problems' in entry) problems.push(...entry.problems);
      return 'problems' in entry ? [] : [entry];
    });
  };
  const entries: Entries = {
    settings: read('settings'),
    targets: read('targets'),
    checks: read('checks'),
    rules: read('rules'),
    metrics: read('metrics'),
    events: read('events'),
    channels: read('channels'),
    routes: read('routes'),
    escalations: read('escalations'),
    reports: read('reports'),
    inhibit: read('inhibit'),
    maintenance: read('maintenance'),
    exports: read('exports'),
    alertmanagers: read('alertmanagers'),
    storage: read('storage'),
    people: read('people'),
    rotas: read('rotas'),
  };
  const names = Object.fromEntries(
    NAMES.map((section) => [section, rawEntries(source, section, []).map((one) => one.name)]),
  ) as Record<Section, string[]>;
  const given = NAMES.filter((section) => valueAt(root, [section]) != null);
  return { source, given, entries, names, problems };
}

/** Sections that are maps, each with an example of a line. */
const MAPS = {
  settings: 'remind: 4h',
  storage: 'limit: 20GB',
  channels: 'ops: {kind: ...}',
  escalations: 'night: {steps: ...}',
  rotas: 'ops: {layers: [...]}',
} as const satisfies Partial<Record<Section, string>>;

function isOneEntry(section: Section): boolean {
  return section === 'settings' || section === 'storage';
}

interface RawEntry {
  readonly name: string;
  readonly path: Path;
  readonly value: unknown;
}

/** `settings` and `storage` are one entry each, `channels`, `escalations` and `rotas` maps from a name to one, all others are lists. */
function rawEntries(source: Source, section: Section, problems: ConfigProblem[]): RawEntry[] {
  const value = valueAt(source.value, [section]);
  if (value === undefined || value === null) return [];
  const isMap = typeof value === 'object' && !Array.isArray(value);
  if (isOneEntry(section) && isMap) return [{ name: section, path: [section], value }];
  if (section in MAPS && isMap) {
    return Object.entries(value).map(([name, one]) => ({
      name,
      path: [section, name],
      value: one,
    }));
  }
  if (section in MAPS) {
    const example = MAPS[section as keyof typeof MAPS];
    problems.push(problem(source, [section], `${section} is no map — write \`${example}\``));
    return [];
  }
  if (!Array.isArray(value)) {
    const message = `${section} is no list — begin every entry with "- "`;
    problems.push(problem(source, [section], message));
    return [];
  }
  return value.map((one: unknown, index) => {
    const name = valueAt(one, ['name']);
    const path = [section, index];
    return { name: typeof name === 'string' ? name : String(index + 1), path, value: one };
  });
}

function checkEntry<S extends Section>(
  source: Source,
  section: S,
  raw: RawEntry,
): Entry<S> | { readonly problems: ConfigProblem[] } {
  const schema: z.ZodType = SECTIONS[section];
  const parsed = schema.safeParse(raw.value);
  if (parsed.success) {
    return { name: raw.name, path: raw.path, value: parsed.data as Entry<S>['value'] };
  }
  const keysAt = (inside: Path) => keysOf(section, raw.value, inside);
  return { problems: problemsOf(parsed.error, { source, path: raw.path, keysAt }) };
}

/** Of a probe, and of what stands in one. */
function probeKeys([, , key]: Path): string[] {
  const shapes = {
    http: HttpSource,
    sqlite: SqliteSource,
    heartbeat: HeartbeatSource,
    metrics: MetricSource,
  };
  const inner = Object.entries(shapes).find(([name]) => name === key)?.[1];
  return Object.keys((inner ?? ProbeEntry).shape);
}

/** Of what stands in a target. */
function targetKeys(inside: Path): string[] {
  if (inside[0] === 'probes') return probeKeys(inside);
  return Object.keys((inside[0] === 'actions' ? ActionEntry : ContainersEntry).shape);
}

/** Keys of what stands in an entry. */
function innerKeys(section: Section, inside: Path): string[] {
  switch (section) {
    case 'exports':
      return Object.keys(ExportMatch.shape);
    case 'targets':
      return targetKeys(inside);
    case 'events':
      return Object.keys(EventAlert.shape);
    case 'escalations':
      return Object.keys(EscalationStepEntry.shape);
    case 'channels':
      return [...SEVERITIES];
    case 'rotas':
      return Object.keys(LayerEntry.shape);
    default:
      // What stands in others is a match.
      return Object.keys(match('>=', '').shape);
  }
}

/** Keys that an entry may have; where they depend on its kind, those of that kind. */
function keysOf(section: Section, value: unknown, inside: Path): string[] {
  if (section === 'routes') return routeKeysAt(inside);
  if (inside.length > 0) return innerKeys(section, inside);
  const schema = SECTIONS[section];
  if ('shape' in schema) return Object.keys(schema.shape);
  const kind = valueAt(value, ['kind']);
  const option = schema.options.find((one) => one.shape.kind.value === kind);
  return Object.keys(option?.shape ?? {});
}
