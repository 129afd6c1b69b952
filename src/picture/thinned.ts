import type { ChartPoint } from '../model/chart.ts';
import type { Instant } from '../model/time.ts';

interface Wanted {
  readonly from: Instant;
  readonly to: Instant;
  readonly most: 'lines' | 'bars';
  /** Several series are added up, or stand side by side: their points must be at the same times. */
  readonly isTogether: boolean;
}

/** Slices of time that a picture tells apart. */
const SLICES = { lines: 400, bars: 100 } as const;

/**
 * Points within a time, no more than can be seen. A line keeps the least and the greatest of each slice, so that no
 * spike is lost, and its gaps; what stands together with others keeps the mean of each slice.
 */
export function thinned(
  points: readonly ChartPoint[],
  { from, to, most, isTogether }: Wanted,
): readonly ChartPoint[] {
  const slices = SLICES[most];
  const inside = points
    .filter(([at]) => at >= from && at <= to)
    .map(([at, value]): ChartPoint => [at, Number.isFinite(value) ? value : null]);
  if (inside.length <= 2 * slices) return inside;
  const width = (to - from) / slices || 1;
  return slicesOf(inside, from, width).flatMap(({ slice, part }) =>
    isTogether ? [[from + (slice + 0.5) * width, mean(part)] as const] : extremes(part),
  );
}

function slicesOf(points: readonly ChartPoint[], from: Instant, width: number) {
  const all: { slice: number; part: ChartPoint[] }[] = [];
  for (const point of points) {
    const slice = Math.floor((point[0] - from) / width);
    const last = all.at(-1);
    if (last?.slice === slice) last.part.push(point);
    else all.push({ slice, part: [point] });
  }
  return all;
}

function known(part: readonly ChartPoint[]) {
  return part.filter((point): point is readonly [Instant, number] => point[1] !== null);
}

function mean(part: readonly ChartPoint[]): number | null {
  const measured = known(part);
  if (measured.length === 0) return null;
  return measured.reduce((sum, [, value]) => sum + value, 0) / measured.length;
}

/** The least and the greatest in their order, and a gap before or behind them. */
function extremes(part: readonly ChartPoint[]): readonly ChartPoint[] {
  const measured = known(part);
  if (measured.length === 0) return part.slice(0, 1);
  const least = measured.reduce((one, other) => (other[1] < one[1] ? other : one));
  const most = measured.reduce((one, other) => (other[1] >= one[1] ? other : one));
  const pair = least[0] <= most[0] ? [least, most] : [most, least];
  return [
    ...part.slice(0, 1).filter(([, value]) => value === null),
    ...(least === most ? [least] : pair),
    ...part.slice(-1).filter(([, value]) => value === null),
  ];
}
