import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { hasRole } from '../src/model/person.ts';
import { errorsReply } from '../src/report/error-groups.ts';
import { errorSharesReply } from '../src/report/error-shares.ts';
import { LIKE_WINDOW, logScope, windowArgument } from '../src/report/log-scope.ts';
import { completeTarget } from '../src/report/targets.ts';

export const errors = command({
  name: 'errors',
  summary:
    'Errors in logs: the commonest, their share, and how they went against the window before.',
  role: 'viewer',
  args: z.object({
    window: windowArgument,
    target: z.string().max(200).optional().describe('which target; all when left out'),
    log: z.string().max(63).optional().describe('only this log of the targets'),
    by: z.enum(['module', 'type']).optional().describe('counts of modules, or of types of errors'),
  }),
  words: { window: LIKE_WINDOW },
  complete: { target: completeTarget },

  async run({ window = '24h', target, log, by }, context) {
    const scope = await logScope(context, { window, target, log, level: null });
    if (scope.kind === 'refused') return scope.reply;
    if (by !== undefined) return errorSharesReply(context.logs, scope, by);
    const showsExamples = hasRole(context.actor.role, 'operator');
    return errorsReply(context.logs, scope, { showsExamples });
  },
});
