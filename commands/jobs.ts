import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { jobsReply } from '../src/report/jobs.ts';

export const jobs = command({
  name: 'jobs',
  summary: 'What happens by the calendar: last run, how long it took, errors, next run.',
  role: 'viewer',
  args: z.object({}),
  run: async (_args, context) => jobsReply(await context.jobs(), context),
});
