import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { refuse, say } from '../src/chat/reply.ts';
import { MARK_KINDS, MARK_LENGTH, type MarkKind, markText } from '../src/model/mark.ts';
import { hasRole } from '../src/model/person.ts';
import { DAY } from '../src/model/time.ts';
import { marksReply } from '../src/report/mark-text.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

const ACTIONS = ['list', 'remove', ...MARK_KINDS] as const;
const DAYS = 14;
const HOW =
  'Write what changed: /mark deploy 1f3c, or /mark note new router on web-1. A target at its end means that one alone.';

export const mark = command({
  name: 'mark',
  summary:
    'Changes such as deployments, on charts and in alerts: lists them; an operator adds and removes.',
  role: 'viewer',
  args: z.object({
    action: z.enum(ACTIONS).optional().describe('list when left out; else what kind of change'),
    text: z
      .string()
      .trim()
      .max(MARK_LENGTH + 64, `write at most ${MARK_LENGTH} characters`)
      .optional()
      .describe('what changed, such as 1f3c on web-1; for remove its number'),
  }),
  rest: 'text',
  complete: { text: completeTarget },

  async run({ action = 'list', text = '' }, context) {
    if (action === 'list') return text === '' ? list(context) : refuse(noKind(text));
    if (!hasRole(context.actor.role, 'operator')) {
      return refuse('Only operators mark changes. /mark lists those that are known.');
    }
    return action === 'remove' ? remove(text, context) : add(action, text, context);
  },
});

function noKind(text: string): string {
  const [word = ''] = text.split(/\s/, 1);
  return `“${word.slice(0, 32)}” is no kind of change: write ${MARK_KINDS.join(', ')}, list or remove. ${HOW}`;
}

async function list({ marks, targets, now }: CommandContext): Promise<Reply> {
  const known = new Map((await targets.list()).map(({ id, name }) => [id, name]));
  const found = await marks.between(now - DAYS * DAY, now, null);
  return marksReply(found, { days: DAYS, nameOf: (id) => known.get(id) ?? 'a former target' });
}

async function add(kind: MarkKind, words: string, context: CommandContext): Promise<Reply> {
  const { marks, targets, actor, now } = context;
  const [, before = '', name = ''] = /^(?:(.*?)\s+)?(?:on\s+)?(\S+)$/.exec(words) ?? [];
  const all = await targets.list();
  const target = all.find((one) => one.name.toLowerCase() === name.toLowerCase());
  // In the words of a note `on` may mean anything.
  if (target === undefined && kind !== 'note' && /\son\s\S+$/.test(words)) {
    const picked = pickTarget(all, name);
    if (picked.kind === 'refused') return picked.reply;
  }
  const text = target === undefined ? words : before.trim();
  if (text === '') return refuse(HOW);
  if (text.length > MARK_LENGTH) return refuse(`Write at most ${MARK_LENGTH} characters.`);
  const made = { at: now, target: target?.id ?? null, kind, text, url: null, by: actor };
  const stored = await marks.add(made);
  const where = target === undefined ? 'everything' : target.name;
  return say(`#${stored.id} is marked: ${markText(stored)}, of ${where}.`, 'good', {
    marked: stored.id,
  });
}

async function remove(text: string, { marks }: CommandContext): Promise<Reply> {
  const [, id] = /^#?(\d{1,15})$/.exec(text) ?? [];
  if (id === undefined) return refuse('Write its number: /mark remove 3. /mark lists them.');
  const isGone = await marks.remove(Number(id));
  return isGone
    ? say(`Mark #${id} is removed.`, 'good', { removed: Number(id) })
    : refuse(`There is no mark #${id}. /mark lists them.`);
}
