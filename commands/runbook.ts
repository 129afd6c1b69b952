import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { hasRole } from '../src/model/person.ts';
import { findRule, noSuchRule } from '../src/report/rule-names.ts';
import { runbookReply } from '../src/report/runbook-text.ts';
import { completeRule } from '../src/report/suggestions.ts';

export const runbook = command({
  name: 'runbook',
  summary: 'What to do when a rule fires: its runbook, and what its metrics mean.',
  role: 'viewer',
  args: z.object({
    rule: z.string().max(64).describe('which rule, as /rules lists it'),
  }),
  complete: { rule: completeRule },

  async run({ rule: name }, { ruleDesk, metrics, actor }) {
    const all = await ruleDesk.list();
    const found = findRule(name, all);
    if (!found) return refuse(noSuchRule(name, all));
    return runbookReply(found.rule, { metrics, isAdmin: hasRole(actor.role, 'admin') });
  },
});
