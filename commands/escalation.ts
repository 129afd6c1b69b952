import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { hasRole } from '../src/model/person.ts';
import { alertIds, completeAlert, ID_WORD } from '../src/report/alert-ids.ts';
import { escalationsReply } from '../src/report/escalation-text.ts';
import { outcomesReply } from '../src/report/outcomes.ts';

export const escalation = command({
  name: 'escalation',
  summary: 'What is escalated further unless somebody takes it; an operator stops it.',
  role: 'viewer',
  args: z.object({
    action: z.enum(['list', 'stop']).optional().describe('list when left out'),
    ids: alertIds().optional().describe('with stop: alert ids; 12* for all in one message'),
  }),
  words: { ids: ID_WORD },
  complete: { ids: completeAlert('firing') },

  async run({ action = 'list', ids }, { alerts, actor, now }) {
    if (action === 'list') return escalationsReply(await alerts.escalating(), now);
    if (ids === undefined) return refuse('Write which: /escalation stop 12.');
    if (!hasRole(actor.role, 'operator')) return refuse('Only operators stop an escalation.');
    const outcomes = await alerts.stopEscalations(ids, { by: actor });
    return outcomesReply(outcomes, `${actor.name} stopped the escalation of`);
  },
});
