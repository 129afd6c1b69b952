import type { Block, Button, Reply } from '../chat/reply.ts';
import { heading, line, refuse, reply } from '../chat/reply.ts';
import type { DescribedMetric } from '../model/metric.ts';
import type { Target } from '../model/target.ts';
import { mentions } from './measured.ts';
import type { MetricRow } from './metric-table.ts';
import { metricTables, rowData } from './metric-table.ts';
import type { MeasuredMetric, MetricWorld } from './metric-values.ts';
import { measuredMetrics, valuesNow } from './metric-values.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Metrics of one page. */
const PAGE = 25;
/** Series that one answer looks at. */
const MOST_SERIES = 2_000;
/** Names of metrics that nobody reports. */
const NAMED = 30;
/** Categories of what only a collector finds. */
const OF_HOSTS = new Set(['system', 'containers', 'logs']);
/** Before all others, in this order; what nobody described comes last. */
const FIRST = ['health', 'system', 'network', 'application'];

/** What `/metrics` was asked for. */
export interface MetricListRequest {
  /** null for every target. */
  readonly target: Target | null;
  readonly category: string | null;
  /** From 1. */
  readonly page: number;
}

interface ListWorld extends MetricWorld {
  readonly metricDesk: { registered(name: string): { readonly source: string } | null };
}

/** Categories in the order in which they are shown. */
export function categoriesOf(all: readonly MeasuredMetric[]): readonly string[] {
  return [...new Set(all.map(({ metric }) => metric.category))].toSorted(
    (a, b) => place(a) - place(b) || a.localeCompare(b),
  );
}

function place(category: string): number {
  if (category === 'custom') return FIRST.length + 1;
  const at = FIRST.indexOf(category);
  return at === -1 ? FIRST.length : at;
}

/** What is measured, by category, key metrics first, each with its worst series; and what nobody reports. */
export async function metricListReply(
  world: ListWorld,
  request: MetricListRequest,
  targets: readonly Target[],
): Promise<Reply> {
  const { category, page } = request;
  const all = (await measuredMetrics(world, targets)).filter(
    ({ metric }) => category === null || metric.category === category,
  );
  const reported = inOrder(all.filter(({ series }) => series.length > 0));
  const pages = Math.max(1, Math.ceil(reported.length / PAGE));
  if (page > pages) return refuse(`There is no page ${page}: ${counted(pages, 'page')} in all.`);
  const shown = reported.slice((page - 1) * PAGE, page * PAGE);
  const rows = await rowsOf(world, shown);
  const silent = silentOf(world, all, targets);
  const newest = Math.max(0, ...rows.map(({ worst }) => worst?.at ?? 0));
  const data = {
    target: request.target?.name ?? null,
    category,
    page,
    pages,
    total: reported.length,
    metrics: rows.map(rowData),
    unreported: [...silent.wanted, ...silent.others].map(({ metric }) => ({
      metric: metric.name,
      category: metric.category,
      wanted: silent.wanted.some((one) => one.metric === metric),
    })),
  };
  const blocks = [
    heading(titleOf(request, { total: reported.length, targets: targets.length, pages })),
    ...metricTables(rows, { now: world.now, isOne: targets.length === 1 }),
    ...seriesLeft(shown),
    ...silentLines(silent),
    ...turning(request, { pages, categories: categoriesOf(reported) }),
  ];
  return reply(blocks, { asOf: newest === 0 ? null : newest, data });
}

function inOrder(all: readonly MeasuredMetric[]): readonly MeasuredMetric[] {
  const categories = categoriesOf(all);
  const at = ({ metric }: MeasuredMetric) =>
    2 * categories.indexOf(metric.category) + (metric.isKey ? 0 : 1);
  // Sorting keeps the order of the definitions within.
  return all.toSorted((a, b) => at(a) - at(b));
}

/** Looks at as many series as one answer may, shared evenly among its metrics. */
async function rowsOf(
  world: MetricWorld,
  shown: readonly MeasuredMetric[],
): Promise<readonly MetricRow[]> {
  return Promise.all(
    shown.map(async ({ metric, series }) => {
      const [worst = null] = await valuesNow(world, metric, series.slice(0, share(shown)));
      return { metric, worst, series: series.length };
    }),
  );
}

function share(shown: readonly MeasuredMetric[]): number {
  return Math.floor(MOST_SERIES / Math.max(1, shown.length));
}

function seriesLeft(shown: readonly MeasuredMetric[]): Block[] {
  const most = share(shown);
  if (shown.every(({ series }) => series.length <= most)) return [];
  const text = `Only the first ${grouped(most)} series of each were looked at: name a target.`;
  return [line(text, 'muted')];
}

