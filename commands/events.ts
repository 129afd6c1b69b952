import { z } from 'zod';
import type { Choice, CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import type { EventFilter } from '../src/model/event-question.ts';
import { nearest } from '../src/model/nearest.ts';
import type { Target } from '../src/model/target.ts';
import { DAY, HOUR, MINUTE } from '../src/model/time.ts';
import type { EventScope } from '../src/report/events.ts';
import { heatmapReply, newestReply, sessionsReply, topReply } from '../src/report/events.ts';
import { fitting } from '../src/report/suggestions.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

const UNITS = { m: MINUTE, h: HOUR, d: DAY } as const;
/** What is meant as a window, well written or not. */
const LIKE_WINDOW = /^\d+[a-z]*$/i;
const LONGEST = 366 * DAY;
/** A heatmap of a day says nothing of the week. */
const WINDOWS = { top: '24h', list: '24h', sessions: '7d', heatmap: '28d' } as const;
/** How far back fields are suggested from, and how many events are looked at for that. */
const SUGGESTED = 7 * DAY;
const LOOKED_AT = 100;

export const events = command({
  name: 'events',
  summary: 'What happened in applications: kinds and counts, top values, sessions, busy hours.',
  role: 'viewer',
  args: z.object({
    type: z.string().max(200).optional().describe('only this type, such as api_call'),
    by: z.string().max(200).optional().describe('tag or field to sort by, such as endpoint'),
    window: z
      .string()
      .regex(/^[1-9]\d{0,3}[mhd]$/, 'write a window such as 30m, 24h or 7d')
      .refine((text) => spanOf(text) <= LONGEST, 'write a window of at most 366d')
      .optional()
      .describe('how far back: 30m, 24h, 7d'),
    target: z.string().max(200).optional().describe('which target; all when left out'),
    view: z
      .enum(['top', 'sessions', 'heatmap', 'list'])
      .optional()
      .describe('top values, sessions by a field, hours of the week, or the newest'),
  }),
  words: { window: LIKE_WINDOW },
  complete: {
    type: completeType,
    by: completeField,
    window: completeWindow,
    target: completeTarget,
  },

  async run({ type, by, window, target: name, view = 'top' }, context) {
    const { events: reader, zone } = context;
    const picked = name === undefined ? null : pickTarget(await context.targets.list(), name);
    if (picked?.kind === 'refused') return picked.reply;
    const target = picked?.target ?? null;
    const over = window ?? WINDOWS[view];
    const filter = filterOf(context, { span: spanOf(over), target, type: type ?? null });
    const wrong = type === undefined ? null : await unknownType(context, type, filter);
    if (wrong !== null) return refuse(wrong);
    const where = target === null ? '' : ` on ${target.name}`;
    const scope: EventScope = { filter, what: `${type ?? 'events'}${where} in ${over}` };
    switch (view) {
      case 'top':
        return topReply(reader, scope, by ?? null);
      case 'sessions':
        return sessionsReply(reader, scope, by ?? 'user');
      case 'heatmap':
        return heatmapReply(reader, scope, zone);
      case 'list':
        return newestReply(reader, scope);
      default:
        return view satisfies never;
    }
  },
});

function spanOf(window: string): number {
  return Number.parseInt(window, 10) * UNITS[window.slice(-1) as keyof typeof UNITS];
}

function filterOf(
  { now }: Pick<CommandContext, 'now'>,
  asked: { readonly span: number; readonly target: Target | null; readonly type: string | null },
): EventFilter {
  // A sender's clock may be ahead.
  const to = now + 5 * MINUTE;
  return { from: now - asked.span, to, target: asked.target?.id ?? null, type: asked.type };
}

/** What to say when nobody has sent a type; null when somebody has, however long ago. */
async function unknownType(
  context: CommandContext,
  type: string,
  filter: EventFilter,
): Promise<string | null> {
  const known = await typesOf(context, filter.target);
  if (known.includes(type)) return null;
  const near = nearest(type, known);
  const shown = known.slice(0, 20).join(', ');
  return [
    `Nobody has sent events “${type.slice(0, 64)}”.`,
    ...(near === undefined ? [] : [`Did you mean ${near}?`]),
    known.length === 0 ? 'Nothing has been sent yet: see docs/events.md.' : `There are: ${shown}.`,
  ].join(' ');
}

/** Types of events, the commonest first, however long ago they came. */
async function typesOf({ events: reader }: CommandContext, target: number | null) {
  const { kinds } = await reader.usage();
  const own = kinds.filter((one) => target === null || one.target === target);
  const sorted = own.toSorted((one, other) => other.events - one.events);
  return [...new Set(sorted.map(({ type }) => type))];
}

async function completeType(typed: string, context: CommandContext): Promise<readonly Choice[]> {
  const types = await typesOf(context, null);
  return fitting(
    types.map((value) => ({ value, label: value })),
    typed,
  );
}

async function completeField(typed: string, context: CommandContext): Promise<readonly Choice[]> {
  const filter = filterOf(context, { span: SUGGESTED, target: null, type: null });
  const { events: newest } = await context.events.ask(filter, { ask: 'list', limit: LOOKED_AT });
  const names = newest.flatMap(({ tags, body }) => [...Object.keys(tags), ...Object.keys(body)]);
  return fitting(
    [...new Set(names)].sort().map((value) => ({ value, label: value })),
    typed,
  );
}

async function completeWindow(): Promise<readonly Choice[]> {
  return ['1h', '24h', '7d', '28d'].map((value) => ({ value, label: value }));
}
