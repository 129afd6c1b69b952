import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { refuse, say } from '../src/chat/reply.ts';
import type { Alert } from '../src/model/alert.ts';
import { actionsReply, answeredReply, previewReply } from '../src/report/action-text.ts';
import { fitting, NAMED_ONLY } from '../src/report/suggestions.ts';
import { pickTarget } from '../src/report/targets.ts';

const number = (hint: string) =>
  z
    .string()
    .regex(/^#?\d{1,15}$/, `write a number such as ${hint}`)
    .transform((text) => Number(text.replace('#', '')));

export const fix = command({
  name: 'fix',
  summary: 'What may be done on a target, and does it: shown first, then confirmed.',
  role: 'admin',
  args: z.object({
    target: z.string().max(63).optional().describe('which target; all when left out'),
    action: z.string().max(63).optional().describe('which action; all when left out'),
    alert: number('alert=12').optional().describe('alert=12: the alert that it is for'),
    confirm: z.string().max(40).optional().describe('as the button of a preview has it'),
    approve: number('approve=3').optional().describe('approve=3: what another admin asked for'),
    cancel: number('cancel=3').optional().describe('cancel=3: takes back what was asked for'),
  }),
  words: {
    alert: NAMED_ONLY,
    confirm: NAMED_ONLY,
    approve: NAMED_ONLY,
    cancel: NAMED_ONLY,
  },
  complete: {
    target: async (typed, { actionDesk }) => {
      const names = [...new Set((await actionDesk.list(null)).map(({ target }) => target.name))];
      return fitting(
        names.map((name) => ({ value: name, label: name })),
        typed,
      );
    },
    action: async (typed, { actionDesk }) => {
      const found = new Map<string, string[]>();
      for (const { action, target } of await actionDesk.list(null)) {
        found.set(action.name, [...(found.get(action.name) ?? []), target.name]);
      }
      const choices = [...found].map(([value, on]) => ({
        value,
        label: `${value} (${on.join(', ')})`,
      }));
      return fitting(choices, typed);
    },
  },

  async run({ target, action, alert, confirm, approve, cancel }, context) {
    const { actionDesk, actor: by, place } = context;
    const who = { by, place };
    if (confirm !== undefined) return answeredReply(await actionDesk.confirm(confirm, who));
    if (approve !== undefined) return answeredReply(await actionDesk.approve(approve, who));
    if (cancel !== undefined) {
      return (await actionDesk.cancel(cancel, by))
        ? say('That is taken back: nothing was done.', 'info', { cancelled: cancel })
        : refuse('Nothing waits under that number.');
    }
    return show({ target, action, alert }, context);
  },
});

async function show(
  {
    target: name,
    action,
    alert: id,
  }: {
    readonly target: string | undefined;
    readonly action: string | undefined;
    readonly alert: number | undefined;
  },
  { targets, alerts, actionDesk, actor: by, signal }: CommandContext,
): Promise<Reply> {
  const picked = name === undefined ? null : pickTarget(await targets.list(), name);
  if (picked?.kind === 'refused') return picked.reply;
  const target = picked?.target ?? null;
  if (action === undefined) {
    return actionsReply(await actionDesk.list(target?.id ?? null), target?.name ?? null);
  }
  const alert = id === undefined ? null : await openAlert(id, alerts);
  if (typeof alert === 'string') return refuse(alert);
  const on = target?.id ?? alert?.target ?? null;
  return previewReply(await actionDesk.preview({ action, target: on, alert, by }, signal));
}

async function openAlert(id: number, alerts: CommandContext['alerts']): Promise<Alert | string> {
  const found = await alerts.get(id);
  if (!found) return `There is no alert #${id}. /alerts lists them.`;
  return found.alert.state.kind === 'resolved'
    ? `Alert #${id} is over. /fix shows what can be done without it.`
    : found.alert;
}
