import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { silencesReply } from '../src/report/silences.ts';

/** Silences that are looked through for active ones. */
const NEWEST = 200;

export const silences = command({
  name: 'silences',
  summary: 'What is silenced: who, why, until when, and how much it hid; and what was of late.',
  role: 'viewer',
  args: z.object({}),

  async run(_args, context) {
    return silencesReply(await context.silences.list(NEWEST), context.now);
  },
});
