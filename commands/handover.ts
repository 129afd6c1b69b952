import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { refuse } from '../src/chat/reply.ts';
import { hasRole } from '../src/model/person.ts';
import { handOverReply } from '../src/report/escalation-text.ts';
import { outcomesReply } from '../src/report/outcomes.ts';
import { fitting } from '../src/report/suggestions.ts';

/** Alerts and silences that are looked through. */
const MOST = 1_000;

export const handover = command({
  name: 'handover',
  summary: 'What is taken, silenced and escalating; with a person: hands over all that you have.',
  role: 'viewer',
  args: z.object({
    to: z.string().max(64).optional().describe('person of tocsin.yaml who has it from now on'),
  }),
  rest: 'to',
  complete: {
    to: async (typed, { alerts }) => {
      const names = alerts.people();
      return fitting(
        names.map((name) => ({ value: name, label: name })),
        typed,
      );
    },
  },

  async run({ to }, context) {
    return to === undefined ? list(context) : give(to, context);
  },
});

async function list({ alerts, silences, maintenance, now }: CommandContext): Promise<Reply> {
  const filter = { state: 'acknowledged', severity: null, target: null, limit: MOST } as const;
  return handOverReply({
    taken: (await alerts.list(filter)).alerts,
    escalating: await alerts.escalating(),
    silences: await silences.list(MOST),
    windows: await maintenance.list(),
    now,
  });
}

async function give(to: string, { alerts, actor }: CommandContext): Promise<Reply> {
  if (!hasRole(actor.role, 'operator')) return refuse('Only operators hand alerts over.');
  const handed = await alerts.handOver(to, { by: actor });
  if (handed.kind === 'refused') return refuse(handed.why);
  if (handed.outcomes.length === 0) return refuse('You have no alerts to hand over.');
  return outcomesReply(handed.outcomes, `${handed.to} took over from ${actor.name}:`);
}
