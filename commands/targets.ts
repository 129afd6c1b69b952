import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { line, refuse, say } from '../src/chat/reply.ts';
import { nearest } from '../src/model/nearest.ts';
import type { Role } from '../src/model/person.ts';
import { hasRole } from '../src/model/person.ts';
import type { Target } from '../src/model/target.ts';
import type { TestListener } from '../src/model/target-test.ts';
import { DAY, MINUTE } from '../src/model/time.ts';
import { readSpan } from '../src/report/clock.ts';
import { proposedReply, settledReply } from '../src/report/file-change-text.ts';
import { pauseBlock, pauseData } from '../src/report/pause-text.ts';
import { NAMED_ONLY } from '../src/report/suggestions.ts';
import { testedReply, testingReply } from '../src/report/target-test-text.ts';
import { targetReply, targetsReply } from '../src/report/target-text.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';
import { keysAndValues } from '../src/report/typed-words.ts';

/** What can be done, each with the weakest role that may. */
const NEEDED = {
  list: 'viewer',
  show: 'viewer',
  pause: 'operator',
  resume: 'operator',
  test: 'operator',
  add: 'admin',
  edit: 'admin',
  remove: 'admin',
  confirm: 'admin',
  cancel: 'admin',
} as const satisfies Record<string, Role>;
type Action = keyof typeof NEEDED;
const ACTIONS = Object.keys(NEEDED) as [Action, ...Action[]];

/** Longest pause with an end. */
const LONGEST = 30 * DAY;
const NONE =
  'No targets are watched. Add one: /targets add web-1 kind=ssh host=192.0.2.10 user=ana';

