import { z } from 'zod';
import type { Choice, CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { refuse, say } from '../src/chat/reply.ts';
import { METRIC_TYPES, UNITS } from '../src/model/metric.ts';
import { hasRole } from '../src/model/person.ts';
import type { Target } from '../src/model/target.ts';
import { DAY } from '../src/model/time.ts';
import { readSpan } from '../src/report/clock.ts';
import { forgetReply, recordReply, registerReply } from '../src/report/metric-acts.ts';
import type { Asked } from '../src/report/metric-found.ts';
import { explainMetric, findMetric } from '../src/report/metric-found.ts';
import { metricHistoryReply } from '../src/report/metric-history.ts';
import { categoriesOf, metricListReply } from '../src/report/metric-list.ts';
import { MOST_STATS, metricStatsReply } from '../src/report/metric-stats.ts';
import type { MeasuredMetric } from '../src/report/metric-values.ts';
import { completeMetric, measuredMetrics } from '../src/report/metric-values.ts';
import { fitting, NAMED_ONLY } from '../src/report/suggestions.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

const ACTIONS = ['list', 'show', 'stats', 'history', 'record', 'register', 'forget'] as const;
/** Longest time that is looked back, in hours and as a window. */
const MOST_HOURS = 366 * 24;
const LONGEST = 366 * DAY;

const whole = (what: string, most: number) =>
  z.coerce
    .number<string>(`write ${what}`)
    .int(`write ${what}`)
    .min(1, `write ${what}`)
    .max(most, `write ${what}`);

const args = z.object({
  action: z.enum(ACTIONS).optional().describe('list when left out'),
  metric: z.string().max(200).optional().describe('which metric; with list: target or category'),
  value: z.string().max(40).optional().describe('record: the value'),
  window: z.string().max(20).optional().describe('stats: how far back, 24h unless said'),
  type: z.enum(METRIC_TYPES).optional().describe('register: what kind of metric'),
  unit: z.enum(UNITS).optional().describe('register: its unit'),
  target: z.string().max(200).optional().describe('which target; all when left out'),
  category: z.string().max(100).optional().describe('only this category: category=system'),
  hours: whole('hours such as 24', MOST_HOURS).optional().describe('history: hours=24'),
  page: whole('a page such as 2', 9_999).default(1).describe('page of a long list: page=2'),
  text: z.string().max(1_000).optional().describe('register: what it is; record: labels'),
});

type Args = z.infer<typeof args>;

export const metrics = command({
  name: 'metrics',
  summary:
    'What is measured: newest values by category; `stats`, `history` and `show` of one metric. An operator records values, an admin registers metrics.',
  role: 'viewer',
  args,
  rest: 'text',
  words: {
    value: /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i,
    window: /^\d+[a-z]+$/i,
    ...{ category: NAMED_ONLY, hours: NAMED_ONLY, page: NAMED_ONLY },
  },
  complete: { metric: completeFirst, target: completeTarget, category: completeCategory },

  async run(given, context) {
    const { action = 'list', metric } = given;
    const targets = await context.targets.list();
    switch (action) {
      case 'list':
        return list(given, targets, context);
      case 'record':
        if (!hasRole(context.actor.role, 'operator'))
          return refuse('Only operators record values.');
        return recordReply(context, { metric, value: given.value, words: wordsOf(given) }, targets);
      case 'register':
        if (!hasRole(context.actor.role, 'admin')) return refuse('Only admins register metrics.');
        return registerReply(context, { name: metric, words: wordsOf(given) });
      case 'forget':
        if (!hasRole(context.actor.role, 'admin')) return refuse('Only admins forget metrics.');
        return forgetReply(context, metric);
      default:
        return one(action, given, { context, targets });
    }
  },
});

/** Words behind metric and value, in the order in which they were typed. */
function wordsOf({ type, unit, target, text }: Args): readonly string[] {
  return [type, unit, target, ...(text?.split(/\s+/) ?? [])].filter((word) => word !== undefined);
}

interface World {
  readonly context: CommandContext;
  readonly targets: readonly Target[];
}

/** What is shown of one metric. */
async function one(
  action: 'show' | 'stats' | 'history',
  given: Args,
  { context, targets: all }: World,
): Promise<Reply> {
  const { metric: typed, target: name, text } = given;
  if (typed === undefined) return refuse(`Write /metrics ${action} <metric> [target].`);
  if (text !== undefined) return refuse(`I do not know what “${text.slice(0, 64)}” means here.`);
  const picked = name === undefined ? null : pickTarget(all, name);
  if (picked?.kind === 'refused') return picked.reply;
  const target = picked?.target ?? null;
  const asked: Asked = { target, targets: target ? [target] : all };
  if (action === 'show') return explainMetric(context, typed, asked);
  const found = await findMetric(context, typed, asked.targets);
  if ('why' in found) return refuse(found.why);
  if (found.series.length === 0) return refuse(`Nobody has reported ${found.metric.name}.`);
  return action === 'history'
    ? history(found, given, context)
    : stats(found, { ...asked, window: given.window ?? '24h' }, context);
}

async function history(
  { metric, series }: MeasuredMetric,
  { hours: named, value }: Args,
  context: CommandContext,
): Promise<Reply> {
  const hours = named ?? Number(value ?? 24);
  if (!Number.isInteger(hours) || hours < 1 || hours > MOST_HOURS) {
    return refuse(`Write hours as a number from 1 to ${MOST_HOURS}, such as hours=24.`);
  }
  return metricHistoryReply(context, { metric, hours, zone: context.zone, series });
}

async function stats(
  { metric, series }: MeasuredMetric,
  asked: Asked & { readonly window: string },
  context: CommandContext,
): Promise<Reply> {
  const span = readSpan(asked.window) ?? 0;
  if (span <= 0 || span > LONGEST) return refuse('Write a window such as 30m, 6h or 7d.');
  if (series.length > MOST_STATS) {
    return refuse(`There are ${series.length} series of ${metric.name}: name a target.`);
  }
  return metricStatsReply(context, { ...asked, metric, span });
}

async function list(
  given: Args,
  targets: readonly Target[],
  context: CommandContext,
): Promise<Reply> {
  const { metric: first, type, unit, target: second, category, page, text } = given;
  const words = [first, type, unit, second, category, ...(text?.split(/\s+/) ?? [])];
  const asked = sorted(words, { targets, categories: await categories(targets, context) });
  if (asked.kind === 'refused') {
    const isMetric = first && !('why' in (await findMetric(context, first, targets)));
    return isMetric ? one('show', given, { context, targets }) : refuse(asked.why);
  }
  if (targets.length === 0) {
    return say('No targets are watched. Add one under targets: in tocsin.yaml.', 'warning', {
      targets: [],
    });
  }
  const chosen = asked.target ? [asked.target] : targets;
  return metricListReply(context, { ...asked, page }, chosen);
}

type Sorted =
  | { readonly kind: 'asked'; readonly target: Target | null; readonly category: string | null }
  | { readonly kind: 'refused'; readonly why: string };

/** A word that stands first may be a category, and the other way round. */
function sorted(
  words: readonly (string | undefined)[],
  known: { readonly targets: readonly Target[]; readonly categories: readonly string[] },
): Sorted {
  let target: Target | null = null;
  let category: string | null = null;
  for (const [index, word] of words.entries()) {
    if (word === undefined) continue;
    const picked = pickTarget(known.targets, word);
    const isCategory = known.categories.includes(word.toLowerCase());
    if (picked.kind === 'target' && target === null && !(isCategory && index > 0)) {
      target = picked.target;
    } else if (isCategory && category === null) category = word.toLowerCase();
    else return { kind: 'refused', why: noSuchWord(word, known) };
  }
  return { kind: 'asked', target, category };
}

function noSuchWord(
  word: string,
  { targets, categories: all }: Parameters<typeof sorted>[1],
): string {
  const names = targets.slice(0, 20).map(({ name }) => name);
  const there = names.length === 0 ? 'No targets are watched.' : `Targets: ${names.join(', ')}.`;
  return `“${word.slice(0, 64)}” is no target and no category. ${there} Categories: ${all.join(', ')}.`;
}

async function categories(
  targets: readonly Target[],
  context: CommandContext,
): Promise<readonly string[]> {
  return categoriesOf(await measuredMetrics(context, targets));
}

/** Behind an action comes a metric, without one a target or a category. */
async function completeFirst(typed: string, context: CommandContext): Promise<readonly Choice[]> {
  const found = await Promise.all([
    completeMetric(typed, context),
    completeTarget(typed, context),
    completeCategory(typed, context),
  ]);
  return found.flat().slice(0, 25);
}

async function completeCategory(
  typed: string,
  context: CommandContext,
): Promise<readonly Choice[]> {
  const all = await categories(await context.targets.list(), context);
  return fitting(
    all.map((value) => ({ value, label: value })),
    typed,
  );
}
