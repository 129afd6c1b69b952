import type { Alert } from '../model/alert.ts';
import { seriesOf } from '../model/alert-series.ts';
import type { ChartPreset } from '../model/panel.ts';
import type { Target } from '../model/target.ts';
import { DAY, HOUR } from '../model/time.ts';
import type { ChartAsked } from './chart-asked.ts';
import type { ChartWords } from './chart-words.ts';
import { readChartWords } from './chart-words.ts';
import type { MeasuredMetric, MetricWorld } from './metric-values.ts';
import { measuredMetrics } from './metric-values.ts';
import { spanOf } from './span-word.ts';

const LONGEST = 366 * DAY;
/** What is shown before and after an alert, at least. */
const LEAD = HOUR;

export interface ChartFinding extends MetricWorld {
  charts(target: Target): readonly ChartPreset[];
  readonly alerts: { get(id: number): Promise<{ readonly alert: Alert } | null> };
}

type Found = ChartAsked | { readonly why: string };

/** What a chart is to show, from the words that ask for it; else what to write instead. */
export async function askedChart(world: ChartFinding, text: string): Promise<Found> {
  const targets = await world.targets.list();
  const metrics = await measuredMetrics(world, targets);
  const presets = presetsOf(world, targets);
  const words = readChartWords(text, { targets, metrics, presets });
  if ('why' in words) return words;
  if (words.alert !== null) return aroundAlert(world, words, metrics);
  const span = words.window === null ? null : spanOf(words.window);
  if (span !== null && span > LONGEST) return { why: 'Write a window of at most 366d.' };
  const window = words.window ?? words.preset?.window ?? '24h';
  const drawn = words.preset
    ? ofPreset(words.preset, metrics)
    : [words.metric].filter((one) => one !== null);
  if (drawn.length === 0) return { why: noMetric(metrics, presets) };
  const [first] = drawn;
  if (first !== undefined && drawn.every(({ series }) => series.length === 0)) {
    return { why: `Nobody has reported ${first.metric.name}. /metrics shows what is measured.` };
  }
  const { targets: named, labels, compared, preset } = words;
  const without = named.find(
    ({ id }) => !drawn.some((one) => one.series.some(({ target }) => target.id === id)),
  );
  if (without) return { why: `${without.name} has not reported ${first?.metric.name ?? 'it'}.` };
  return {
    ...{ metrics: drawn, preset, named, labels, window, compared },
    ...{ span: spanOf(window), to: world.now, alert: null },
  };
}

function presetsOf(world: ChartFinding, targets: readonly Target[]): readonly ChartPreset[] {
  const all = targets.flatMap((one) => world.charts(one));
  return [...new Map(all.map((one) => [one.name, one])).values()];
}

function ofPreset({ lines }: ChartPreset, metrics: readonly MeasuredMetric[]) {
  return lines.flatMap((one) => metrics.find(({ metric }) => metric.name === one.metric) ?? []);
}

/** The series of an alert, from a while before it to a while after it. */
async function aroundAlert(
  world: ChartFinding,
  { alert: id, window, compared }: ChartWords,
  metrics: readonly MeasuredMetric[],
): Promise<Found> {
  const found = await world.alerts.get(id ?? 0);
  if (found === null)
    return { why: `There is no alert #${id}. /alerts lists those that are open.` };
  const { alert } = found;
  const metric = metrics.find((one) => one.metric.name === alert.evidence.metric);
  const own = metric?.series.filter(({ target }) => target.id === alert.target) ?? [];
  const [first] = own;
  if (metric === undefined || first === undefined) {
    return { why: `Alert #${id} is about no series that is stored: see /alert ${id}.` };
  }
  const name = metric.metric.name;
  const series = seriesOf(
    alert,
    own.map(({ labels }) => ({ metric: name, labels })),
  );
  const { state } = alert;
  const end = state.kind === 'resolved' ? state.at : world.now;
  const lead = Math.max(LEAD, (end - state.since) / 2);
  const to = Math.min(world.now, end + lead);
  const span = window === null ? to - (state.since - lead) : spanOf(window);
  return {
    ...{ metrics: [metric], preset: null, named: [first.target], labels: series?.labels ?? {} },
    ...{ window: window ?? '24h', span: Math.min(span, LONGEST), to, compared, alert: id },
  };
}

function noMetric(metrics: readonly MeasuredMetric[], presets: readonly ChartPreset[]): string {
  const names = metrics
    .filter(({ series }) => series.length > 0)
    .toSorted((a, b) => Number(b.metric.isKey) - Number(a.metric.isKey))
    .slice(0, 12)
    .map(({ metric }) => metric.name);
  if (names.length === 0) return 'Nothing was measured yet.';
  const charts = presets.map(({ name }) => name).join(', ');
  return [
    `Which metric? Write e.g. /chart ${names[0]} 24h.`,
    `Metrics: ${names.join(', ')}.`,
    ...(charts === '' ? [] : [`Charts: ${charts}.`]),
  ].join(' ');
}
