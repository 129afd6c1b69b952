import { type Labels, labelText } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { boundOf, boundText, prometheusLabels, prometheusName } from '../report/export/names.ts';
import type { Described, Family, FamilySample, Newest } from './exposition.ts';
import type { Histogram } from './histograms.ts';

/** One histogram as it is shown: how many values are at or below each bound, ascending, the last one infinite. */
interface Shown {
  readonly target: string;
  readonly metric: string;
  readonly labels: Labels;
  readonly buckets: readonly (readonly [bound: number, count: number])[];
  readonly sum: number | null;
  readonly at: Instant | null;
}

/** What was counted since the process started; of targets that are watched no more nothing. */
export function countedFamilies(
  all: Iterable<Histogram>,
  targetName: (id: number) => string | null,
  describe: (metric: string) => Described | null,
): readonly Family[] {
  const shown = [...all].flatMap(({ target, counts, bounds, ...rest }): Shown[] => {
    const name = targetName(target);
    if (name === null) return [];
    let total = 0;
    const buckets = [...bounds, Number.POSITIVE_INFINITY].map((bound, at) => {
      total += counts[at] ?? 0;
      return [bound, total] as const;
    });
    return [{ ...rest, target: name, buckets, at: null }];
  });
  return familiesFrom(shown, describe);
}

/**
 * Histograms that came as series of their own, `<name>_bucket` with the label `le`, `<name>_sum` and `<name>_count`, and
 * what is left. What does not make a whole histogram is left as it came.
 */
export function pushedFamilies(
  all: readonly Newest[],
  describe: (metric: string) => Described | null,
): { readonly families: readonly Family[]; readonly rest: readonly Newest[] } {
  const groups = Map.groupBy(
    all.filter((one) => BUCKET.test(one.metric) && one.labels['le'] !== undefined),
    (one) => keyOf(one.metric.replace(BUCKET, ''), one),
  );
  if (groups.size === 0) return { families: [], rest: all };
  const plain = new Map(all.map((one) => [keyOf(one.metric, one), one]));
  const used = new Set<Newest>();
  const shown = [...groups.values()].flatMap((buckets): Shown[] => {
    const [first] = buckets;
    if (!first) return [];
    const metric = first.metric.replace(BUCKET, '');
    const [sum, count] = ['_sum', '_count'].map((end) => plain.get(keyOf(metric + end, first)));
    const whole = wholeBuckets(buckets, count);
    if (whole === null) return [];
    const members = [...buckets, sum, count].filter((one) => one !== undefined);
    for (const one of members) used.add(one);
    const at = Math.max(...members.map((one) => one.at));
    const labels = withoutBound(first.labels);
    return [{ target: first.target, metric, labels, buckets: whole, sum: sum?.value ?? null, at }];
  });
  return {
    families: familiesFrom(shown, describe),
    rest: all.filter((one) => !used.has(one)),
  };
}

const BUCKET = /_bucket$/;

function keyOf(metric: string, { target, labels }: Pick<Newest, 'target' | 'labels'>): string {
  return `${metric}\n${target}\n${labelText(withoutBound(labels))}`;
}

function withoutBound({ le: _, ...rest }: Labels): Labels {
  return rest;
}

/** Ascending with the infinite one at the end; null when a bound is no number, the total is missing, or a count falls. */
function wholeBuckets(all: readonly Newest[], count: Newest | undefined): Shown['buckets'] | null {
  const bounds = new Map(all.map(({ labels, value }) => [boundOf(labels['le'] ?? ''), value]));
  const total = bounds.get(Number.POSITIVE_INFINITY) ?? count?.value;
  if (bounds.has(Number.NaN) || total === undefined) return null;
  bounds.set(Number.POSITIVE_INFINITY, total);
  const sorted = [...bounds].sort(([one], [other]) => (one < other ? -1 : 1));
  const rises = sorted.every(([, value], at) => value >= (sorted[at - 1]?.[1] ?? 0));
  return rises ? sorted : null;
}

function familiesFrom(
  all: readonly Shown[],
  describe: (metric: string) => Described | null,
): readonly Family[] {
  const families = new Map<string, Family & { samples: FamilySample[] }>();
  const taken = new Set<string>();
  for (const one of all) {
    const { name, factor } = prometheusName(one.metric, false);
    const labels = prometheusLabels(one.target, one.labels);
    const id = `${name}\n${labelText(labels)}`;
    if (taken.has(id)) continue;
    taken.add(id);
    const help = describe(one.metric)?.title ?? `${one.metric}, as it was sent`;
    const family = families.get(name) ?? { name, type: 'histogram', help, samples: [] };
    family.samples.push(...samplesOf(one, labels, factor));
    families.set(name, family);
  }
  return [...families.values()];
}

function samplesOf({ buckets, sum, at }: Shown, labels: Labels, factor: number): FamilySample[] {
  const total = buckets.at(-1)?.[1] ?? 0;
  return [
    ...buckets.map(([bound, value]): FamilySample => {
      return { suffix: '_bucket', labels: { ...labels, le: boundText(bound / factor) }, value, at };
    }),
    { suffix: '_count', labels, value: total, at },
    ...(sum === null ? [] : [{ suffix: '_sum', labels, value: sum / factor, at } as const]),
  ];
}
