import type { Block, Reply } from '../chat/reply.ts';
import { heading, line, reply, time } from '../chat/reply.ts';
import { ERROR_CATEGORIES } from '../model/error-category.ts';
import type { ErrorGroup, LogFilter, LogReader } from '../model/log.ts';
import { iso } from './data.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Groups that are shown, and those that are looked at in the window before. */
const SHOWN = 8;
const COMPARED = 500;
/** What counts as a change: a fifth, and at least so many errors. */
const CHANGE = 0.2;
const LEAST = 5;

/** What was asked for, as people read it. */
export interface ErrorScope {
  readonly filter: LogFilter;
  /** Such as `on web-1 in 24h`. */
  readonly what: string;
}

export type Trend = 'new' | 'increasing' | 'decreasing' | 'stable';

/** How a count went against the one of the window before. */
export function trendOf(now: number, before: number): Trend {
  if (before === 0) return now === 0 ? 'stable' : 'new';
  const change = now - before;
  if (Math.max(now, before) < LEAST || Math.abs(change) <= CHANGE * before) return 'stable';
  return change > 0 ? 'increasing' : 'decreasing';
}

export const ARROWS: Readonly<Record<Trend, string>> = {
  new: '↑',
  increasing: '↑',
  decreasing: '↓',
  stable: '→',
};

interface Compared extends ErrorGroup {
  readonly share: number;
  readonly before: number;
  readonly trend: Trend;
}

/** The commonest errors with their share, how they went against the window before, and one of each. */
export async function errorsReply(
  logs: LogReader,
  { filter, what }: ErrorScope,
  options: { readonly showsExamples: boolean },
): Promise<Reply> {
  const span = filter.to - filter.from;
  const earlier = { ...filter, from: filter.from - span, to: filter.from };
  const [now, before] = await Promise.all([
    logs.errors(filter, COMPARED),
    logs.errors(earlier, COMPARED),
  ]);
  const counts = new Map(before.groups.map(({ print, count }) => [print, count]));
  const groups = now.groups.slice(0, SHOWN).map((one): Compared => {
    const was = counts.get(one.print) ?? 0;
    return { ...one, share: one.count / now.total, before: was, trend: trendOf(one.count, was) };
  });
  const trend = trendOf(now.total, before.total);
  const data = {
    ...{ total: now.total, before: before.total, trend },
    top: groups.map(({ print, category, count, share, before: was, trend: went, first, last }) => ({
      ...{ message: print, category, count, share, before: was, trend: went },
      ...{ first: iso(first), last: iso(last) },
    })),
  };
  if (now.total === 0) {
    const words = before.total === 0 ? '' : `; ${before.total} in the window before`;
    return reply([line(`No errors ${what}${words}.`, 'good')], { data });
  }
  const title = `${counted(now.total, 'error')} ${what}, ${ARROWS[trend]} from ${grouped(before.total)}`;
  const rest = now.groups.length - groups.length;
  return reply(
    [
      heading(title, trend === 'increasing' || trend === 'new' ? 'warning' : 'info'),
      ...groups.flatMap((one) => groupBlocks(one, options.showsExamples)),
      ...(rest > 0 ? [line(`${rest} more kinds.`, 'muted')] : []),
      ...causes(groups.flatMap(({ category }) => category ?? [])),
    ],
    { data, asOf: Math.max(...groups.map(({ last }) => last)) },
  );
}

function groupBlocks(one: Compared, showsExample: boolean): Block[] {
  const { count, share, trend, before, category, first, last, example } = one;
  const kind = category === null ? '' : ` (${category})`;
  const [firstLine = ''] = example.text.split('\n');
  return [
    line([
      { kind: 'strong', text: `${grouped(count)} · ${percentText(share)} ${ARROWS[trend]}` },
      ` ${shortened(one.print, 200)}${kind}: ${before === 0 ? 'new' : `${grouped(before)} before`}, `,
      ...(count === 1 ? [] : [time(first), ' to ']),
      time(last),
    ]),
    ...(showsExample ? [line([{ kind: 'code', text: shortened(firstLine, 200) }], 'muted')] : []),
  ];
}

function percentText(share: number): string {
  const percent = Math.round(100 * share);
  return percent === 0 ? '< 1 %' : `${percent} %`;
}

/** Usual causes of the kinds that were found. */
export function causes(kinds: readonly string[]): Block[] {
  const found = ERROR_CATEGORIES.filter(({ name }) => kinds.includes(name));
  if (found.length === 0) return [];
  const columns = ['kind', 'severity', 'usual cause'].map(
    (title) => ({ title, align: 'left' }) as const,
  );
  const rows = found.map(({ name, severity, cause }) => [name, severity, cause]);
  return [line('Usual causes', 'muted'), { kind: 'table', columns, rows }];
}
