import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { certificatesReply } from '../src/report/certificates.ts';

export const certs = command({
  name: 'certs',
  summary: 'Certificates that checks see, the one that ends first on top.',
  role: 'viewer',
  args: z.object({}),

  async run(_, { checks }) {
    return certificatesReply(checks.list());
  },
});
