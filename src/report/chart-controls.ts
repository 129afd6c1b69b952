import type { Block, Button, Option } from '../chat/reply.ts';
import type { ChartAsked } from './chart-asked.ts';
import { chartWords } from './chart-asked.ts';
import type { MeasuredMetric, MetricWorld } from './metric-values.ts';
import { measuredMetrics } from './metric-values.ts';
import { shortened } from './state-text.ts';

const RANGES = [
  ['1 h', '1h'],
  ['6 h', '6h'],
  ['24 h', '24h'],
  ['7 d', '7d'],
  ['30 d', '30d'],
] as const;

/** Metrics to choose from: on Telegram each is a button. */
const MOST_METRICS = 9;

/** Other windows, the comparison with last week, and the other metrics of its only target; all in its place. */
export async function chartControls(world: MetricWorld, asked: ChartAsked): Promise<Block[]> {
  const ranges = RANGES.map(
    ([label, window]): Button => ({
      ...{ label, command: 'chart', input: chartWords(asked, { window }) },
      tone: window === asked.window && asked.alert === null ? 'primary' : 'plain',
      replaces: true,
    }),
  );
  const isCompared = asked.compared === 'last-week';
  const compare: Button = {
    label: isCompared ? 'Without last week' : 'vs last week',
    ...{ tone: isCompared ? 'primary' : 'plain', command: 'chart' },
    input: chartWords(asked, { compared: isCompared ? null : 'last-week' }),
    replaces: true,
  };
  const options = await otherMetrics(world, asked);
  return [
    { kind: 'buttons', buttons: [...ranges, compare] },
    ...(options.length === 0
      ? []
      : [{ kind: 'select', label: 'Metric', command: 'chart', options, replaces: true } as const]),
  ];
}

async function otherMetrics(world: MetricWorld, asked: ChartAsked): Promise<readonly Option[]> {
  if (asked.named.length !== 1) return [];
  const current = new Set(asked.metrics.map(({ metric }) => metric.name));
  const all = (await measuredMetrics(world, asked.named)).filter(
    ({ metric, series }) => series.length > 0 && !current.has(metric.name),
  );
  return all
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, MOST_METRICS)
    .map(({ metric }) => ({
      label: shortened(metric.title, 40),
      input: chartWords(asked, { metric: metric.name }),
    }));
}

function rank({ metric }: MeasuredMetric): number {
  return metric.isKey ? 0 : 1;
}
