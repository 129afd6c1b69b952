import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { alertId, completeAlert } from '../src/report/alert-ids.ts';
import { outcomesReply } from '../src/report/outcomes.ts';

export const note = command({
  name: 'note',
  summary: 'Write a line into the history of an alert and onto its card.',
  role: 'operator',
  args: z.object({
    id: alertId().describe('alert id, as /alerts shows it'),
    text: z.string().trim().min(1, 'write what is to be noted').max(1000).describe('what to note'),
  }),
  rest: 'text',
  complete: { id: completeAlert('any') },

  async run({ id, text }, { alerts, actor }) {
    const outcome = await alerts.note(id, { by: actor, text });
    return outcomesReply([outcome], `${actor.name} noted on`);
  },
});
