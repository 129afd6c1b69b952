import type { Block, Field, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong } from '../chat/reply.ts';
import type { Alert } from '../model/alert.ts';
import type { EventReader } from '../model/event-question.ts';
import { formatValue } from '../model/format.ts';
import type { Score } from '../model/score.ts';
import type { Target } from '../model/target.ts';
import { DAY } from '../model/time.ts';
import { activityReply } from './activity.ts';
import { readLine } from './chart-data.ts';
import { changeText } from './chart-text.ts';
import type { MeasuredMetric, MetricWorld } from './metric-values.ts';
import { measuredMetrics, standingText, valuesNow } from './metric-values.ts';
import { evenly } from './series.ts';
import type { PerfWorld } from './slow-parts.ts';
import { perfReply } from './slow-parts.ts';
import { counted, memberText, shortened } from './state-text.ts';
import { scoreTone } from './tone.ts';

export const SECTIONS = ['overview', 'performance', 'users', 'system', 'history'] as const;
export type Section = (typeof SECTIONS)[number];

/** Figures of one card, alerts that are named, and lines of the past. */
const MOST_FIGURES = 9;
const MOST_ALERTS = 5;
const MOST_LINES = 6;
const WIDTH = 48;

export interface OverviewWorld extends MetricWorld, PerfWorld {
  readonly samples: MetricWorld['series'] & PerfWorld['samples'];
  readonly events: EventReader;
  readonly scores: { latest(target: number): Promise<Score | null> };
  readonly alerts: {
    list(filter: {
      readonly state: 'open';
      readonly severity: null;
      readonly target: number;
      readonly limit: number;
    }): Promise<{ readonly alerts: readonly Alert[]; readonly total: number }>;
  };
}

/** One section about a target: key metrics alone, and a menu of the others in its place. */
export async function overviewReply(
  world: OverviewWorld,
  target: Target,
  section: Section,
): Promise<Reply> {
  const all = await measuredMetrics(world, [target]);
  const measured = all.filter(({ series }) => series.length > 0);
  const part = await partOf(section, { world, target, measured });
  const title = heading(`${target.name}: ${section}`, part.tone);
  const options = SECTIONS.map((one) => ({ label: capital(one), input: `${one} ${target.name}` }));
  return reply(
    [
      title,
      ...part.blocks,
      { kind: 'select', label: 'Section', command: 'overview', options, replaces: true },
    ],
    { asOf: part.asOf, data: { target: target.name, section, ...Object(part.data) } },
  );
}

interface From {
  readonly world: OverviewWorld;
  readonly target: Target;
  readonly measured: readonly MeasuredMetric[];
}

async function partOf(section: Section, from: From): Promise<Omit<Reply, 'footer' | 'private'>> {
  const { world, target, measured } = from;
  const keys = measured.filter(({ metric }) => metric.isKey);
  switch (section) {
    case 'overview':
      return standing(from, keys);
    case 'performance': {
      const asked = { targets: [target], metrics: measured, window: '24h', span: DAY, where: '' };
      return untitled(await perfReply(world, asked));
    }
    case 'users': {
      const filter = {
        from: world.now - 7 * DAY,
        to: world.now + 1,
        target: target.id,
        type: null,
      };
      return untitled(await activityReply(world.events, filter, { what: 'in 7d', by: null }));
    }
    case 'system':
      return figures(
        from,
        measured.filter(({ metric }) => ['system', 'network'].includes(metric.category)),
      );
    case 'history':
      return past(from, keys);
    default:
      return section satisfies never;
  }
}

function untitled(given: Reply): Reply {
  return { ...given, blocks: given.blocks.filter(({ kind }) => kind !== 'heading') };
}

/** Score, open alerts and what matters most. */
async function standing(from: From, keys: readonly MeasuredMetric[]) {
  const { world, target } = from;
  const filter = { state: 'open', severity: null, target: target.id, limit: MOST_ALERTS } as const;
  const [score, open, shown] = await Promise.all([
    world.scores.latest(target.id),
    world.alerts.list(filter),
    figures(from, keys),
  ]);
  const value = score?.score ?? null;
  const text = value === null ? 'Score: no data' : `Score ${value}, ${score?.status}`;
  const alerts = open.alerts.map((one) => line(memberText(one, 120)));
  return {
    ...shown,
    tone: scoreTone(value),
    blocks: [line(`${text} · ${counted(open.total, 'open alert')}`), ...alerts, ...shown.blocks],
    data: { ...shown.data, score: value, open_alerts: open.total },
  };
}

/** Newest value of each metric, of its worst series. */
async function figures({ world }: From, chosen: readonly MeasuredMetric[]) {
  const sorted = chosen.toSorted((a, b) => Number(b.metric.isKey) - Number(a.metric.isKey));
  const found = await Promise.all(
    sorted.slice(0, MOST_FIGURES).map(async ({ metric, series }) => {
      const [worst] = await valuesNow(world, metric, series.slice(0, 50));
      return { metric, worst };
    }),
  );
  const fields = found.map(({ metric, worst }): Field => {
    const value = worst?.value ?? null;
    const shown = value === null ? 'not measured' : formatValue(value, metric.unit);
    const stands = worst && value !== null ? standingText(worst) : '';
    return {
      ...{ name: shortened(metric.title, 60), inline: true },
      value: `${shown} ${stands}`.trim(),
    };
  });
  const newest = Math.max(0, ...found.map(({ worst }) => worst?.at ?? 0));
  const blocks: Block[] =
    fields.length === 0
      ? [line('Nothing of this was measured.', 'muted')]
      : [{ kind: 'fields', fields }];
  return {
    ...{ blocks, tone: 'info' as const, asOf: newest === 0 ? null : newest },
    data: {
      metrics: found.map(({ metric, worst }) => ({
        ...{ name: metric.name, unit: metric.unit, value: worst?.value ?? null },
      })),
    },
  };
}

/** How each went in a week. */
async function past({ world, target }: From, keys: readonly MeasuredMetric[]) {
  const range = { from: world.now - 7 * DAY, to: world.now };
  const lines = await Promise.all(
    keys
      .slice(0, MOST_LINES)
      .map(async ({ metric }) => (await readLine(world, { target, metric, labels: {} }, range))[0]),
  );
  const known = lines.filter((one) => one !== undefined);
  const blocks = known.flatMap(({ metric, points, figures: { min, max, last } }): Block[] => {
    const show = (value: number) => formatValue(value, metric.unit);
    const text = `: now ${show(last)}, ${show(min)} to ${show(max)} in 7 d, ${changeText(points, metric.unit)}`;
    const label = shortened(metric.title, 60);
    return [
      line([strong(label), text]),
      { kind: 'sparkline', label, values: evenly(points, range, WIDTH), bounds: null, caption: '' },
    ];
  });
  const none = [line('Nothing of this was measured within a week.', 'muted')];
  return {
    ...{ blocks: blocks.length === 0 ? none : blocks, tone: 'info' as const, asOf: world.now },
    data: { metrics: known.map(({ metric, figures: own }) => ({ name: metric.name, ...own })) },
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
