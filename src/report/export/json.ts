import { SECOND } from '../../model/time.ts';
import type { Selection, Writer } from './world.ts';

/**
 * One document: `{from, to, step_s, series: [{target, metric, unit, labels, points: [[at, value]]}]}`. Times are
 * milliseconds since 1970; `step_s` is null when every stored point is in it.
 */
export function jsonWriter({ from, to, step }: Omit<Selection, 'series'>): Writer {
  let isFirst = true;
  return {
    head: () =>
      `${JSON.stringify({ from, to, step_s: stepSeconds(step) }).slice(0, -1)},"series":[`,
    open({ target, metric, labels }) {
      const said = { target: target.name, metric: metric.name, unit: metric.unit, labels };
      const before = isFirst ? '\n' : ',\n';
      isFirst = false;
      return `${before}${JSON.stringify(said).slice(0, -1)},"points":[`;
    },
    points: (_one, points, first) => `${first ? '' : ','}${pointsText(points)}`,
    close: () => ']}',
    tail: () => '\n]}\n',
  };
}

export function stepSeconds(step: number | null): number | null {
  return step === null ? null : step / SECOND;
}

export function pointsText(points: readonly { at: number; value: number }[]): string {
  return points.map(({ at, value }) => `[${at},${value}]`).join(',');
}
