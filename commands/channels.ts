import { z } from 'zod';
import type { CommandContext, Completer } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { refuse, say } from '../src/chat/reply.ts';
import type { Severity } from '../src/model/alert.ts';
import { SEVERITIES } from '../src/model/alert.ts';
import type { Role } from '../src/model/person.ts';
import { hasRole } from '../src/model/person.ts';
import { oneCalled } from '../src/report/called.ts';
import { channelReply, channelsReply, channelTestReply } from '../src/report/channel-text.ts';
import { readLabels } from '../src/report/matcher.ts';
import { routeReply } from '../src/report/route-text.ts';
import { completeRule } from '../src/report/suggestions.ts';
import { completeTarget } from '../src/report/targets.ts';

/** What can be done, each with the weakest role that may. */
const NEEDED = { list: 'viewer', route: 'viewer', test: 'operator' } as const satisfies Record<
  string,
  Role
>;
type Action = keyof typeof NEEDED;
const ACTIONS = Object.keys(NEEDED) as [Action, ...Action[]];

/** Only ever given by its name. */
const NO_WORD = /(?!)/;

/** Longest that a test is waited for where its answer cannot be edited. */
const PATIENCE = 12_000;

export const channels = command({
  name: 'channels',
  summary: 'Where alerts go, how that fares, and who hears of what; an operator sends a test.',
  role: 'viewer',
  args: z.object({
    action: z.enum(ACTIONS).default('list').describe('list when left out'),
    name: z.string().max(64).optional().describe('which channel, or all'),
    severity: z.enum(SEVERITIES).optional().describe('route: of an alert this strong; warning'),
    target: z.string().max(63).optional().describe('route: of this target'),
    rule: z.string().max(63).optional().describe('route: by this rule'),
    type: z.string().max(63).optional().describe('route: of this type of rule'),
    label: z
      .string()
      .max(500)
      .optional()
      .describe('route: with label=team:core, several with commas'),
  }),
  words: { target: NO_WORD, rule: NO_WORD, type: NO_WORD, label: NO_WORD },
  complete: { name: completeChannel(), target: completeTarget, rule: completeRule },

  async run({ action, name, ...asked }, context) {
    const needed = NEEDED[action];
    if (!hasRole(context.actor.role, needed)) {
      return refuse(
        `/channels ${action} is for the role ${needed}; you are ${context.actor.role}.`,
      );
    }
    if (action === 'test') return test(name, context);
    if (action === 'route') return route(asked, context);
    return list(name, context);
  },
});

async function list(name: string | undefined, { channelDesk }: CommandContext): Promise<Reply> {
  const { channels: all, absent } = await channelDesk.list();
  if (name === undefined || name.toLowerCase() === 'all') return channelsReply(all, absent);
  const names = all.map((channel) => channel.name);
  const found = oneCalled(name, names, 'channel');
  const one = 'one' in found && all.find((channel) => channel.name === found.one);
  if (one) return channelReply(one);
  return refuse('why' in found ? found.why : `There is no channel ${name}.`);
}

interface AskedWords {
  readonly severity?: Severity | undefined;
  readonly target?: string | undefined;
  readonly rule?: string | undefined;
  readonly type?: string | undefined;
  readonly label?: string | undefined;
}

async function route(words: AskedWords, context: CommandContext): Promise<Reply> {
  const { severity = 'warning', target, rule, type, label } = words;
  const known = await context.targets.list();
  if (target !== undefined && !known.some(({ name }) => name === target)) {
    return refuse(`There is no target ${target.slice(0, 63)}. /targets lists them.`);
  }
  const rules = (await context.ruleDesk.list()).map((one) => one.rule.name);
  if (rule !== undefined && !rules.includes(rule)) {
    return refuse(`There is no rule ${rule.slice(0, 63)}. /rules lists them.`);
  }
  const labels = readLabels(label);
  if (labels === null) return refuse('Write labels as label=team:core, several with commas.');
  const asked = {
    severity,
    labels,
    ...(target !== undefined && { target }),
    ...(rule !== undefined && { rule }),
    ...(type !== undefined && { type }),
  };
  return routeReply(context.channelDesk.route(asked), asked);
}

function completeChannel(): Completer {
  return async (typed, { channelDesk }) => {
    const names = ['all', ...(await channelDesk.list()).channels.map(({ name }) => name)];
    const word = typed.toLowerCase();
    const fitting = names.filter((name) => name.toLowerCase().includes(word));
    return fitting.slice(0, 25).map((name) => ({ value: name, label: name }));
  };
}

/** Where a message can be edited it shows each outcome as it comes; elsewhere all when the last has. */
async function test(name: string | undefined, context: CommandContext): Promise<Reply> {
  const { channelDesk, actor: by } = context;
  const known = (await channelDesk.list()).channels.map((one) => one.name);
  const wanted = name?.toLowerCase();
  const names = wanted === 'all' ? known : known.filter((one) => one.toLowerCase() === wanted);
  if (names.length === 0) {
    const there = ['all', ...known].join(', ').slice(0, 500);
    return refuse(`Write /channels test <name>: one of ${there}.`);
  }
  const first = channelTestReply(
    names.map((one) => ({ name: one, kind: 'waiting', reason: null })),
    false,
  );
  const isLive = await context.liveMessages.begin(context.place, first, async (show, live) => {
    const tell = (tests: Parameters<typeof channelTestReply>[0]) =>
      show(channelTestReply(tests, false));
    return ended(await channelDesk.test(names, { by, signal: live, tell }));
  });
  if (isLive) return say('How the test fares is shown here as it goes on.', 'info', { names });
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(PATIENCE)]);
  return ended(await channelDesk.test(names, { by, signal, tell: () => {} }));
}

function ended(tests: Parameters<typeof channelTestReply>[0] | null): Reply {
  if (tests === null) return refuse('Only a running Tocsin sends: start it, and test again.');
  return channelTestReply(tests, true);
}