export const targets = command({
  name: 'targets',
  summary:
    'What is watched; an operator tests, pauses and resumes it, an admin adds, edits and removes it.',
  role: 'viewer',
  args: z.object({
    action: z.enum(ACTIONS).optional().describe('list when left out'),
    name: z.string().max(63).optional().describe('which target; to confirm: which change'),
    for: z.string().max(20).optional().describe('how long to pause it: 30m, 2h, 1d'),
    kind: z.string().max(20).optional().describe('kind=ssh; also local, docker and push'),
    host: z.string().max(255).optional().describe('host=192.0.2.10'),
    user: z.string().max(64).optional().describe('user=monitor'),
    port: z.string().max(5).optional().describe('port=22'),
    interval: z.string().max(20).optional().describe('interval=5m'),
    preset: z.string().max(63).optional().describe('preset=base'),
    set: z.string().max(2_000).optional().describe('other keys: key=~/.ssh/id labels=team:core'),
  }),
  rest: 'set',
  words: {
    for: /^\d+[smhd]/i,
    kind: NAMED_ONLY,
    host: NAMED_ONLY,
    user: NAMED_ONLY,
    port: NAMED_ONLY,
    interval: NAMED_ONLY,
    preset: NAMED_ONLY,
  },
  complete: { name: completeTarget },

  async run({ action: asked, name, for: span, set, ...keys }, context) {
    const action = asked ?? (name === undefined ? 'list' : 'show');
    const needed = NEEDED[action];
    if (!hasRole(context.actor.role, needed)) {
      return refuse(`/targets ${action} is for the role ${needed}; you are ${context.actor.role}.`);
    }
    if (action === 'list') return list(context);
    if (name === undefined) return refuse(`Write /targets ${action} ${hintOf(action)}`);
    switch (action) {
      case 'show':
      case 'pause':
      case 'resume':
      case 'test': {
        const unread = set ?? Object.values(keys).find((value) => value !== undefined);
        if (unread !== undefined) return refuse(notRead(action, unread));
        return aboutOne(action, { name, span, isGuess: asked === undefined }, context);
      }
      case 'add':
      case 'edit':
      case 'remove':
        return change(action, { name, set: set ?? '', keys }, context);
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
  if (action === 'add') return '<name> kind=ssh host=192.0.2.10 user=ana';
  if (action === 'edit') return '<name> interval=5m; a key without value (user=) is taken away.';
  return '<name>. /targets lists them.';
}

/** A word that is left over would else be passed over, such as a time without its unit. */
function notRead(action: 'show' | 'pause' | 'resume' | 'test', word: string): string {
  const form = action === 'pause' ? '<name>, or with a time such as 30m, 2h, 1d.' : '<name>.';
  return `“${word.slice(0, 60)}” has no meaning here: write /targets ${action} ${form}`;
}

async function list(context: CommandContext): Promise<Reply> {
  const all = await context.targets.list();
  if (all.length === 0) return say(NONE, 'warning', { targets: [] });
  const rows = await Promise.all(
    all.map(async (target) => ({
      ...{ target, probes: context.probes(target), waits: context.waits(target) },
      last: await context.rounds.last(target.id),
    })),
  );
  return targetsReply(rows, context.now);
}

interface Asked {
  readonly name: string;
  readonly span: string | undefined;
  /** Whether the word may have been meant as an action. */
  readonly isGuess: boolean;
}

async function aboutOne(
  action: 'show' | 'pause' | 'resume' | 'test',
  { name, span, isGuess }: Asked,
  context: CommandContext,
): Promise<Reply> {
  const all = await context.targets.list();
  const near = isGuess ? nearest(name.toLowerCase(), ACTIONS) : undefined;
  const picked = pickTarget(all, name);
  if (picked.kind === 'refused') {
    if (near === undefined) return picked.reply;
    return refuse(`There is no target “${name}”. Did you mean /targets ${near}?`);
  }
  const { target } = picked;
  if (action === 'pause') return pause(target, span, context);
  if (action === 'resume') return resume(target, context);
  if (action === 'test') return test(target, context);
  const now = { probes: context.probes(target), waits: context.waits(target) };
  const last = await context.rounds.last(target.id);
  return targetReply({ target, last, ...now }, context.now);
}

async function pause(
  target: Target,
  span: string | undefined,
  { targetDesk, actor, now }: CommandContext,
): Promise<Reply> {
  const length = span === undefined ? null : readSpan(span);
  if (span !== undefined && !length) {
    return refuse(`“${span}” is no length of time: write 30m, 2h or 1d.`);
  }
  if (length !== null && (length < MINUTE || length > LONGEST)) {
    return refuse('Write a time from 1m to 30d, or none to pause it until somebody resumes it.');
  }
  const until = length === null ? null : now + length;
  const paused = await targetDesk.pause(target, { by: actor, until });
  const [said] = pauseBlock(paused);
  const more = `${target.name} has no rounds, and its alerts are held. /targets resume ${target.name} ends it.`;
  const told = say(more, 'warning', { target: target.name, paused: pauseData(paused) });
  return { ...told, blocks: [...(said ? [said] : []), line(more, 'muted')] };
}

async function resume(target: Target, { targetDesk }: CommandContext): Promise<Reply> {
  const { name } = target;
  const resumed = await targetDesk.resume(target);
  const data = { target: name, resumed };
  return resumed
    ? say(`${name} is watched again.`, 'good', data)
    : say(`${name} is not paused.`, 'info', data);
}

/** Where a message can be edited it shows each step when it has ended; elsewhere all are shown when the last has. */
async function test(target: Target, context: CommandContext): Promise<Reply> {
  const { name } = target;
  const isLive = await context.liveMessages.begin(
    context.place,
    testingReply(name, [], null),
    (show, signal) =>
      tested(target, context, {
        tell: (ended, now) => show(testingReply(name, ended, now)),
        signal,
        isShared: true,
      }),
  );
  if (isLive)
    return say(`Each step of ${name} is shown here as it ends.`, 'info', { target: name });
  const alone = { tell: () => {}, signal: context.signal, isShared: false };
  return tested(target, context, alone);
}

/**
 * A key that nobody knows yet can be pinned by an admin, who compares it first. What would become of the file is for
 * that admin alone, so where all read the result (`isShared`) it says only how to ask for it.
 */
async function tested(
  target: Target,
  { targetDesk, fileDesk, actor }: CommandContext,
  options: {
    readonly tell: TestListener;
    readonly signal: AbortSignal;
    readonly isShared: boolean;
  },
): Promise<Reply> {
  const result = await targetDesk.test(target, options);
  const { name } = target;
  const shown = testedReply(name, result);
  if (result.unknownKey === null) return shown;
  if (options.isShared || !hasRole(actor.role, 'admin')) {
    const pin = `/targets edit ${name} host_key=${result.unknownKey}`;
    const text = `Compare the fingerprint with the one on the host; an admin pins it with ${pin}`;
    return { ...shown, blocks: [...shown.blocks, line(text, 'warning')] };
  }
  const words = { host_key: result.unknownKey };
  const pinning = proposedReply(
    'targets',
    await fileDesk.propose({ of: 'target', kind: 'edit', name, words }, options.signal),
  );
  const hint = line(
    'Compare the fingerprint with the one on the host; Confirm pins it.',
    'warning',
  );
  return { ...shown, blocks: [...shown.blocks, hint, ...pinning.blocks], private: true };
}

async function change(
  kind: 'add' | 'edit' | 'remove',
  given: {
    readonly name: string;
    readonly set: string;
    readonly keys: Readonly<Record<string, string | undefined>>;
  },
  { fileDesk, targets: reader, signal }: CommandContext,
): Promise<Reply> {
  const { set } = given;
  // As it is written in the file, whatever the case here.
  const known = pickTarget(await reader.list(), given.name);
  const name = kind !== 'add' && known.kind === 'target' ? known.target.name : given.name;
  const about = { of: 'target', name } as const;
  if (kind === 'remove') {
    return proposedReply('targets', await fileDesk.propose({ ...about, kind }, signal));
  }
  const more = keysAndValues(set, 'host=192.0.2.11');
  if (typeof more === 'string') return refuse(more);
  const named = Object.entries(given.keys).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  const words = { ...Object.fromEntries(named), ...more };
  if (Object.keys(words).length === 0) return refuse(`Write /targets ${kind} ${hintOf(kind)}`);
  return proposedReply('targets', await fileDesk.propose({ ...about, kind, words }, signal));
}
