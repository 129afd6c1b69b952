import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { storageReply } from '../src/report/storage.ts';

export const storage = command({
  name: 'storage',
  summary: 'How much is kept and where, how long, how fast it grows, and what does not fit.',
  role: 'viewer',
  args: z.object({}),

  async run(_args, context) {
    return storageReply(await context.storage(), context.now);
  },
});
