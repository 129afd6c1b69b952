import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { DAY, MINUTE } from '../src/model/time.ts';
import { alertIds, completeAlert, ID_WORD } from '../src/report/alert-ids.ts';
import { readSpan } from '../src/report/clock.ts';
import { outcomesReply } from '../src/report/outcomes.ts';
import { NAMED_ONLY } from '../src/report/suggestions.ts';

/** Longest time that an alert is somebody's without being asked. */
const LONGEST = 7 * DAY;

export const ack = command({
  name: 'ack',
  summary: 'Take charge of one or more open alerts.',
  role: 'operator',
  args: z.object({
    ids: alertIds().describe('alert ids, as /alerts shows them; 12* for all in one message'),
    for: z
      .string()
      .optional()
      .describe('for=2h: after how long you are asked whether you still are on it'),
    note: z.string().max(500).optional().describe('what you know or will do'),
  }),
  rest: 'note',
  words: { ids: ID_WORD, for: NAMED_ONLY },
  complete: { ids: completeAlert('firing') },

  async run({ ids, for: span, note = null }, { alerts, actor }) {
    const lasts = span === undefined ? null : readSpan(span);
    if (span !== undefined && (lasts === null || lasts < MINUTE || lasts > LONGEST)) {
      return refuse('Write for how long as for=30m, for=2h or for=1d; at most 7d.');
    }
    const outcomes = await alerts.act('acknowledge', ids, {
      ...{ by: actor, note },
      ...(lasts !== null && { lasts }),
    });
    return outcomesReply(outcomes, `${actor.name} has`);
  },
});
