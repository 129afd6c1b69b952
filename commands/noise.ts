import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { alertId, completeAlert } from '../src/report/alert-ids.ts';
import { outcomesReply } from '../src/report/outcomes.ts';

export const noise = command({
  name: 'noise',
  summary:
    'Say that an alert was no use to anybody; `/alerts stats` counts it. `undo` takes it back.',
  role: 'operator',
  args: z.object({
    id: alertId().describe('alert id, as /alerts shows it'),
    undo: z.enum(['undo']).optional().describe('it was of use after all'),
  }),
  complete: { id: completeAlert('any') },

  async run({ id, undo }, { alerts, actor }) {
    const isNoise = undo === undefined;
    const outcome = await alerts.noise(id, { by: actor, isNoise });
    return outcomesReply([outcome], `${actor.name} ${isNoise ? 'marked as noise' : 'took back'}:`);
  },
});
