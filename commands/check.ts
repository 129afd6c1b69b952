import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { refuse, say } from '../src/chat/reply.ts';
import type { CheckView } from '../src/model/check.ts';
import { PLUGIN } from '../src/model/check.ts';
import { nearest } from '../src/model/nearest.ts';
import type { Role } from '../src/model/person.ts';
import { hasRole } from '../src/model/person.ts';
import { checkReply, checksReply, withDeed, withTroubles } from '../src/report/check-text.ts';
import { completeCheckKeys, turned, typedKeys, unread } from '../src/report/check-words.ts';
import { completeCheck } from '../src/report/checks.ts';
import { proposedReply, settledReply } from '../src/report/file-change-text.ts';
import { withObjective } from '../src/report/objective-text.ts';
import { withPings } from '../src/report/ping-text.ts';
import { pushedReply } from '../src/report/pushed.ts';
import { completeInterval } from '../src/report/span-word.ts';
import { fitting, NAMED_ONLY } from '../src/report/suggestions.ts';
import { keysAndValues } from '../src/report/typed-words.ts';

/** What can be done, each with the weakest role that may. */
const NEEDED = {
  list: 'viewer',
  show: 'viewer',
  run: 'operator',
  off: 'operator',
  on: 'operator',
  add: 'admin',
  edit: 'admin',
  remove: 'admin',
  confirm: 'admin',
  cancel: 'admin',
} as const satisfies Record<string, Role>;
type Action = keyof typeof NEEDED;
const ACTIONS = Object.keys(NEEDED) as [Action, ...Action[]];

export const check = command({
  name: 'check',
  summary:
    'Checks: how they stand; an operator runs one and switches it off and on, an admin adds, edits and removes it.',
  role: 'viewer',
  args: z.object({
    action: z.enum(ACTIONS).optional().describe('list when left out'),
    name: z.string().max(64).optional().describe('which check; to confirm: which change'),
    kind: z.string().max(30).optional().describe('kind=http; tcp, dns, postgres …'),
    url: z.string().max(500).optional().describe('url=https://shop.example.com/health'),
    host: z.string().max(255).optional().describe('host=192.0.2.10'),
    port: z.string().max(5).optional().describe('port=5432'),
    interval: z.string().max(20).optional().describe('interval=30s'),
    set: z
      .string()
      .max(2_000)
      .optional()
      .describe('other keys: fail_after=3 expect="status == 200; latency_ms < 500"; to off: why'),
  }),
  rest: 'set',
  words: {
    kind: NAMED_ONLY,
    url: NAMED_ONLY,
    host: NAMED_ONLY,
    port: NAMED_ONLY,
    interval: NAMED_ONLY,
  },
  complete: {
    name: completeCheck,
    kind: async (typed, { checks }) =>
      fitting(
        checks.kinds.map(({ kind, summary }) => ({ value: kind, label: `${kind}: ${summary}` })),
        typed,
      ),
    set: completeCheckKeys,
    interval: completeInterval,
  },

  async run({ action: written, name, set: words = '', ...keys }, context) {
    const { asked, set } = turned({ asked: written, name, words }, ACTIONS);
    const action = asked ?? (name === undefined ? 'list' : 'show');
    const needed = NEEDED[action];
    if (!hasRole(context.actor.role, needed)) {
      return refuse(`/check ${action} is for the role ${needed}; you are ${context.actor.role}.`);
    }
    if (action === 'list') {
      if (name !== undefined) return refuse(`/check show ${name} shows it; /check lists them all.`);
      return withTroubles(await listed(context), context.checks.troubles());
    }
    if (name === undefined) return refuse(`Write /check ${action} ${hintOf(action)}`);
    const more = [set, ...typedKeys(keys).map(([key, value]) => `${key}=${value}`)]
      .join(' ')
      .trim();
    switch (action) {
      case 'show':
      case 'run':
      case 'off':
      case 'on':
        return aboutOne(action, { name, more, isGuess: asked === undefined }, context);
      case 'add':
      case 'edit':
        return change(action, { name, set, keys }, context);
      case 'remove':
        return more === ''
          ? remove(name, context)
          : refuse(unread({ action, name, more }, ACTIONS));
      case 'confirm':
      case 'cancel':
        return more === ''
          ? settledReply(action, name, context)
          : refuse(unread({ action, name, more }, ACTIONS));
      default:
        return action satisfies never;
    }
  },
});

async function listed(context: CommandContext): Promise<Reply> {
  const { checks, targets, now } = context;
  const all = checks.list();
  const pushed =
    all.length === 0 ? await pushedReply(context, await targets.list(), { checks: [] }) : null;
  return pushed ?? checksReply(all, now);
}

