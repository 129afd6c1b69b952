import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { SEVERITIES } from '../src/model/alert.ts';
import type { ClockSpan } from '../src/model/clock-span.ts';
import { hasRole } from '../src/model/person.ts';
import type { Reach, Wishes } from '../src/model/wishes.ts';
import { REACHES } from '../src/model/wishes.ts';
import { oneCalled } from '../src/report/called.ts';
import { personReply } from '../src/report/person-text.ts';
import { fitting } from '../src/report/suggestions.ts';

/** Only ever given by its name. */
const NO_WORD = /(?!)/;
const HOURS = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

interface Args {
  readonly via?: string | undefined;
  readonly quiet?: string | undefined;
  readonly zone?: string | undefined;
  readonly severity?: Wishes['severity'] | undefined;
  readonly person?: string | undefined;
}

export const me = command({
  name: 'me',
  summary: 'Where you are told, your quiet hours, and of what you hear; shows and sets them.',
  role: 'viewer',
  args: z.object({
    via: z
      .string()
      .max(60)
      .optional()
      .describe(`where, best first: ${REACHES.join(',')}; any`),
    quiet: z.string().max(20).optional().describe('quiet hours: 22:00-07:00; none'),
    zone: z.string().max(60).optional().describe('zone of the quiet hours, as Europe/Berlin'),
    severity: z.enum(SEVERITIES).optional().describe('weakest severity of which you hear'),
    person: z.string().max(64).optional().describe('somebody else; for admins'),
  }),
  words: { via: NO_WORD, quiet: NO_WORD, zone: NO_WORD, person: NO_WORD },
  complete: { person: completePerson },

  async run(args, context) {
    const { oncallDesk, actor, now } = context;
    const meant = personMeant(args.person, context);
    if ('why' in meant) return refuse(meant.why);
    const person = oncallDesk.person(meant.one);
    if (person === null) return refuse(`There is nobody called ${meant.one}.`);
    const asks = [args.via, args.quiet, args.zone, args.severity];
    if (asks.every((one) => one === undefined)) return personReply(person, now);
    const wishes = wished(person.wishes, args, context.zone);
    if ('why' in wishes) return refuse(wishes.why);
    await oncallDesk.wish(person.name, wishes, actor);
    return personReply(oncallDesk.person(person.name) ?? person, now);
  },
});

function personMeant(text: string | undefined, { oncallDesk, actor }: CommandContext) {
  const own = oncallDesk.whoIs(actor);
  if (text === undefined) {
    const why = `tocsin.yaml does not say who you are: an admin adds you under \`people:\`${
      hasRole(actor.role, 'admin') ? ', or write /me person=<name>' : ''
    }.`;
    return own === null ? { why } : { one: own };
  }
  const found = oneCalled(text.replace(/^@/, ''), oncallDesk.people(), 'person');
  if ('one' in found && found.one === own) return found;
  if (!hasRole(actor.role, 'admin'))
    return { why: 'Only admins look at others, and set for them.' };
  return found;
}

function wished(before: Wishes, args: Args, usualZone: string): Wishes | { readonly why: string } {
  const via = args.via === undefined ? before.via : readVia(args.via);
  if (via === null) {
    return { why: `Write via=${REACHES.join(',')}: some of these, the best first, or any.` };
  }
  const zone = args.zone ?? before.quiet?.zone ?? usualZone;
  if (!isZone(zone)) return { why: `“${zone}” is no time zone: write one as Europe/Berlin.` };
  const quiet =
    args.quiet === undefined
      ? before.quiet && { ...before.quiet, zone }
      : readQuiet(args.quiet, zone);
  if (quiet === undefined) {
    return { why: 'Write quiet=22:00-07:00, with two different ends, or none.' };
  }
  if (quiet === null && args.zone !== undefined) {
    return {
      why: 'It is the zone of quiet hours, and there are none: write quiet=22:00-07:00 too.',
    };
  }
  return { via, quiet, severity: args.severity ?? before.severity };
}

/** Empty: any; null: what was written is none of them. */
function readVia(text: string): readonly Reach[] | null {
  const words = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  if (words.join() === 'any') return [];
  const found = REACHES.filter((one) => words.includes(one));
  if (words.length === 0 || found.length !== new Set(words).size) return null;
  return found.toSorted((a, b) => words.indexOf(a) - words.indexOf(b));
}

/** null: none; undefined: no hours. */
function readQuiet(text: string, zone: string): ClockSpan | null | undefined {
  if (/^(none|off)$/i.test(text.trim())) return null;
  const [, ...parts] = HOURS.exec(text.replaceAll(' ', '')) ?? [];
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = parts.map(Number);
  const from = 60 * fromHour + fromMinute;
  const to = 60 * toHour + toMinute;
  return from === to ? undefined : { from, to, zone };
}

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

async function completePerson(typed: string, { oncallDesk }: CommandContext) {
  return fitting(
    oncallDesk.people().map((name) => ({ value: name, label: name })),
    typed,
  );
}
