import type { Block, Button, Reply } from '../chat/reply.ts';
import { heading, line, reply } from '../chat/reply.ts';
import { formatValue } from '../model/format.ts';
import type { DescribedMetric, MetricBand } from '../model/metric.ts';
import type { Rule } from '../model/rule.ts';
import { labelText } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import { DAY, HOUR } from '../model/time.ts';
import { iso } from './data.ts';
import { fieldsOf, meaning } from './metric-meaning.ts';
import type { MetricReaders } from './metric-readers.ts';
import { readerBlocks } from './metric-readers.ts';
import type { MeasuredMetric, MetricWorld, SeriesNow } from './metric-values.ts';
import { bandsOf, standingText, valuesNow } from './metric-values.ts';
import { evenly, summarise } from './series.ts';
import { grouped, shortened } from './state-text.ts';

/** Series that are shown. */
const SHOWN = 10;
/** Series that one answer looks at. */
const MOST_SERIES = 2_000;
const WIDTH = 48;
const MOST_POINTS = 20_160;

/** Whom it is asked of, and who reads the metric. */
interface Explaining {
  readonly targets: readonly Target[];
  /** The only one that was asked for, or null. */
  readonly target: Target | null;
  readonly readers: MetricReaders;
}

/** What is known of one metric: meaning, bands, newest values, who reads it, and how it went. */
export async function metricExplainedReply(
  world: MetricWorld,
  { metric, isDefined, series }: MeasuredMetric,
  { targets, target, readers }: Explaining,
): Promise<Reply> {
  const values = await valuesNow(world, metric, series.slice(0, MOST_SERIES));
  const [worst] = values;
  const bands = bandsOf(metric, worst ? world.rules(worst.target) : commonRules(world, targets));
  const trend = worst
    ? await trendOf(world, metric, { ...worst, isOnly: values.length === 1 })
    : [];
  const newest = Math.max(0, ...values.map(({ at }) => at ?? 0));
  const title = metric.title === metric.name ? metric.name : `${metric.name} · ${metric.title}`;
  return reply(
    [
      heading(shortened(title, 150), toneOf(worst)),
      line(meaning(metric, isDefined)),
      { kind: 'fields', fields: fieldsOf(metric, bands) },
      ...valueBlocks(metric, values, series.length),
      ...trend,
      ...readerBlocks(readers),
      related(metric, { target, rule: readers.rules[0]?.rule.name, hasPast: trend.length > 0 }),
    ],
    {
      asOf: newest === 0 ? null : newest,
      data: { ...metricData(metric, isDefined, bands), ...useData(values, readers) },
    },
  );
}

/** Without a value, the limits of the only target, or those that are usual. */
function commonRules(world: MetricWorld, targets: readonly Target[]): readonly Rule[] {
  const [only] = targets;
  return only && targets.length === 1 ? world.rules(only) : [];
}

function toneOf(worst: SeriesNow | undefined) {
  const stands = worst?.standing ?? null;
  if (stands === null) return 'info';
  return stands === 'old' ? 'muted' : stands;
}

function valueBlocks(
  { unit, category }: DescribedMetric,
  values: readonly SeriesNow[],
  all: number,
): Block[] {
  if (values.length === 0) {
    const who = category === 'self' ? 'The monitor finds it of itself' : 'Nobody reports it';
    return [line(`${who}.`, 'muted')];
  }
  const rows = values
    .slice(0, SHOWN)
    .map((one) => [
      [shortened(one.target.name, 40), shortened(labelText(one.labels), 60)].join(' ').trim(),
      one.value === null ? '-' : formatValue(one.value, unit),
      standingText(one) || '-',
    ]);
  const columns = (['Where', 'Now', 'Band'] as const).map((name) => ({
    title: name,
    align: name === 'Now' ? ('right' as const) : ('left' as const),
  }));
  return [{ kind: 'table', columns, rows }, ...more(all - rows.length, 'series', 'series')];
}

function more(rest: number, noun: string, plural = `${noun}s`): Block[] {
  return rest > 0 ? [line(`${grouped(rest)} more ${rest === 1 ? noun : plural}.`, 'muted')] : [];
}

/** The worst series over a day. */
async function trendOf(
  { series, now }: MetricWorld,
  { name, unit, isTruth }: DescribedMetric,
  { target, labels, isOnly }: SeriesNow & { readonly isOnly: boolean },
): Promise<Block[]> {
  const range = { from: now - DAY, to: now + 1 };
  const one = { metric: name, labels };
  const points = await series.points(target.id, one, { ...range, limit: MOST_POINTS });
  const summary = summarise(points);
  if (!summary) return [];
  const show = (value: number) => formatValue(value, unit);
  const label = [target.name, labelText(labels)].join(' ').trim();
  const last = `${isOnly ? '' : `${shortened(label, 60)}, `}last ${DAY / HOUR} h`;
  const bounds = `${last}: min ${show(summary.min)}, max ${show(summary.max)}`;
  return [
    {
      kind: 'sparkline',
      label: shortened(label, 100),
      values: evenly(points, range, WIDTH),
      bounds: isTruth ? [0, 1] : null,
      caption: isTruth ? last : bounds,
    },
  ];
}

/** Where to go from here. */
function related(
  { name, category }: DescribedMetric,
  options: {
    readonly target: Target | null;
    readonly rule: string | undefined;
    readonly hasPast: boolean;
  },
): Block {
  const { target, rule, hasPast } = options;
  const on = target === null ? '' : ` target=${target.name}`;
  const button = (label: string, command: string, input: string): Button => {
    return { label, tone: 'plain', command, input };
  };
  const buttons = [
    ...(hasPast ? [button('Trend', 'trend', `${name} 24h${on}`)] : []),
    button('Metrics beside it', 'metrics', `category=${category}${on}`),
    button('Rules', 'rules', rule === undefined ? '' : `show ${rule}`),
  ];
  return { kind: 'buttons', buttons };
}

/** What a metric is, for programs; limits are in its unit. */
function metricData(
  { isKey, isTruth: _, ...metric }: DescribedMetric,
  isDefined: boolean,
  bands: readonly MetricBand[],
) {
  return { ...metric, bands, key: isKey, defined: isDefined };
}

function useData(values: readonly SeriesNow[], { rules, factors }: MetricReaders) {
  return {
    series: values.map((one) => ({
      target: one.target.name,
      labels: one.labels,
      value: one.value,
      at: iso(one.at),
      band: one.standing,
    })),
    rules: rules.map(({ rule, targets, off }) => ({
      name: rule.name,
      levels: rule.levels,
      targets,
      on: off === null,
    })),
    factors: factors.map(({ policy, name, when, points }) => ({ policy, name, when, points })),
  };
}