function titleOf(
  { target, category, page }: MetricListRequest,
  { total, targets, pages }: { total: number; targets: number; pages: number },
): string {
  if (total === 0 && page === 1) return `Nothing was measured yet${of(category)}`;
  const where = target ? `on ${shortened(target.name, 80)}` : `on ${counted(targets, 'target')}`;
  const which = pages > 1 ? ` (page ${page} of ${pages})` : '';
  return `${counted(total, 'metric')}${of(category)} ${where}${which}`;
}

function of(category: string | null): string {
  return category === null ? '' : ` of ${shortened(category, 60)}`;
}

interface Silent {
  /** Rules or scores of these targets read them. */
  readonly wanted: readonly MeasuredMetric[];
  readonly others: readonly MeasuredMetric[];
}

/**
 * Defined metrics that none of these targets reports; the monitor's own are no target's, and what programs told and
 * sent no more is not missed.
 */
function silentOf(
  world: ListWorld,
  all: readonly MeasuredMetric[],
  targets: readonly Target[],
): Silent {
  const silent = all.filter(
    ({ metric, series }) => series.length === 0 && metric.category !== 'self',
  );
  const pushed = readBy(
    world,
    targets.filter(({ kind }) => kind === 'push'),
  );
  const collected = readBy(
    world,
    targets.filter(({ kind }) => kind !== 'push'),
  );
  // Looking for the text itself is much faster than for it as a whole name.
  const isTold = ({ metric }: MeasuredMetric) =>
    world.metricDesk.registered(metric.name)?.source === 'program';
  const isIn = (text: string, name: string) => text.includes(name) && mentions(text, name);
  // An application that tells by itself has no host that is looked at: the base rules wait for none.
  const isWanted = ({ name, category }: DescribedMetric) =>
    isIn(collected, name) ||
    (!(OF_HOSTS.has(category) || name.startsWith('target.')) && isIn(pushed, name));
  const wanted = new Set(silent.filter(({ metric }) => isWanted(metric)));
  return { wanted: [...wanted], others: silent.filter((one) => !wanted.has(one) && !isTold(one)) };
}

/** All expressions by which these targets are judged and scored. */
function readBy(world: MetricWorld, targets: readonly Target[]): string {
  const read = targets.flatMap((target) => [
    ...world.rules(target).flatMap(({ levels }) => levels.map(({ when }) => when)),
    ...world.policy(target).factors.map(({ when }) => when),
  ]);
  return [...new Set(read)].join('\n');
}

function silentLines({ wanted, others }: Silent): Block[] {
  const lines: Block[] = [];
  if (wanted.length > 0) {
    lines.push(line(`Rules or the score need what nobody reports: ${listed(wanted)}.`, 'warning'));
  }
  if (others.length > 0) {
    const count = `${grouped(others.length)} more ${others.length === 1 ? 'is' : 'are'}`;
    const example = others.slice(0, 3).map(({ metric }) => shortened(metric.name, 60));
    const text = `${count} known and reported by nobody (${example.join(', ')}${others.length > 3 ? ' ...' : ''}): /explain with a name says what one is.`;
    lines.push(line(text, 'muted'));
  }
  return lines;
}

function listed(all: readonly MeasuredMetric[]): string {
  const names = all.slice(0, NAMED).map(({ metric }) => shortened(metric.name, 60));
  const rest = all.length - names.length;
  return [...names, ...(rest > 0 ? [`${grouped(rest)} more`] : [])].join(', ');
}

/** Buttons to other pages, and a choice of categories for a long list. */
function turning(
  { target, category, page }: MetricListRequest,
  { pages, categories }: { readonly pages: number; readonly categories: readonly string[] },
): Block[] {
  const on = target === null ? [] : [`target=${target.name}`];
  const input = (...rest: readonly string[]) => [...on, ...rest].join(' ');
  const asked = category === null ? [] : [`category=${category}`];
  const turn = (label: string, to: number): Button => {
    return { label, tone: 'plain', command: 'metrics', input: input(...asked, `page=${to}`) };
  };
  const buttons = [
    ...(page > 1 ? [turn('Back', page - 1)] : []),
    ...(page < pages ? [turn('Next', page + 1)] : []),
  ];
  const blocks: Block[] = buttons.length > 0 ? [{ kind: 'buttons', buttons }] : [];
  if (pages === 1 || category !== null || categories.length < 2) return blocks;
  const options = categories.map((one) => ({ label: one, input: input(`category=${one}`) }));
  return [...blocks, { kind: 'select', label: 'Category', command: 'metrics', options }];
}
