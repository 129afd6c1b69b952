import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { alertIds, completeAlert, ID_WORD } from '../src/report/alert-ids.ts';
import { outcomesReply } from '../src/report/outcomes.ts';

export const ack = command({
  name: 'ack',
  summary: 'Take charge of one or more open alerts.',
  role: 'operator',
  args: z.object({
    ids: alertIds().describe('alert ids, as /alerts shows them; 12* for all in one message'),
    note: z.string().max(500).optional().describe('what you know or will do'),
  }),
  rest: 'note',
  words: { ids: ID_WORD },
  complete: { ids: completeAlert('firing') },

  async run({ ids, note = null }, { alerts, actor }) {
    const outcomes = await alerts.act('acknowledge', ids, { by: actor, note });
    return outcomesReply(outcomes, `${actor.name} has`);
  },
});
