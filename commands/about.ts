import { z } from 'zod';
import type { SelfReport } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import { heading, reply, time } from '../src/chat/reply.ts';
import { formatValue } from '../src/model/format.ts';
import { iso } from '../src/report/data.ts';

export const about = command({
  name: 'about',
  summary: 'How Tocsin itself is doing: version, memory, database, chats.',
  role: 'viewer',
  args: z.object({}),

  async run(_args, context) {
    const self = await context.self();
    const field = (name: string, value: string) => ({ name, value, inline: true });
    const chats = self.surfaces.map(({ name, state }) => field(name, state));
    return reply(
      [
        heading(`Tocsin ${self.version}`),
        {
          kind: 'fields',
          fields: [
            { name: 'Started', value: [time(self.startedAt, 'full')], inline: true },
            field('Node', self.node),
            field('Memory', formatValue(self.residentBytes, 'bytes')),
            field('Database', formatValue(self.databaseBytes, 'bytes')),
            ...chats,
          ],
        },
      ],
      { asOf: context.now, data: aboutData(self) },
    );
  },
});

function aboutData(self: SelfReport) {
  return {
    version: self.version,
    started_at: iso(self.startedAt),
    node: self.node,
    resident_bytes: self.residentBytes,
    database_bytes: self.databaseBytes,
    chats: self.surfaces,
  };
}
