import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import type { Severity } from '../src/model/alert.ts';
import { compareSeverity, SEVERITIES } from '../src/model/alert.ts';
import { hasRole } from '../src/model/person.ts';
import { completeAlert } from '../src/report/alert-ids.ts';
import { looksLikeEnding, readEnding } from '../src/report/clock.ts';
import { knownNames } from '../src/report/known.ts';
import { ALL, ALL_LONGEST, readMatcher, TOO_LONG_FOR_ALL } from '../src/report/matcher.ts';
import { silencedReply } from '../src/report/silences.ts';
import { completeRule, fitting, NAMED_ONLY } from '../src/report/suggestions.ts';
import { completeTarget } from '../src/report/targets.ts';

const SPANS = ['30m', '1h', '4h', '2d', '08:00', 'clear'];

export const silence = command({
  name: 'silence',
  summary:
    'Hide messages of an alert, target, rule, label or severity for a while; 2 h unless said.',
  role: 'operator',
  args: z.object({
    what: z
      .string()
      .max(200)
      .optional()
      .describe('alert id, target or rule; all: an admin, 24 h at most'),
    for: z.string().max(40).optional().describe('30m, 4h, 2d, 08:00, or clear: until it clears'),
    severity: z.enum(SEVERITIES).optional().describe('severity=warning: that one and weaker ones'),
    target: z.string().max(200).optional().describe('target=web-1'),
    rule: z.string().max(200).optional().describe('rule=high_cpu'),
    label: z.string().max(500).optional().describe('label=mount:/var, several with commas'),
    also: z.string().max(63).optional().describe('also=main: write it to that Alertmanager too'),
    reason: z.string().max(500).optional().describe('why, for whoever looks'),
  }),
  rest: 'reason',
  words: {
    severity: NAMED_ONLY,
    target: NAMED_ONLY,
    rule: NAMED_ONLY,
    label: NAMED_ONLY,
    also: NAMED_ONLY,
  },
  complete: {
    what: completeWhat,
    for: async (typed) =>
      fitting(
        SPANS.map((value) => ({ value, label: value })),
        typed,
      ),
    also: async (typed, { silences }) =>
      fitting(
        silences.elsewhere().map((value) => ({ value, label: value })),
        typed,
      ),
    target: completeTarget,
    rule: completeRule,
  },

  async run(args, context) {
    const { what, for: span = '2h', reason = '' } = shifted(args);
    const isAll = what?.toLowerCase() === 'all';
    if (isAll && !hasRole(context.actor.role, 'admin')) {
      return refuse('Only admins silence everything. /silence web-1 2h hides one target.');
    }
    const severity = isAll ? capped(args.severity) : args.severity;
    const meant = { ...args, what: isAll ? undefined : what, severity };
    const read = await readMatcher(meant, await knownNames(context));
    if (read.kind === 'refused') return refuse(read.why);
    const ending = readEnding(span, context.zone, context.now);
    if (ending.kind === 'refused') return refuse(ending.why);
    if (isAll && (ending.at === null || ending.at - context.now > ALL_LONGEST)) {
      return refuse(TOO_LONG_FOR_ALL);
    }
    const { matcher } = read;
    const made = await context.silences.add({
      matcher,
      endsAt: ending.at,
      reason,
      by: context.actor,
      also: args.also,
    });
    if (made.refused) return refuse(made.refused);
    if (made.silence === null) {
      return refuse('Nothing of it is open, so it is clear already. Write a time such as 2h.');
    }
    return silencedReply(made.silence, { ...made, now: context.now });
  },
});

/** `all` never hides an emergency. */
function capped(severity: Severity | undefined): Severity | undefined {
  const most = ALL.severity ?? 'critical';
  return severity === undefined || compareSeverity(severity, most) > 0 ? most : severity;
}

interface Typed {
  readonly what?: string | undefined;
  readonly for?: string | undefined;
  readonly reason?: string | undefined;
  readonly [named: string]: string | undefined;
}

/** `severity=warning 2h deploy`: where names say what is meant, the first word is the time. */
function shifted(args: Typed): Typed {
  const { what, reason } = args;
  const isNamed = args['severity'] ?? args['target'] ?? args['rule'] ?? args['label'];
  if (!isNamed || what === undefined || !looksLikeEnding(what)) return args;
  const words = [args.for, reason].filter((part) => part !== undefined);
  return { for: what, reason: words.length === 0 ? undefined : words.join(' ') };
}

async function completeWhat(typed: string, context: CommandContext) {
  const [alerts, targets, rules] = await Promise.all([
    completeAlert('open')(typed, context),
    completeTarget(typed, context),
    completeRule(typed, context),
  ]);
  return [...alerts.slice(0, 10), ...targets.slice(0, 8), ...rules].slice(0, 25);
}
