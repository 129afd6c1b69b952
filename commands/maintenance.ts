import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { line, refuse, say } from '../src/chat/reply.ts';
import { nearest } from '../src/model/nearest.ts';
import { hasRole } from '../src/model/person.ts';
import type { Matcher } from '../src/model/silence.ts';
import { ANY } from '../src/model/silence.ts';
import { DAY, MINUTE } from '../src/model/time.ts';
import { readSpan } from '../src/report/clock.ts';
import { knownNames } from '../src/report/known.ts';
import { addedText, maintenanceReply } from '../src/report/maintenance.ts';
import { ALL, ALL_LONGEST, readMatcher, TOO_LONG_FOR_ALL } from '../src/report/matcher.ts';
import { silencedReply } from '../src/report/silences.ts';
import { completeRule, fitting } from '../src/report/suggestions.ts';
import { completeTarget } from '../src/report/targets.ts';

const ADD =
  'Write /maintenance add <name> <how long> <target, rule or all> <when>, e.g. /maintenance add backup 2h web-1 0 3 * * 0: Sundays at 03:00; now instead: once.';
const ACTIONS = ['list', 'add', 'remove'] as const;

interface Args {
  readonly name?: string | undefined;
  readonly duration?: string | undefined;
  readonly what?: string | undefined;
  readonly at?: string | undefined;
}

export const maintenance = command({
  name: 'maintenance',
  summary: 'Times by the calendar in which nobody is told: list them; an admin adds and removes.',
  role: 'viewer',
  args: z.object({
    action: z.enum(ACTIONS).optional().describe('list when left out'),
    name: z.string().max(60).optional().describe('name of the window'),
    duration: z.string().max(20).optional().describe('how long: 30m, 2h, 1d'),
    what: z.string().max(200).optional().describe('target, rule or all'),
    at: z
      .string()
      .max(100)
      .optional()
      .describe('when, as cron in your zone: 0 3 * * 0; or now, once'),
  }),
  rest: 'at',
  complete: { name: completeWindow, what: completeWhat },

  async run({ action: asked, ...args }, context) {
    if (asked === undefined && args.name !== undefined) return refuse(noSuchAction(args.name));
    const action = asked ?? 'list';
    if (action === 'list') return maintenanceReply(await context.maintenance.list(), context.now);
    if (!hasRole(context.actor.role, 'admin')) {
      return refuse(`Only admins ${action} maintenance windows. /silence 12 2h hides one alert.`);
    }
    return action === 'add' ? add(args, context) : remove(args, context);
  },
});

function noSuchAction(word: string): string {
  const shown = word.slice(0, 64);
  const near = nearest(shown.toLowerCase(), ACTIONS);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  return `“${shown}” is nothing to do here: write list, add or remove.${hint}`;
}

/** Longest time that one window may take, as in tocsin.yaml. */
const LONGEST = 7 * DAY;

async function add({ name, duration, what, at }: Args, context: CommandContext): Promise<Reply> {
  if (!name || !duration || !what || !at) return refuse(ADD);
  const span = readSpan(duration);
  if (!span) return refuse(`“${duration}” is no length of time: write 30m, 2h or 1d. ${ADD}`);
  if (span < MINUTE || span > LONGEST) return refuse(`Write a time from 1m to 7d. ${ADD}`);
  const matcher = await covered(what, context);
  if ('why' in matcher) return refuse(`${matcher.why} ${ADD}`);
  if (at.toLowerCase() === 'now') return once({ name, span, matcher }, context);
  const window = { name, at, zone: context.zone, duration: span, matcher };
  const { problem } = await context.maintenance.add({ ...window, by: context.actor });
  if (problem !== null) return refuse(`${problem} ${ADD}`);
  return say(addedText(window), 'good', { added: name });
}

/** What begins now and does not come again is a silence: its end is told, and it can be ended early. */
async function once(
  { name, span, matcher }: { name: string; span: number; matcher: Matcher },
  { silences, actor, now }: CommandContext,
): Promise<Reply> {
  const isAll = matcher === ANY;
  if (isAll && span > ALL_LONGEST) return refuse(TOO_LONG_FOR_ALL);
  const hidden = isAll ? ALL : matcher;
  const endsAt = now + span;
  const made = await silences.add({ matcher: hidden, endsAt, reason: name, by: actor });
  if (made.silence === null) return refuse('Nothing of it is open.');
  const shown = silencedReply(made.silence, { ...made, now });
  const said = line(`${name} is open now, once, as a silence: /silences lists it.`, 'muted');
  return { ...shown, blocks: [...shown.blocks, said] };
}

async function covered(what: string, context: CommandContext) {
  if (what.toLowerCase() === 'all') return ANY;
  if (/^#?\d+$/.test(what)) return { why: `“${what}” is no target and no rule.` };
  const read = await readMatcher({ what }, await knownNames(context));
  return read.kind === 'refused' ? { why: read.why.replace(/ Write .*$/, '') } : read.matcher;
}

async function remove({ name }: Args, context: CommandContext): Promise<Reply> {
  if (!name) return refuse('Write /maintenance remove <name>. /maintenance lists them.');
  const { problem } = await context.maintenance.remove(name);
  if (problem !== null) return refuse(problem);
  return say(`Maintenance ${name} is removed: alerts are told again.`, 'good', { removed: name });
}

async function completeWindow(typed: string, context: CommandContext) {
  const windows = await context.maintenance.list();
  return fitting(
    windows.map(({ name, at }) => ({ value: name, label: `${name} (${at})` })),
    typed,
  );
}

async function completeWhat(typed: string, context: CommandContext) {
  const all = fitting([{ value: 'all', label: 'all: every alert' }], typed);
  const found = await Promise.all([completeTarget(typed, context), completeRule(typed, context)]);
  return [...all, ...found.flat()].slice(0, 25);
}
