import { z } from 'zod';
import type { CommandContext, Completer } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { refuse, say } from '../src/chat/reply.ts';
import type { CheckView } from '../src/model/check.ts';
import { nearest } from '../src/model/nearest.ts';
import type { Role } from '../src/model/person.ts';
import { hasRole } from '../src/model/person.ts';
import { checkReply, checksReply, withRun, withTroubles } from '../src/report/check-text.ts';
import { completeCheck } from '../src/report/checks.ts';
import { proposedReply, settledReply } from '../src/report/file-change-text.ts';
import { withObjective } from '../src/report/objective-text.ts';
import { withPings } from '../src/report/ping-text.ts';
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

/** Longest suggestion that a chat takes. */
const MOST_SUGGESTED = 100;

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
    set: completeKey,
  },

  async run({ action: asked, name, set = '', ...keys }, context) {
    const action = asked ?? (name === undefined ? 'list' : 'show');
    const needed = NEEDED[action];
    if (!hasRole(context.actor.role, needed)) {
      return refuse(`/check ${action} is for the role ${needed}; you are ${context.actor.role}.`);
    }
    if (action === 'list') {
      return withTroubles(
        checksReply(context.checks.list(), context.now),
        context.checks.troubles(),
      );
    }
    if (name === undefined) return refuse(`Write /check ${action} ${hintOf(action)}`);
    switch (action) {
      case 'show':
      case 'run':
      case 'off':
      case 'on':
        return aboutOne(action, { name, reason: set, isGuess: asked === undefined }, context);
      case 'add':
      case 'edit':
      case 'remove':
        return change(action, { name, set, keys }, context);
      case 'confirm':
      case 'cancel':
        return settledReply(action, name, context);
      default:
        return action satisfies never;
    }
  },
});

function hintOf(action: Exclude<Action, 'list'>): string {
  if (action === 'confirm' || action === 'cancel') return '<change>, as its button does.';
  if (action === 'add') return '<name> kind=http url=https://shop.example.com/health';
  if (action === 'edit') return '<name> interval=30s; a key without value (warn=) is taken away.';
  return '<name>. /check lists them.';
}

async function aboutOne(
  action: 'show' | 'run' | 'off' | 'on',
  asked: { readonly name: string; readonly reason: string; readonly isGuess: boolean },
  context: CommandContext,
): Promise<Reply> {
  const { checks, actor, now, signal } = context;
  const found = find(asked, checks.list());
  if (typeof found === 'string') return refuse(found);
  const { name } = found.check;
  if (action === 'show')
    return withRun(await shown(found, context), name, hasRole(actor.role, 'operator'));
  if (action === 'run') {
    const ran = await checks.run(name, signal);
    if ('problem' in ran) return refuse(ran.problem);
    return withRun(checkReply(ran.view, checks.subject(ran.view.check), now), name, true);
  }
  const { reason } = asked;
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

async function change(
  kind: 'add' | 'edit' | 'remove',
  given: {
    readonly name: string;
    readonly set: string;
    readonly keys: Readonly<Record<string, string | undefined>>;
  },
  { fileDesk, checks, signal }: CommandContext,
): Promise<Reply> {
  // As it is written in the file, whatever the case here.
  const known = find({ name: given.name, isGuess: false }, checks.list());
  const name = kind !== 'add' && typeof known !== 'string' ? known.check.name : given.name;
  const about = { of: 'check', name } as const;
  if (kind === 'remove') {
    return proposedReply('check', await fileDesk.propose({ ...about, kind }, signal));
  }
  const more = keysAndValues(given.set, 'timeout=5s or expect="status == 200"', ['expect', 'warn']);
  if (typeof more === 'string') return refuse(more);
  const named = Object.entries(given.keys).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  const words = { ...Object.fromEntries(named), ...more };
  if (Object.keys(words).length === 0) return refuse(`Write /check ${kind} ${hintOf(kind)}`);
  return proposedReply('check', await fileDesk.propose({ ...about, kind, words }, signal));
}

/** Keys of every kind behind what stands there already. */
async function completeKey(...[typed, { checks }]: Parameters<Completer>) {
  const [, before = '', last = ''] = /^(.*\s)?(\S*)$/s.exec(typed) ?? [];
  const keys = [...new Set(checks.kinds.flatMap((one) => one.keys))];
  return keys
    .filter((key) => key.startsWith(last) && key !== 'name' && key !== 'kind')
    .map((key) => {
      const of = checks.kinds.filter((one) => one.keys.includes(key));
      const all = of.length === checks.kinds.length;
      const label = all ? 'every kind' : of.map(({ kind }) => kind).join(', ');
      return { value: `${before}${key}=`, label: `${key}= (${label})`.slice(0, MOST_SUGGESTED) };
    })
    .filter(({ value }) => value.length <= MOST_SUGGESTED)
    .slice(0, 25);
}
