import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { doctorReply } from '../src/report/doctor-text.ts';

export const doctor = command({
  name: 'doctor',
  summary: 'Try tokens, rights, channels, disk and database for real; each fault with its repair.',
  role: 'admin',
  args: z.object({
    all: z.enum(['all']).optional().describe('also what is well, line by line'),
  }),

  async run({ all }, context) {
    const examined = await context.doctor.examine(context.signal);
    if (examined === null) return refuse('Run npx tocsin doctor in a shell.');
    return doctorReply(examined, { all: all !== undefined });
  },
});
