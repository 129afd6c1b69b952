import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { backupsReply, madeReply } from '../src/report/backups.ts';

export const backup = command({
  name: 'backup',
  summary: 'Make a backup now, and list those that are kept; `list` only lists them.',
  role: 'admin',
  args: z.object({
    action: z.enum(['now', 'list']).optional().describe('now when left out'),
  }),

  async run({ action = 'now' }, { backups, now }) {
    if (action === 'list') return backupsReply(await backups.list(), now);
    const made = await backups.make();
    return madeReply(made, await backups.list(), now);
  },
});
