import type { Block } from '../../chat/reply.ts';
import type { ChartSeries, ChartTone } from '../../model/chart.ts';
import { markText } from '../../model/mark.ts';
import { DAY, MINUTE } from '../../model/time.ts';
import { BEFORE } from '../mark-text.ts';
import { evenly } from '../series.ts';
import { shortened } from '../state-text.ts';
import { HEALTH, type PeriodFacts } from './facts.ts';
import type { PeriodReaders } from './readers.ts';

/** Values of one line, lines of one picture, and alerts that it shows. */
const STEPS = 120;
const LINES = 5;
const SPANS = 20;
const WIDTH = 48;

/** The score over the period, of several targets those that did worst, with alerts and changes. */
export async function scoreChart(
  { samples, marks }: Pick<PeriodReaders, 'samples' | 'marks'>,
  facts: PeriodFacts,
): Promise<readonly Block[]> {
  const { period, targets, isOne, zone, alerts } = facts;
  const { from, to } = period.range;
  const worst = targets
    .filter((one) => one.average !== null)
    .toSorted((a, b) => (a.average ?? 0) - (b.average ?? 0))
    .slice(0, LINES);
  const [first] = worst;
  if (first === undefined) return [];
  const step = Math.max(MINUTE, Math.ceil((to - from) / STEPS / MINUTE) * MINUTE);
  const { series } = await samples.query({
    ...{ metric: HEALTH, fn: 'avg', window: step, target: isOne ? first.target.id : null },
    when: { from: from + step, to, step },
  });
  const lines = worst.map(({ target }): ChartSeries => {
    const points = series.find((one) => one.target === target.id)?.points ?? [];
    const known = new Map(points.map(({ at, value }) => [at, value]));
    const moments = Array.from(
      { length: Math.floor((to - from) / step) },
      (_, index) => from + (index + 1) * step,
    );
    return { name: target.name, points: moments.map((at) => [at, known.get(at) ?? null]) };
  });
  const shown = new Set(worst.map(({ target }) => target.id));
  const changed = await marks.between(from - BEFORE, to, isOne ? first.target.id : null);
  const mean = (facts.average ?? 0).toFixed(1);
  const least = Math.min(...worst.map((one) => one.least ?? 100));
  const spark =
    lines[0]?.points.flatMap(([at, value]) => (value === null ? [] : [{ at, value }])) ?? [];
  return [
    {
      ...{ kind: 'sparkline', label: `score of ${first.target.name}`, bounds: [0, 100] },
      ...{ values: evenly(spark, period.range, WIDTH), caption: period.title },
    },
    {
      kind: 'chart',
      alt: `Score of ${worst.map(({ target }) => target.name).join(', ')} from ${period.title}: average ${mean}, least ${least.toFixed(0)} of 100.`,
      chart: {
        ...{ kind: 'time', look: 'line', unit: 'points', title: `Score · ${period.title}` },
        ...{ zone, from, to, series: lines, bounds: [0, 100], limits: [], band: null },
        marks: changed
          .filter(({ at }) => at >= from)
          .slice(-6)
          .map((one) => ({ at: one.at, label: shortened(markText(one), 18) })),
        spans: alerts
          .filter(({ target, severity }) => shown.has(target) && severity !== 'info')
          .slice(0, SPANS)
          .map(({ state, severity, id }) => ({
            ...{ from: state.since, to: state.kind === 'resolved' ? state.at : null },
            ...{ label: to - from > 2 * DAY ? '' : `#${id}`, tone: toneOf(severity) },
          })),
      },
    },
  ];
}

function toneOf(severity: string): ChartTone {
  if (severity === 'warning') return 'warning';
  return severity === 'error' ? 'bad' : 'critical';
}
