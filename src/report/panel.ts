import type { Block, Field, Reply } from '../chat/reply.ts';
import { heading, line, reply } from '../chat/reply.ts';
import { formatDuration, formatValue } from '../model/format.ts';
import type { Panel, PanelField } from '../model/panel.ts';
import type { Labels, Point } from '../model/sample.ts';
import { noLabels } from '../model/sample.ts';
import type { SeriesAnswer, SeriesQuestion } from '../model/series-question.ts';
import type { Target } from '../model/target.ts';
import { DAY, HOUR, SECOND } from '../model/time.ts';
import { iso } from './data.ts';
import { type MetricTexts, metricTexts } from './panel-values.ts';
import { type Sampled, sampleTable } from './sample-table.ts';
import { evenly } from './series.ts';

const WIDTH = 48;
const MOST_POINTS = 20_160;
const MOST_ROWS = 30;
/** How far back a rise is looked at. */
const RISE = 6 * HOUR;

/** What a panel is made from. */
export interface PanelWorld extends MetricTexts, Sampled {
  readonly samples: {
    series(target: number): Promise<readonly { metric: string; labels: Labels }[]>;
    points(
      target: number,
      series: { metric: string; labels: Labels },
      range: { from: number; to: number; limit: number },
    ): Promise<readonly Point[]>;
    query(question: SeriesQuestion): Promise<SeriesAnswer>;
  };
}

/** One panel of a target. What was not measured is said, never shown as 0. */
export async function panelReply(
  panel: Panel,
  { target, panels }: { readonly target: Target; readonly panels: readonly Panel[] },
  world: PanelWorld,
): Promise<Reply> {
  const texts = await metricTexts(world, target, metricsOf(panel));
  const fields = await Promise.all(
    panel.fields.map(async (one): Promise<Field> => {
      const value = await fieldText(one, { target, world, texts });
      return { name: one.title, value: value ?? 'not measured', inline: true };
    }),
  );
  const blocks: Block[] = [heading(`${target.name}: ${panel.title}`), { kind: 'fields', fields }];
  blocks.push(...tableBlock(panel, texts), ...(await trendBlock(panel, target, world)));
  if (panel.event !== undefined) blocks.push(...(await sampleTable(panel.event, target, world)));
  const options = panels.map(({ name, title }) => ({
    label: title,
    input: `${name} ${target.name}`,
  }));
  blocks.push({ kind: 'select', label: 'Panel', command: 'panel', options });
  return reply(blocks, { asOf: texts.newest, data: dataOf(panel, target, { fields, texts }) });
}

type Texts = Awaited<ReturnType<typeof metricTexts>>;

interface From {
  readonly target: Target;
  readonly world: PanelWorld;
  readonly texts: Texts;
}

function metricsOf({ fields, table }: Panel): readonly string[] {
  const others = fields.flatMap((one) => (one.show === 'per' ? [one.other] : []));
  const columns = table?.columns.map(({ metric }) => metric) ?? [];
  return [...fields.map(({ metric }) => metric), ...others, ...columns];
}

/** null: what it needs was not measured. */
async function fieldText(
  field: PanelField,
  { target, world, texts }: From,
): Promise<string | null> {
  const { metric } = field;
  const value = texts.value(metric);
  switch (field.show) {
    case 'now':
      return value === null ? null : texts.text(metric, value);
    case 'per': {
      const other = texts.value(field.other);
      const known = value !== null && other !== null && other > 0;
      return known ? formatValue(value / other, 'none', 2) : null;
    }
    case 'over': {
      const found = await over(world, target, field);
      return found === null ? null : texts.text(metric, found);
    }
    case 'until': {
      const rise = await over(world, target, { metric, fn: 'increase', window: RISE });
      return value === null || rise === null ? null : untilText(field, value, { rise, texts });
    }
    default:
      return field satisfies never;
  }
}

async function over(
  { samples, now }: PanelWorld,
  target: Target,
  { metric, fn, window }: Pick<SeriesQuestion, 'metric' | 'fn' | 'window'>,
): Promise<number | null> {
  const question = { metric, fn, window, target: target.id, when: { at: now } } as const;
  const { series } = await samples.query(question);
  return series[0]?.points.at(-1)?.value ?? null;
}

function untilText(
  { metric, limit }: PanelField & { readonly show: 'until' },
  value: number,
  { rise, texts }: { readonly rise: number; readonly texts: Texts },
): string {
  const hourly = rise / (RISE / HOUR);
  if (hourly <= 0) return 'does not grow';
  const left = Math.max(0, limit - value);
  const span = formatDuration((left / hourly) * HOUR);
  return `${texts.text(metric, hourly)} an hour, ${texts.text(metric, limit)} in ${span}`;
}

function tableBlock({ table }: Panel, texts: Texts): Block[] {
  if (table === undefined) return [];
  const names = texts.labelsOf(
    table.columns.map(({ metric }) => metric),
    table.label,
  );
  if (names.length === 0) return [line('No series of its table were measured.', 'muted')];
  const rows = names.slice(0, MOST_ROWS).map((name) => [
    name,
    ...table.columns.map(({ metric }) => {
      const value = texts.value(metric, { [table.label]: name });
      return value === null ? '-' : texts.text(metric, value);
    }),
  ]);
  const columns = [
    { title: table.label, align: 'left' as const },
    ...table.columns.map(({ title }) => ({ title, align: 'right' as const })),
  ];
  return [{ kind: 'table', columns, rows }];
}

async function trendBlock(
  { trend }: Panel,
  target: Target,
  { samples, now }: PanelWorld,
): Promise<Block[]> {
  if (trend === undefined) return [];
  const range = { from: now - DAY, to: now + SECOND };
  const one = { metric: trend, labels: noLabels() };
  const points = await samples.points(target.id, one, { ...range, limit: MOST_POINTS });
  if (points.length < 2) return [];
  const values = evenly(points, range, WIDTH);
  return [{ kind: 'sparkline', label: trend, values, bounds: null, caption: 'last 24 h' }];
}

function dataOf(
  panel: Panel,
  target: Target,
  { fields, texts }: { readonly fields: readonly Field[]; readonly texts: Texts },
) {
  return {
    target: target.name,
    panel: panel.name,
    at: iso(texts.newest),
    figures: fields.map(({ name, value }) => ({ name, text: value })),
    metrics: texts.all,
  };
}
