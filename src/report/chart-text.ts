import { formatValue } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import type { Point } from '../model/sample.ts';
import type { LineRead } from './chart-data.ts';

/** Less than this part of the larger value is no change. */
const STEADY = 0.02;

export function figuresText({ last, min, average, max }: LineRead['figures'], unit: Unit): string {
  const show = (value: number) => formatValue(value, unit);
  return `now ${show(last)}, min ${show(min)}, average ${show(average)}, max ${show(max)}`;
}

/** Mean of the last quarter of the points against the first quarter. */
export function changeText(points: readonly Point[], unit: Unit): string {
  if (points.length < 4) return 'too few points for a change';
  const quarter = Math.floor(points.length / 4);
  const delta = meanOf(points.slice(-quarter)) - meanOf(points.slice(0, quarter));
  const scale = Math.max(...[points.slice(0, quarter), points.slice(-quarter)].map(meanSize));
  if (scale === 0 || Math.abs(delta) / scale < STEADY) return 'steady';
  return `${delta > 0 ? '▲ rising' : '▼ falling'} by ${formatValue(Math.abs(delta), unit)}`;
}

/** How an average stands against another: `12 % more than last week (31 %)`. */
export function comparedText(
  now: number,
  then: number | null,
  { unit, than }: { readonly unit: Unit; readonly than: string },
): string {
  if (then === null) return `nothing measured ${than}`;
  const shown = `${than} (${formatValue(then, unit)})`;
  const delta = now - then;
  if (Math.abs(delta) <= STEADY * Math.max(Math.abs(now), Math.abs(then))) {
    return `average as ${shown}`;
  }
  const size = then === 0 ? formatValue(Math.abs(delta), unit) : percent(delta / then);
  return `average ${size} ${delta > 0 ? 'more' : 'less'} than ${shown}`;
}

function percent(part: number): string {
  return `${Math.round(100 * Math.abs(part))} %`;
}

function meanOf(points: readonly Point[]): number {
  return points.reduce((sum, { value }) => sum + value, 0) / points.length;
}

function meanSize(points: readonly Point[]): number {
  return Math.abs(meanOf(points));
}
