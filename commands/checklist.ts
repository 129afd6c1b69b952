import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { hasRole } from '../src/model/person.ts';
import { checklistFacts } from '../src/report/checklist/facts.ts';
import type { ChecklistName } from '../src/report/checklist/items.ts';
import { CHECKLISTS, ITEMS } from '../src/report/checklist/items.ts';
import { checklistReply } from '../src/report/checklist/text.ts';
import { fitting } from '../src/report/suggestions.ts';

export const checklist = command({
  name: 'checklist',
  summary:
    'What is to do before and after a deployment, day by day and every quarter, looked at live.',
  role: 'viewer',
  args: z.object({
    list: z.enum(CHECKLISTS).describe('which checklist'),
    item: z.string().max(40).optional().describe('tick this one, which only people can see'),
    undo: z.enum(['undo']).optional().describe('take the tick back'),
  }),
  complete: {
    item: async (typed) =>
      fitting(
        CHECKLISTS.flatMap((list) => ITEMS[list]).map(({ id }) => ({ value: id, label: id })),
        typed,
      ),
  },

  async run({ list, item, undo }, context) {
    if (item !== undefined) {
      const problem = await tick(list, { item, isUndone: undo !== undefined }, context);
      if (problem !== null) return refuse(problem);
    }
    const [facts, ticks] = await Promise.all([checklistFacts(context), context.ticks.list()]);
    return checklistReply({ list, facts, ticks, zone: context.zone });
  },
});

/** What is wrong with it; null: it is done. */
async function tick(
  list: ChecklistName,
  { item: id, isUndone }: { item: string; isUndone: boolean },
  context: CommandContext,
): Promise<string | null> {
  const { actor, ticks } = context;
  const items = ITEMS[list];
  const item = items.find((one) => one.id === id.toLowerCase());
  if (item === undefined) {
    const names = items.map((one) => one.id).join(', ');
    return `“${id.slice(0, 32)}” is no item of ${list}: write one of ${names}.`;
  }
  if (!hasRole(actor.role, 'operator')) return 'Only operators tick an item.';
  if (isUndone) return (await ticks.unset(item.id)) ? null : `Nobody has ticked ${item.id}.`;
  const seen = item.look?.(await checklistFacts(context)).state ?? 'unseen';
  if (seen !== 'unseen') return `${item.title} is looked at by Tocsin itself: ${item.shows}.`;
  await ticks.set(item.id, actor);
  return null;
}
