import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { refuse, say } from '../src/chat/reply.ts';
import { hasRole } from '../src/model/person.ts';
import { DAY } from '../src/model/time.ts';
import { oneCalled } from '../src/report/called.ts';
import { MOMENT, readEnd, readMoment } from '../src/report/moment.ts';
import { oncallReply, overrideData, standingText } from '../src/report/oncall-text.ts';
import { fitting } from '../src/report/suggestions.ts';

const ACTIONS = ['list', 'override', 'swap', 'end'] as const;
const HOW_OVERRIDE =
  'Write /oncall override <rota> <person> <how long> [from], e.g. /oncall override ops Ben 2d, or from=2026-01-05T09:00 for=8h.';
const HOW_SWAP = 'Write /oncall swap <rota> <person> <person>, e.g. /oncall swap ops Ana Ben.';
/** Longest that somebody stands in, and how far ahead that begins. */
const LONGEST = 90 * DAY;
const AHEAD = 365 * DAY;

interface Args {
  readonly rota?: string | undefined;
  readonly person?: string | undefined;
  readonly for?: string | undefined;
  readonly from?: string | undefined;
  readonly with?: string | undefined;
}

export const oncall = command({
  name: 'oncall',
  summary: 'Who is on call, who is next, and when nobody is; operators stand in and swap.',
  role: 'viewer',
  args: z.object({
    action: z.enum(ACTIONS).optional().describe('list when left out'),
    rota: z.string().max(63).optional().describe('which rota; to end an override, its number'),
    person: z.string().max(64).optional().describe('who stands in, or swaps'),
    for: z.string().max(30).optional().describe('how long or until when: 8h, 2d, 18:00'),
    from: z.string().max(30).optional().describe('when it begins: 09:00, 2026-01-05T09:00; now'),
    with: z.string().max(64).optional().describe('who swaps with them'),
  }),
  words: { for: /^\d+[dhm]/i, from: MOMENT },
  complete: { rota: completeRota, person: completePerson, with: completePerson },

  async run({ action = 'list', ...args }, context) {
    if (action === 'list') return list(args, context);
    if (!hasRole(context.actor.role, 'operator')) {
      return refuse(`/oncall ${action} is for the role operator; you are ${context.actor.role}.`);
    }
    if (action === 'override') return override(args, context);
    return action === 'swap' ? swap(args, context) : end(args, context);
  },
});

function list({ rota }: Args, { oncallDesk, now }: CommandContext): Reply {
  const all = oncallDesk.rotas();
  if (rota === undefined) return oncallReply(all, now);
  const found = rotaCalled(rota, all);
  return 'why' in found ? refuse(found.why) : oncallReply([found.one], now);
}

async function override(args: Args, context: CommandContext): Promise<Reply> {
  const { oncallDesk, now, actor } = context;
  if (!args.rota || !args.person || !args.for) return refuse(HOW_OVERRIDE);
  const rota = rotaCalled(args.rota, oncallDesk.rotas());
  if ('why' in rota) return refuse(rota.why);
  const person = personCalled(args.person, context);
  if ('why' in person) return refuse(person.why);
  const { name, zone } = rota.one;
  const from = readMoment(args.from ?? 'now', zone, now);
  if (from === null) return refuse(`“${args.from}” is no time. ${HOW_OVERRIDE}`);
  const to = readEnd(args.for, zone, from);
  if (to === null || to <= now) return refuse(`“${args.for}” is no time to come. ${HOW_OVERRIDE}`);
  if (to - from > LONGEST || from > now + AHEAD) {
    return refuse('Somebody can stand in for 90 days at most, beginning within a year.');
  }
  const standing = { rota: name, person: person.one, from, to };
  const made = await oncallDesk.override(standing, actor);
  if (made === null) return refuse('It could not be stored.');
  return say(`${name}: ${standingText(made, zone)} (${zone}).`, 'good', overrideData(made));
}

async function swap(args: Args, context: CommandContext): Promise<Reply> {
  const { oncallDesk, actor } = context;
  if (!args.rota || !args.person || !args.with) return refuse(HOW_SWAP);
  const rota = rotaCalled(args.rota, oncallDesk.rotas());
  if ('why' in rota) return refuse(rota.why);
  const one = personCalled(args.person, context);
  if ('why' in one) return refuse(one.why);
  const other = personCalled(args.with, context);
  if ('why' in other) return refuse(other.why);
  if (one.one === other.one) return refuse(`${one.one} cannot swap with themselves. ${HOW_SWAP}`);
  const swapped = await oncallDesk.swap(rota.one.name, [one.one, other.one], actor);
  if ('problem' in swapped) return refuse(swapped.problem);
  const { name, zone } = rota.one;
  const said = swapped.made.map((made) => standingText(made, zone)).join('; ');
  return say(`${name}: ${said} (${zone}).`, 'good', {
    made: swapped.made.map(overrideData),
  });
}

async function end({ rota: id }: Args, { oncallDesk }: CommandContext): Promise<Reply> {
  const number = Number(/^#?(\d{1,9})$/.exec(id ?? '')?.[1] ?? 0);
  if (number === 0) return refuse('Write /oncall end <number>; /oncall shows the numbers.');
  if (await oncallDesk.endOverride(number)) {
    return say(`Override #${number} is over: the rota holds again.`, 'good', { ended: number });
  }
  return refuse(`There is no override #${number} that is not over. /oncall lists them.`);
}

function rotaCalled(text: string, all: ReturnType<CommandContext['oncallDesk']['rotas']>) {
  const found = oneCalled(
    text.replace(/^@/, ''),
    all.map(({ name }) => name),
    'rota',
  );
  const one = all.find(({ name }) => 'one' in found && name === found.one);
  if ('why' in found) return found;
  return one === undefined ? { why: `There is no rota ${text}.` } : { one };
}

function personCalled(text: string, { oncallDesk }: CommandContext) {
  return oneCalled(text.replace(/^@/, ''), oncallDesk.people(), 'person');
}

async function completeRota(typed: string, { oncallDesk }: CommandContext) {
  const names = oncallDesk.rotas().map(({ name }) => ({ value: name, label: name }));
  return fitting(names, typed);
}

async function completePerson(typed: string, { oncallDesk }: CommandContext) {
  return fitting(
    oncallDesk.people().map((name) => ({ value: name, label: name })),
    typed,
  );
}
