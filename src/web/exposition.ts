import type { MetricType } from '../model/metric.ts';
import type { Labels } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import {
  escaped,
  familyName,
  labelsText,
  prometheusLabels,
  prometheusName,
} from '../report/export/names.ts';

/** Metrics of one name, as they are shown to a scraper. */
export interface Family {
  /** Legal; a counter's ends with `_total`. */
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly help: string;
  readonly samples: readonly FamilySample[];
}

export interface FamilySample {
  /** What stands behind the family's name, of a histogram. */
  readonly suffix?: '_bucket' | '_count' | '_sum';
  readonly labels: Labels;
  readonly value: number;
  /** When it was measured; null: just now. */
  readonly at: Instant | null;
}

/** The newest value of one series. */
export interface Newest {
  readonly target: string;
  readonly metric: string;
  readonly labels: Labels;
  readonly value: number;
  readonly at: Instant;
}

/** What is known of a metric, for its HELP line. */
export interface Described {
  readonly title: string;
  readonly type: MetricType;
}

export type Format = 'openmetrics' | 'prometheus';

export const CONTENT_TYPE = {
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
} as const satisfies Record<Format, string>;

/** What a scraper asks for; https://prometheus.io/docs/instrumenting/content_negotiation/ */
export function formatFor(accept: string | undefined): Format {
  const wanted = (accept ?? '')
    .split(',')
    .find((one) => /application\/openmetrics-text/i.test(one));
  return wanted === undefined || /;\s*q=0(\.0*)?\s*$/.test(wanted) ? 'prometheus' : 'openmetrics';
}

/** Brings series of one name together, under legal names and in base units; of what becomes the same the first stays. */
export function familiesOf(
  all: readonly Newest[],
  describe: (metric: string) => Described | null,
): readonly Family[] {
  const families = new Map<string, Omit<Family, 'samples'> & { samples: FamilySample[] }>();
  const taken = new Set<string>();
  for (const one of all) {
    const known = describe(one.metric);
    const { name, factor, isCounter } = prometheusName(one.metric, known?.type === 'counter');
    const labels = prometheusLabels(one.target, one.labels);
    const id = name + labelsText(labels);
    if (taken.has(id)) continue;
    taken.add(id);
    const help = known?.title ?? `${one.metric}, as it was sent`;
    const family = families.get(name) ?? {
      ...{ name, help, samples: [] },
      type: isCounter ? ('counter' as const) : ('gauge' as const),
    };
    family.samples.push({ labels, value: one.value / factor, at: one.at });
    families.set(name, family);
  }
  return [...families.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/**
 * Families that can stand in one text, by name: of one name the first stays, and nothing else is called as a part of a
 * histogram.
 */
export function together(...all: readonly (readonly Family[])[]): readonly Family[] {
  const flat = all.flat();
  const parts = new Set(
    flat
      .filter(({ type }) => type === 'histogram')
      .flatMap(({ name }) => ['_bucket', '_count', '_sum'].map((end) => name + end)),
  );
  const families = new Map<string, Family>();
  for (const one of flat) {
    if (!parts.has(one.name) && !families.has(one.name)) families.set(one.name, one);
  }
  return [...families.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The text that a scraper reads; each series with the time it was measured, so that nothing old passes for new. */
export function exposition(families: readonly Family[], format: Format): string {
  const isOpen = format === 'openmetrics';
  const shown = isOpen ? withoutTwins(families) : families;
  const lines = shown.flatMap(({ name, type, help, samples }) => {
    const family = familyName(name, isOpen && type === 'counter');
    return [
      `# HELP ${family} ${isOpen ? escaped(help) : escaped(help).replaceAll('\\"', '"')}`,
      `# TYPE ${family} ${type}`,
      ...samples.map(
        (one) =>
          `${name}${one.suffix ?? ''}${labelsText(one.labels)} ${one.value}${timeOf(one, isOpen)}`,
      ),
    ];
  });
  return [...lines, ...(isOpen ? ['# EOF'] : []), ''].join('\n');
}

/** What is no counter and called as the family of one gives way. */
function withoutTwins(families: readonly Family[]): readonly Family[] {
  const counters = new Set(
    families.filter(({ type }) => type === 'counter').map(({ name }) => familyName(name, true)),
  );
  return families.filter(({ name, type }) => type === 'counter' || !counters.has(name));
}

/** Seconds in OpenMetrics, milliseconds in the older format. */
function timeOf({ at }: FamilySample, isOpen: boolean): string {
  if (at === null) return '';
  return ` ${isOpen ? at / 1_000 : at}`;
}
