import type { ChartSeries } from '../model/chart.ts';
import { labelText, type Point } from '../model/sample.ts';
import { wallClock } from '../score/wall-clock.ts';
import type { ChartAsked, Comparison } from './chart-asked.ts';
import type { LineRead, SampleQuestions } from './chart-data.ts';
import { readLine, withGaps } from './chart-data.ts';
import type { Range } from './series.ts';

export type NamedLine = LineRead & { readonly name: string };

export interface Before {
  readonly name: string;
  readonly average: number | null;
  readonly series: ChartSeries;
}

export const BEFORE = {
  'last-week': 'last week',
  yesterday: 'yesterday',
  before: 'before',
} as const;

/** The same lines of another time, moved onto this one: by the clocks of the zone, where days are meant. */
export async function readBefore(
  world: SampleQuestions & { readonly zone: string },
  { compared }: ChartAsked,
  { lines, range }: { readonly lines: readonly NamedLine[]; readonly range: Range },
): Promise<readonly Before[]> {
  const moved = movedBy(compared ?? 'before', world.zone, range);
  const then = { from: range.from - moved, to: range.to - moved };
  return Promise.all(
    lines.map(async (one): Promise<Before> => {
      const found = (await readLine(world, one, then)).find(
        ({ labels }) => labelText(labels) === labelText(one.labels),
      );
      const points = (found?.points ?? []).map(
        ({ at, value }): Point => ({ at: at + moved, value }),
      );
      const name = `${one.name} ${BEFORE[compared ?? 'before']}`;
      const series = { name, points: withGaps(points), isBefore: true } as const;
      return { name: one.name, average: found?.figures.average ?? null, series };
    }),
  );
}

function movedBy(compared: Comparison, zone: string, { from, to }: Range): number {
  const days = { 'last-week': 7, yesterday: 1, before: 0 }[compared];
  return days === 0 ? to - from : to - wallClock(zone).earlier(to, days);
}
