import type { Line } from './lines.ts';
import type { SampleQuery } from './port.ts';

interface Grouping {
  add(one: Pick<Line, 'target' | 'labels'>, values: Float64Array): void;
  lines(): readonly Line[];
}

/** Gathers the values of series into lines. */
export function grouping({ aggregate }: SampleQuery): Grouping {
  if (aggregate) return aggregated(aggregate);
  const lines: Line[] = [];
  return {
    add({ target, labels }, values) {
      if (hasValue(values)) lines.push({ target, labels, values });
    },
    lines: () => lines,
  };
}

interface Group {
  readonly line: Line;
  /** Series that have a value, at each instant. */
  readonly counts: Float64Array;
}

function aggregated({ fn, by }: NonNullable<SampleQuery['aggregate']>): Grouping {
  const groups = new Map<string, Group>();
  const names = new Set(by);
  return {
    add({ target, labels }, values) {
      const shown = { target: names.has('target') ? target : null, labels: picked(labels, names) };
      const key = `${shown.target} ${shown.labels}`;
      const group = groups.get(key) ?? {
        line: { ...shown, values: new Float64Array(values.length).fill(Number.NaN) },
        counts: new Float64Array(values.length),
      };
      groups.set(key, group);
      join(fn, group, values);
    },
    lines: () =>
      [...groups.values()]
        .map(({ line, counts }) => finished(fn, line, counts))
        .filter(({ values }) => hasValue(values)),
  };
}

function hasValue(values: Float64Array): boolean {
  return values.some((value) => !Number.isNaN(value));
}

type Aggregate = NonNullable<SampleQuery['aggregate']>['fn'];

function join(fn: Aggregate, { line, counts }: Group, values: Float64Array): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const before = line.values[index] ?? Number.NaN;
    line.values[index] = Number.isNaN(before) ? value : joined(fn, before, value);
    counts[index] = (counts[index] ?? 0) + 1;
  }
}

function joined(fn: Aggregate, before: number, value: number): number {
  if (fn === 'min') return Math.min(before, value);
  return fn === 'max' ? Math.max(before, value) : before + value;
}

function finished(fn: Aggregate, line: Line, counts: Float64Array): Line {
  if (fn === 'count') return { ...line, values: counts.map((count) => count || Number.NaN) };
  if (fn !== 'avg') return line;
  return { ...line, values: line.values.map((sum, index) => sum / (counts[index] ?? 1)) };
}

function picked(labels: string, by: ReadonlySet<string>): string {
  if (by.size === 0 || labels === '{}') return '{}';
  const own = Object.entries(JSON.parse(labels) as Record<string, string>);
  return JSON.stringify(Object.fromEntries(own.filter(([name]) => by.has(name))));
}

export function topOf(lines: readonly Line[], top: number | undefined): readonly Line[] {
  if (top === undefined) return lines;
  const means = new Map(lines.map((line) => [line, meanOf(line.values)]));
  return lines
    .toSorted((one, other) => (means.get(other) ?? 0) - (means.get(one) ?? 0))
    .slice(0, top);
}

function meanOf(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
