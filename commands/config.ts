import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { configReply, reloadedReply } from '../src/report/config-text.ts';

export const config = command({
  name: 'config',
  summary:
    'Show the configuration in force, or reload `.env` and `tocsin.yaml`: all of it or nothing.',
  role: 'admin',
  args: z.object({
    action: z.enum(['show', 'reload']).optional().describe('show when left out'),
    confirm: z.enum(['confirm']).optional().describe('also when something watched would go'),
  }),

  async run({ action = 'show', confirm }, context) {
    if (action === 'show') return configReply(await context.config.show());
    const outcome = await context.config.reload({
      confirm: confirm !== undefined,
      by: context.actor,
    });
    return reloadedReply(outcome);
  },
});
