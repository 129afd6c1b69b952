import type { Check } from '../model/check.ts';
import type { Labels } from '../model/sample.ts';
import type {
  Source,
  SourceFamily,
  SourceGroup,
  SourceQuestion,
  SourceState,
} from '../model/source.ts';
import { freshnessOf, gapsIn } from '../model/source.ts';
import type { Target } from '../model/target.ts';
import type { Clock, Instant } from '../model/time.ts';
import { DAY, HOUR, SECOND } from '../model/time.ts';
import type { Samples } from '../store/ports.ts';
import type { Live } from './live.ts';
import { newestPoints } from './newest-points.ts';

/** A source that gave nothing for so long is none any more. */
const FORGOTTEN = 7 * DAY;
/** Points of an hour that gaps are looked for in: one a second. */
const MOST_POINTS = 3_600;

/** Sources of a target by their names, each with when its newest data are from. */
export async function sourcesOf(
  samples: Pick<Samples, 'query'>,
  target: number,
  { metric, label, as }: SourceQuestion,
  now: Instant,
): Promise<readonly Source[]> {
  const asked = { metric, target, window: FORGOTTEN, at: now };
  const newest = new Map<string, Instant>();
  for (const { labels, value, at } of await newestPoints(samples, asked)) {
    const name = labels[label];
    if (name === undefined) continue;
    const from = as === 'age' ? at - Math.round(value * SECOND) : at;
    newest.set(name, Math.max(from, newest.get(name) ?? Number.NEGATIVE_INFINITY));
  }
  return [...newest].sort().map(([name, at]) => ({ name, at }));
}

/** How old the data of a target's sources are: those that its preset knows, and those that its checks ask for. */
export function freshnessReader(deps: {
  readonly samples: Pick<Samples, 'query' | 'series' | 'points'>;
  readonly live: Pick<Live, 'config' | 'judges'>;
  readonly clock: Pick<Clock, 'now'>;
}): (target: Target) => Promise<readonly SourceGroup[]> {
  const { samples, live, clock } = deps;
  return async (target) => {
    const now = clock.now();
    const families = familiesOf(
      live.judges().presetOf(target).sources ?? [],
      live.config().checks.filter((check) => check.target === target.name),
    );
    const groups: SourceGroup[] = [];
    for (const family of families) {
      const found = await sourcesOf(samples, target.id, family, now);
      if (found.length === 0) continue;
      const more = await measuredOf(samples, target.id, family, now);
      const sources = found.map(({ name, at }): SourceState => {
        const age = Math.max(0, now - at);
        return { name, at, age, freshness: freshnessOf(age, family), ...more(name) };
      });
      groups.push({ family, sources });
    }
    return groups;
  };
}

/** A check on the sources of a preset says their limits anew. */
function familiesOf(
  preset: readonly SourceFamily[],
  checks: readonly Check[],
): readonly SourceFamily[] {
  const asked = checks
    .filter(({ kind, off }) => kind === 'freshness' && !off)
    // Sound: its kind has parsed them.
    .map(({ options }) => options as unknown as SourceFamily);
  const isSame = (a: SourceFamily, b: SourceFamily) => a.metric === b.metric && a.label === b.label;
  return [
    ...preset.map((one) => ({ ...one, ...asked.find((other) => isSame(one, other)) })),
    ...asked.filter((one) => !preset.some((other) => isSame(one, other))),
  ];
}

type More = Pick<SourceState, 'latency' | 'gaps' | 'rows'>;

async function measuredOf(
  samples: Pick<Samples, 'query' | 'series' | 'points'>,
  target: number,
  family: SourceFamily,
  now: Instant,
): Promise<(name: string) => More> {
  const newest = async (metric: string | undefined) => {
    if (metric === undefined) return () => null;
    const points = await newestPoints(samples, { metric, target, window: HOUR, at: now });
    // What has no such label is said of them all.
    const of = (name: string) =>
      points.find(({ labels }) => labels[family.label] === name) ??
      points.find(({ labels }) => labels[family.label] === undefined);
    return (name: string) => of(name)?.value ?? null;
  };
  const [latency, said, rows] = [
    await newest(family.latency),
    await newest(family.gaps),
    await newest(family.rows),
  ];
  const counted = await gapsFrom(samples, target, family, now);
  return (name) => ({
    latency: latency(name),
    gaps: said(name) ?? counted.get(name) ?? null,
    rows: rows(name),
  });
}

/** Gaps of the last hour by source, where its points show them. */
async function gapsFrom(
  { series, points }: Pick<Samples, 'series' | 'points'>,
  target: number,
  { metric, label, as }: SourceQuestion,
  now: Instant,
): Promise<ReadonlyMap<string, number | null>> {
  if (as === 'age') return new Map();
  const times = new Map<string, Instant[]>();
  const isOne = (one: { metric: string; labels: Labels }) =>
    one.metric === metric && one.labels[label] !== undefined;
  for (const one of (await series(target)).filter(isOne)) {
    const range = { from: now - HOUR, to: now + 1, limit: MOST_POINTS };
    const found = (await points(target, one, range)).map(({ at }) => at);
    const name = one.labels[label] ?? '';
    times.set(name, [...(times.get(name) ?? []), ...found]);
  }
  return new Map([...times].map(([name, all]) => [name, gapsIn(all.sort((a, b) => a - b))]));
}
