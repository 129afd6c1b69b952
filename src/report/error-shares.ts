import type { Reply } from '../chat/reply.ts';
import { heading, line, reply } from '../chat/reply.ts';
import type { LogReader } from '../model/log.ts';
import { iso } from './data.ts';
import { ARROWS, causes, type ErrorScope, trendOf } from './error-groups.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Rows that are shown, and characters of a name. */
const SHOWN = 15;
const NAME = 60;

/** What errors can be told apart by; `of`: what is stored, `none`: what stands for those that name none. */
const SHARED_BY = {
  module: { of: 'logger', none: 'no module named' },
  type: { of: 'category', none: 'other' },
} as const;

/** How many errors each module wrote, or there were of each type, against the window before. */
export async function errorSharesReply(
  logs: LogReader,
  { filter, what }: ErrorScope,
  by: keyof typeof SHARED_BY,
): Promise<Reply> {
  const { of, none } = SHARED_BY[by];
  const earlier = { ...filter, from: 2 * filter.from - filter.to, to: filter.from };
  const [now, before] = await Promise.all([logs.shares(filter, of), logs.shares(earlier, of)]);
  const total = sum(now);
  const totalBefore = sum(before);
  const shares = now.map(({ name, count, first, last }) => {
    const was = before.find((one) => one.name === name)?.count ?? 0;
    const share = count / total;
    return { name, count, share, before: was, trend: trendOf(count, was), first, last };
  });
  const trend = trendOf(total, totalBefore);
  const data = {
    ...{ total, before: totalBefore, trend },
    [by]: shares.map(({ first, last, ...one }) => ({ ...one, first: iso(first), last: iso(last) })),
  };
  if (total === 0) return reply([line(`No errors ${what}.`, 'good')], { data });
  const rows = shares
    .slice(0, SHOWN)
    .map(({ name, count, share, before: was, trend: went }) => [
      shortened(name ?? none, NAME),
      `${count} ${ARROWS[went]}`,
      String(Math.round(100 * share)),
      String(was),
    ]);
  const columns = [
    { title: by, align: 'left' },
    ...['now', '%', 'before'].map((title) => ({ title, align: 'right' }) as const),
  ] as const;
  const rest = shares.length - rows.length;
  return reply(
    [
      heading(
        `${counted(total, 'error')} ${what} by ${by}, ${ARROWS[trend]} from ${grouped(totalBefore)}`,
        'info',
      ),
      { kind: 'table', columns, rows },
      ...(rest > 0 ? [line(`${rest} more.`, 'muted')] : []),
      ...(by === 'type' ? causes(shares.flatMap(({ name }) => name ?? [])) : []),
    ],
    { data, asOf: Math.max(...shares.map(({ last }) => last)) },
  );
}

function sum(shares: readonly { readonly count: number }[]): number {
  return shares.reduce((all, { count }) => all + count, 0);
}
