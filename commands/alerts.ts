import { z } from 'zod';
import type { AlertDesk, AlertFilter, CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { refuse } from '../src/chat/reply.ts';
import type { Alert, Severity } from '../src/model/alert.ts';
import { SEVERITIES } from '../src/model/alert.ts';
import type { Target } from '../src/model/target.ts';
import { DAY } from '../src/model/time.ts';
import { alertListReply, PAGE, PAGES } from '../src/report/alert-list.ts';
import { alertStats } from '../src/report/alert-stats.ts';
import type { Covers } from '../src/report/held-now.ts';
import {
  coversNow,
  heldMark,
  openWindowText,
  windowsOverAll,
  withCovers,
} from '../src/report/held-now.ts';
import { statsReply } from '../src/report/stats-text.ts';
import { NAMED_ONLY } from '../src/report/suggestions.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

const STATES = ['open', 'pending', 'firing', 'acknowledged', 'resolved', 'all'] as const;
/** Days that statistics look back unless told otherwise. */
const DAYS = 7;

export const alerts = command({
  name: 'alerts',
  summary:
    'Alerts, strongest first; the open ones unless a state is given. `stats`: how they went.',
  role: 'viewer',
  args: z.object({
    state: z
      .enum([...STATES, 'stats'])
      .optional()
      .describe('which state; open when left out'),
    severity: z.enum(SEVERITIES).optional().describe('only this severity'),
    page: number(PAGES, 'a page')
      .optional()
      .describe('page of the list; with stats: how many days'),
    target: z.string().optional().describe('only this target'),
    days: number(365, 'days').optional().describe('with stats: how many days back'),
  }),
  words: { page: /^\d{1,4}d?$/, days: NAMED_ONLY },
  complete: { target: completeTarget },

  async run({ state = 'open', severity = null, page, target: name, days }, context) {
    const targets = await context.targets.list();
    const picked = name === undefined ? null : pickTarget(targets, name);
    if (picked?.kind === 'refused') return refuse(noSuchWord(name ?? '', targets));
    const target = picked?.target ?? null;
    if (state === 'stats') return stats(days ?? page ?? DAYS, target, context);
    return list({ state, severity, page: page ?? 1, target }, context);
  },
});

interface Asked {
  readonly state: State;
  readonly severity: Severity | null;
  /** From 1. */
  readonly page: number;
  readonly target: Target | null;
}

async function list(
  { state, severity, page, target }: Asked,
  context: CommandContext,
): Promise<Reply> {
  const filter = { severity, target: target?.id ?? null, limit: page * PAGE };
  const found = await listed(context.alerts, state, filter);
  const shown = found.alerts.slice((page - 1) * PAGE);
  const open = shown.filter((one) => one.state.kind !== 'resolved');
  const covers = await coversNow(context);
  const overAll = state === 'resolved' ? [] : windowsOverAll(covers, open);
  // What stands above the list is not said in every line of it.
  const windows = covers.windows.filter((one) => !overAll.includes(one));
  const isLong = found.total > PAGE && severity === null;
  return alertListReply({
    alerts: shown,
    total: found.total,
    page,
    state,
    severity,
    target: target?.name ?? null,
    silenced: new Set(),
    held: await heldOf(open, { ...covers, windows }, context),
    maintenance: overAll.map(openWindowText),
    severities: isLong ? await counts(context, state, filter) : [],
    now: context.now,
  });
}

function number(most: number, what: string) {
  return z
    .string()
    .regex(/^\d{1,4}d?$/, `write ${what} as a number from 1 to ${most}`)
    .transform((text) => Number.parseInt(text, 10))
    .refine((value) => value >= 1 && value <= most, `write ${what} as a number from 1 to ${most}`);
}

type State = (typeof STATES)[number];

/** The open ones first when all are asked for. */
async function listed(
  desk: AlertDesk,
  state: State,
  filter: Omit<AlertFilter, 'state'>,
): Promise<{ alerts: readonly Alert[]; total: number }> {
  if (state !== 'all') return desk.list({ ...filter, state });
  const open = await desk.list({ ...filter, state: 'open' });
  const over = await desk.list({ ...filter, state: 'resolved' });
  const both = [...open.alerts, ...over.alerts].slice(0, filter.limit);
  return { alerts: both, total: open.total + over.total };
}

async function counts(
  { alerts: desk }: CommandContext,
  state: State,
  filter: Omit<AlertFilter, 'state'>,
) {
  const all = await Promise.all(
    SEVERITIES.toReversed().map(async (severity) => {
      const { total } = await listed(desk, state, { ...filter, severity, limit: 1 });
      return { severity, count: total };
    }),
  );
  return all.filter(({ count }) => count > 0);
}

async function heldOf(
  open: readonly Alert[],
  covers: Covers,
  { alerts: desk, zone, now }: CommandContext,
): Promise<ReadonlyMap<number, string>> {
  const marks = await Promise.all(
    open.map(async (alert): Promise<[number, string][]> => {
      const holds = withCovers(alert, await desk.holds(alert.id), covers);
      const mark = heldMark(holds, zone, now);
      return mark === null ? [] : [[alert.id, mark]];
    }),
  );
  return new Map(marks.flat());
}

async function stats(days: number, target: Target | null, context: CommandContext): Promise<Reply> {
  const range = { from: context.now - days * DAY, to: context.now + 1 };
  const all = await context.alerts.between(range.from, range.to, target?.id ?? null);
  return statsReply(alertStats(all, range, context.zone), { days, target: target?.name ?? null });
}

/** A word that is no state and no severity is read as a target: it may have been meant as any of them. */
function noSuchWord(word: string, targets: readonly Target[]): string {
  const names = targets.slice(0, 20).map(({ name }) => name);
  return [
    `“${word.slice(0, 64)}” is no state, severity or target.`,
    `States: ${STATES.join(', ')}.`,
    `Severities: ${SEVERITIES.join(', ')}.`,
    names.length === 0 ? 'No targets are watched.' : `Targets: ${names.join(', ')}.`,
  ].join(' ');
}
