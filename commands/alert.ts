import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { refuse } from '../src/chat/reply.ts';
import type { Severity } from '../src/model/alert.ts';
import { SEVERITIES } from '../src/model/alert.ts';
import { distance } from '../src/model/nearest.ts';
import { hasRole } from '../src/model/person.ts';
import type { Target } from '../src/model/target.ts';
import { completeAlert } from '../src/report/alert-ids.ts';
import { alertReply, historyReply } from '../src/report/alert-text.ts';
import { createdReply } from '../src/report/created.ts';
import { deliveryReply } from '../src/report/delivery-text.ts';
import { coversNow, withCovers } from '../src/report/held-now.ts';
import { unitIn } from '../src/report/measured.ts';
import { NAMED_ONLY } from '../src/report/suggestions.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

/** Alerts of its message that are looked at. */
const MEMBERS = 12;
const CREATE = 'Write /alert create [severity] [target] [type=…] <what is wrong>.';

export const alert = command({
  name: 'alert',
  summary: 'One alert with its history, or how its messages fared; `create` makes one by hand.',
  role: 'viewer',
  args: z.object({
    id: z
      .string()
      .trim()
      .regex(/^(create|#?\d{1,9})$/i, 'write an alert id such as 12, or create')
      .describe('alert id, as /alerts shows it; or create'),
    view: z.enum(['history', 'delivery']).optional().describe('what of it; all when left out'),
    severity: z.enum(SEVERITIES).optional().describe('create: how bad; warning when left out'),
    target: z.string().max(200).optional().describe('create: target=web-1'),
    type: z.string().max(40).optional().describe('create: type=security; custom when left out'),
    text: z.string().trim().max(2000).optional().describe('create: what is wrong'),
  }),
  rest: 'text',
  words: { target: NAMED_ONLY, type: NAMED_ONLY },
  complete: { id: completeAlert('any'), target: completeTarget },

  async run(args, context) {
    const { id: word, view, text } = args;
    if (word.toLowerCase() === 'create') return create(args, context);
    if (text !== undefined) {
      return refuse(
        `“${text.slice(0, 64)}” is nothing to see of an alert: write history or delivery.`,
      );
    }
    const id = Number.parseInt(word.replace('#', ''), 10);
    const found = await context.alerts.get(id);
    if (!found) return refuse(`There is no alert #${id}. /alerts lists the open ones.`);
    if (view === 'delivery') {
      return deliveryReply(found.alert, await context.alerts.deliveries(id), context.now);
    }
    const [stored, members, covers, causes] = await Promise.all([
      context.alerts.holds(id),
      context.alerts.members(id, MEMBERS),
      coversNow(context),
      context.causes.of([id]),
    ]);
    const holds = withCovers(found.alert, stored, covers);
    const unit = unitIn(context.metrics, found.alert.evidence.metric);
    const isAdmin = hasRole(context.actor.role, 'admin');
    const actions = isAdmin ? context.actionDesk.fitting(found.alert) : [];
    const cause = causes.get(id) ?? null;
    const all = { ...found, holds, members, unit, now: context.now, actions, cause };
    return view === 'history' ? historyReply(all) : alertReply(all);
  },
});

interface Wanted {
  readonly severity?: Severity | undefined;
  readonly type?: string | undefined;
  readonly target?: string | undefined;
  readonly text?: string | undefined;
}

async function create(wanted: Wanted, context: CommandContext): Promise<Reply> {
  if (!hasRole(context.actor.role, 'operator')) return refuse('Only operators make alerts.');
  const targets = await context.targets.list();
  const { name, message } = placed(wanted, targets);
  const meant = name === wanted.target ? misspelt(wanted) : undefined;
  if (meant !== undefined) return refuse(meant);
  if (message === '') return refuse(`Say what is wrong. ${CREATE}`);
  const picked = name === undefined ? null : pickTarget(targets, name);
  if (picked?.kind === 'refused') return picked.reply;
  const made = await context.alerts.create({
    message,
    severity: wanted.severity ?? 'warning',
    type: wanted.type ?? 'custom',
    target: picked?.target.id ?? null,
    by: context.actor,
  });
  return createdReply(made);
}

/** The first word is the target where one bears that name. */
function placed({ target, text = '' }: Wanted, targets: readonly Target[]) {
  const [first = '', ...words] = text.split(' ');
  const leads = target === undefined && targets.some((one) => one.name === first);
  return leads ? { name: first, message: words.join(' ').trim() } : { name: target, message: text };
}

/** Asks back where the first word of the text was most likely meant as the severity. */
function misspelt({ severity, text = '' }: Wanted): string | undefined {
  const [word = ''] = text.split(' ');
  const meant = severity === undefined ? severityLike(word) : undefined;
  if (meant === undefined) return undefined;
  const hint = `If “${word}” begins the text, write a severity before it.`;
  return `“${word}” is no severity. Did you mean ${meant}? There are: ${SEVERITIES.join(', ')}. ${hint}`;
}

/** The severity that a word begins or nearly is; `errors` and other words of a sentence are none. */
function severityLike(typed: string): Severity | undefined {
  const word = typed.toLowerCase();
  return SEVERITIES.find((severity) => {
    if (word === severity) return false;
    if (word.length >= 3 && severity.startsWith(word)) return true;
    if (severity === 'info' || word === `${severity}s`) return false;
    return distance(word.slice(0, 16), severity) <= (severity.length > 5 ? 2 : 1);
  });
}
