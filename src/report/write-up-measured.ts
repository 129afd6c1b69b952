import type { Block } from '../chat/reply.ts';
import { heading, line } from '../chat/reply.ts';
import type { Chart } from '../model/chart.ts';
import { formatValue } from '../model/format.ts';
import type { Instant } from '../model/time.ts';
import { clockIn } from './clock.ts';
import { dateIn } from './day.ts';
import { measuredName } from './measured.ts';
import type { Range } from './series.ts';
import { evenly, summarise } from './series.ts';
import { shortened } from './state-text.ts';
import type { Incident } from './write-up.ts';

/** Rows of measured values. */
const STEPS = 12;
/** Characters of one line. */
const LINE = 500;

type Measured = Pick<Incident, 'alert' | 'unit' | 'points' | 'zone'>;

/** What the metric of an alert measured around it: a picture, and values in even steps. Nothing when none were measured. */
export function measuredBlocks({ alert, unit, points, zone }: Measured, range: Range): Block[] {
  const { metric } = alert.evidence;
  const all = summarise(points);
  if (metric === null || all === null) return [];
  const show = (value: number) => formatValue(value, unit);
  const step = (range.to - range.from) / STEPS;
  const rows = evenly(points, range, STEPS).map((value, index) => [
    momentIn(zone, range.from + index * step),
    value === null ? 'not measured' : show(value),
  ]);
  const bounds = `Between ${show(all.min)} and ${show(all.max)}, on average ${show(all.average)}.`;
  return [
    heading('Measured'),
    line(bounds),
    {
      kind: 'chart',
      chart: chartOf({ alert, unit, points, zone }, range),
      alt: `${said(metric)}. ${bounds}`,
    },
    {
      kind: 'table',
      columns: [
        { title: 'From', align: 'left' },
        { title: said(metric), align: 'right' },
      ],
      rows,
    },
  ];
}

/** What was measured, with the limit that it met and how long it fired. */
function chartOf({ alert, unit, points, zone }: Measured, range: Range): Chart {
  const { state, evidence, targetName } = alert;
  const { limit } = evidence;
  const name = said(measuredName(evidence));
  const began = state.kind === 'pending' ? state.since : (state.firedAt ?? state.since);
  const ended = state.kind === 'resolved' ? state.at : null;
  return {
    kind: 'time',
    title: `${said(targetName)}: ${name}`,
    zone,
    ...range,
    look: 'line',
    unit,
    series: [{ name, points: points.map(({ at, value }) => [at, value]) }],
    bounds: [null, null],
    limits:
      typeof limit === 'number' && evidence.window === undefined
        ? [{ value: limit, label: formatValue(limit, unit), tone: 'bad' }]
        : [],
    marks: [],
    spans: [{ from: began, to: ended, label: `#${alert.id}`, tone: 'bad' }],
    band: null,
  };
}

/** `2026-03-10 12:45`, as calendars and clocks of a zone show it. */
export function momentIn(zone: string, at: Instant): string {
  return `${dateIn(zone, at)} ${clockIn(zone, at)}`;
}

/** Text of people and programs in one line. */
export function said(text: string): string {
  return shortened(text.replaceAll(/\s+/g, ' '), LINE);
}
