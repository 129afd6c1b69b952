import type { Severity } from './alert.ts';
import { nearest } from './nearest.ts';

/** Units a metric can have; a number keeps its metric's declared unit everywhere. */
export const UNITS = [
  ...(['percent', 'ratio', 'bytes', 'bytes/s', 'count'] as const),
  ...(['seconds', 'ms', 'points', 'none'] as const),
] as const;
export type Unit = (typeof UNITS)[number];

/** `counter` only grows, and begins anew at a restart; `state` holds or does not hold. */
export const METRIC_TYPES = ['gauge', 'counter', 'histogram', 'state'] as const;
export type MetricType = (typeof METRIC_TYPES)[number];

export type Operator = '>' | '>=' | '<' | '<=' | '==' | '!=';

/** From where on a metric is no longer good, in the metric's unit. Several of one level: any of them is enough. */
export interface MetricBand {
  readonly level: 'warning' | 'critical';
  /** What is compared: the newest value, or a figure over the last hour. */
  readonly of: 'value' | 'avg' | 'p95' | 'p99';
  readonly operator: Operator;
  readonly limit: number | boolean;
}

export interface MetricDefinition {
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  /** It holds or does not hold, and is no number. */
  readonly isTruth?: true;
  /** `state` for a truth, else `gauge`, unless given. */
  readonly type?: MetricType;
  /** What it belongs to, such as `system`, `network`, `application`, `health`, `self`; `custom` unless given. */
  readonly category?: string;
  /** Label names that tell its series apart. */
  readonly tags?: readonly string[];
  /** Usual limits; what the rules of a target say comes first. */
  readonly bands?: readonly MetricBand[];
  /** For people: what it is, what moves it, what to do. */
  readonly explanation?: string;
  /** One of the few that say how things are. */
  readonly isKey?: true;
  /** Where it runs out, such as a disk at 100 % or a balance at 0, and from which side it comes there. */
  readonly end?: { readonly at: number; readonly by: 'rising' | 'falling' };
  /** Other names that people and older files use for it, of the same unit. */
  readonly aliases?: readonly string[];
}

/** A definition with everything said. */
export type DescribedMetric = Required<Omit<MetricDefinition, 'isTruth' | 'isKey' | 'end'>> & {
  readonly isTruth: boolean;
  readonly isKey: boolean;
};

export function described(metric: MetricDefinition): DescribedMetric {
  return {
    isTruth: false,
    type: metric.isTruth ? 'state' : 'gauge',
    category: 'custom',
    tags: [],
    bands: [],
    explanation: '',
    isKey: false,
    aliases: [],
    ...metric,
  };
}

/** What is known of a metric that is reported and that nobody defined. */
export function undefinedMetric(name: string): MetricDefinition {
  return { name, title: name, unit: 'none' };
}

export type ResolvedMetric<Metric> =
  | { readonly kind: 'metric'; readonly metric: Metric }
  | { readonly kind: 'unknown'; readonly near: string | null };

/** Finds a metric by its name, else by an alias, whatever the case; else says which was most likely meant. */
export function resolveMetric<Metric extends Pick<MetricDefinition, 'name' | 'aliases'>>(
  typed: string,
  metrics: readonly Metric[],
): ResolvedMetric<Metric> {
  const wanted = typed.trim().toLowerCase();
  const isWanted = (name: string) => name.toLowerCase() === wanted;
  const metric =
    metrics.find(({ name }) => name === typed) ??
    metrics.find(({ name }) => isWanted(name)) ??
    metrics.find(({ aliases }) => aliases?.some(isWanted));
  if (metric) return { kind: 'metric', metric };
  return { kind: 'unknown', near: meant(wanted.slice(0, LONGEST), metrics) };
}

/** Longer words are compared by their beginning, and longer names are not suggested. */
const LONGEST = 64;

/** The last part of a name is what people remember: `cpu` stands for `system.cpu`. An alias gives its metric's name. */
function meant(
  typed: string,
  metrics: readonly Pick<MetricDefinition, 'name' | 'aliases'>[],
): string | null {
  const names = metrics.map(({ name }) => name).filter(({ length }) => length <= LONGEST);
  const word = lastPart(typed);
  const byLast = (last: string | undefined) => names.find((name) => lastPart(name) === last);
  const aliases = metrics.flatMap((one) => one.aliases ?? []);
  const near =
    byLast(word) ??
    nearest(typed, [...names, ...aliases]) ??
    byLast(nearest(word, names.map(lastPart)));
  if (near === undefined) return null;
  return metrics.find((one) => one.aliases?.includes(near))?.name ?? near;
}

function lastPart(name: string): string {
  return name.split('.').at(-1) ?? name;
}

/** The strongest level whose limit a newest value breaks; null when there is none for it. */
export function standing(
  value: number | boolean,
  bands: readonly MetricBand[],
): 'good' | MetricBand['level'] | null {
  const own = bands.filter((one) => one.of === 'value');
  if (own.length === 0) return null;
  const broken = own.filter((one) => breaks(value, one)).map(({ level }) => level);
  if (broken.includes('critical')) return 'critical';
  return broken.length > 0 ? 'warning' : 'good';
}

function breaks(measured: number | boolean, { operator, limit }: MetricBand): boolean {
  const value = typeof limit === 'boolean' ? Boolean(measured) : Number(measured);
  switch (operator) {
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '==':
      return value === limit;
    case '!=':
      return value !== limit;
    default:
      return operator satisfies never;
  }
}

const LEVEL_OF = {
  info: 'warning',
  warning: 'warning',
  error: 'critical',
  critical: 'critical',
  emergency: 'critical',
} as const satisfies Record<Severity, MetricBand['level']>;

const PLAIN =
  /^(?:(avg|p95|p99)\('([^']+)', *'1h'\)|([\w.]+)) *(>=|<=|==|!=|>|<) *(-?\d+(?:\.\d+)?|true|false)$/;

/** Bands that conditions set for a metric; those that compare more than it with a constant set none. */
export function bandsIn(
  levels: readonly { readonly severity: Severity; readonly when: string }[],
  metric: string,
): readonly MetricBand[] {
  return levels.flatMap(({ severity, when }): MetricBand[] => {
    const [, figure, over, name, operator, constant = ''] = PLAIN.exec(when.trim()) ?? [];
    if ((over ?? name) !== metric) return [];
    const limit =
      constant === 'true' || constant === 'false' ? constant === 'true' : Number(constant);
    return [
      {
        level: LEVEL_OF[severity],
        of: (figure ?? 'value') as MetricBand['of'],
        operator: operator as Operator,
        limit,
      },
    ];
  });
}
