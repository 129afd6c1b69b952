import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { alertIds, completeAlert, ID_WORD } from '../src/report/alert-ids.ts';
import { outcomesReply } from '../src/report/outcomes.ts';

export const unack = command({
  name: 'unack',
  summary: 'Give one or more alerts back: nobody has them, and reminders go on.',
  role: 'operator',
  args: z.object({
    ids: alertIds().describe('alert ids, as /alerts shows them; 12* for all in one message'),
    note: z.string().max(500).optional().describe('why'),
  }),
  rest: 'note',
  words: { ids: ID_WORD },
  complete: { ids: completeAlert('open') },

  async run({ ids, note = null }, { alerts, actor }) {
    const outcomes = await alerts.act('unacknowledge', ids, { by: actor, note });
    return outcomesReply(outcomes, `${actor.name} gave back`);
  },
});