function hintOf(action: Exclude<Action, 'list'>): string {
  if (action === 'confirm' || action === 'cancel') return '<change>, as its button does.';
  if (action === 'add') return '<name> kind=http url=https://shop.example.com/health';
  if (action === 'edit') return '<name> interval=30s; a key without value (warn=) is taken away.';
  return '<name>. /check lists them.';
}

async function aboutOne(
  action: 'show' | 'run' | 'off' | 'on',
  asked: { readonly name: string; readonly more: string; readonly isGuess: boolean },
  context: CommandContext,
): Promise<Reply> {
  const { checks, actor, now, signal } = context;
  const found = find(asked, checks.list());
  if (typeof found === 'string') return refuse(found);
  const { name } = found.check;
  const { more: reason } = asked;
  if ((action === 'show' || action === 'run') && reason !== '') {
    return refuse(unread({ action, name, more: reason }, ACTIONS));
  }
  if (action === 'show') {
    return withDeed(await shown(found, context), found, hasRole(actor.role, 'operator'));
  }
  if (action === 'run') {
    const ran = await checks.run(name, signal);
    if ('problem' in ran) return refuse(ran.problem);
    return withDeed(checkReply(ran.view, checks.subject(ran.view.check), now), ran.view, true);
  }
  const { problem } = await checks.switch(name, { on: action === 'on', by: actor, reason });
  if (problem !== null) return refuse(problem);
  const data = { check: name, off: action === 'off' };
  return action === 'on'
    ? say(`${name} is run again.`, 'good', data)
    : say(
        `${name} is switched off and its alerts have ended. /check on ${name} runs it again.`,
        'warning',
        data,
      );
}

async function shown(
  view: CheckView,
  { checks, actor, http, now }: CommandContext,
): Promise<Reply> {
  const seen = checkReply(view, checks.subject(view.check), now);
  const reply = await withObjective(seen, view, { checks, now });
  const pings = checks.pings(view.check.name);
  return pings === null ? reply : withPings(reply, pings, hasRole(actor.role, 'admin') && http);
}

/** A check by its name, whatever the case; text says that there is none. */
function find(
  { name, isGuess }: { readonly name: string; readonly isGuess: boolean },
  all: readonly CheckView[],
): CheckView | string {
  const wanted = name.toLowerCase();
  const view =
    all.find((one) => one.check.name === name) ??
    all.find((one) => one.check.name.toLowerCase() === wanted);
  if (view !== undefined) return view;
  const action = isGuess ? nearest(wanted, ACTIONS) : undefined;
  const near = nearest(
    name,
    all.map((one) => one.check.name),
  );
  const meant = near ?? (action === undefined ? undefined : `/check ${action}`);
  return `There is no check ${name}${meant === undefined ? '.' : `; did you mean ${meant}?`}`;
}

/** What of code is changed where it is written, and how; null for what stands in the configuration. */
function ofCode(
  { check: one }: CheckView,
  { checks }: Pick<CommandContext, 'checks'>,
  how: 'change' | 'take away',
): string | null {
  if (one.kind !== PLUGIN) return null;
  const file = checks.subject(one);
  return `${one.name} is made by the plug-in ${file}, not by tocsin.yaml: ${how} it in that file, then write /config reload. /check off ${one.name} stops it at once.`;
}

async function remove(given: string, context: CommandContext): Promise<Reply> {
  const { fileDesk, checks, signal } = context;
  const known = find({ name: given, isGuess: false }, checks.list());
  const wrong = typeof known === 'string' ? null : ofCode(known, context, 'take away');
  if (wrong !== null) return refuse(wrong);
  // As it is written in the file, whatever the case here.
  const name = typeof known === 'string' ? given : known.check.name;
  const wanted = { of: 'check', name, kind: 'remove' } as const;
  return proposedReply('check', await fileDesk.propose(wanted, signal));
}

async function change(
  kind: 'add' | 'edit',
  given: {
    readonly name: string;
    readonly set: string;
    readonly keys: Readonly<Record<string, string | undefined>>;
  },
  context: CommandContext,
): Promise<Reply> {
  const { fileDesk, checks, signal } = context;
  const known = find({ name: given.name, isGuess: false }, checks.list());
  const wrong = typeof known === 'string' ? null : ofCode(known, context, 'change');
  if (wrong !== null) return refuse(wrong);
  const name = kind === 'edit' && typeof known !== 'string' ? known.check.name : given.name;
  const more = keysAndValues(given.set, 'timeout=5s or expect="status == 200"', ['expect', 'warn']);
  if (typeof more === 'string') return refuse(more);
  const words = { ...Object.fromEntries(typedKeys(given.keys)), ...more };
  if (Object.keys(words).length === 0) return refuse(`Write /check ${kind} ${hintOf(kind)}`);
  return proposedReply('check', await fileDesk.propose({ of: 'check', name, kind, words }, signal));
}
