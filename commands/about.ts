import { z } from 'zod';
import type { SelfReport } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Field, Text } from '../src/chat/reply.ts';
import { heading, reply, time } from '../src/chat/reply.ts';
import type { ExportStatus } from '../src/model/export.ts';
import { formatValue } from '../src/model/format.ts';
import { iso } from '../src/report/data.ts';

export const about = command({
  name: 'about',
  summary: 'How Tocsin itself is doing: version, memory, database, chats.',
  role: 'viewer',
  args: z.object({}),

  async run(_args, context) {
    const self = await context.self();
    const title = self.running ? `Tocsin ${self.version}` : `Tocsin ${self.version} is not running`;
    return reply(
      [
        heading(title, self.running ? 'info' : 'warning'),
        { kind: 'fields', fields: self.running ? runningFields(self) : storedFields(self) },
      ],
      { asOf: context.now, data: aboutData(self) },
    );
  },
});

function runningFields(self: SelfReport): Field[] {
  const chats = self.surfaces.map(({ name, state }) => field(name, state));
  return [
    field('Started', [time(self.startedAt, 'full')]),
    field('Node', self.node),
    field('Memory', formatValue(self.residentBytes, 'bytes')),
    field('Database', formatValue(self.databaseBytes, 'bytes')),
    ...samplesField(self),
    ...(chats.length === 0 ? [field('Chats', 'none connected')] : chats),
    ...self.exports.map((one) => field(`Export ${one.name}`, exportText(one))),
  ];
}

/** Of a process made for one answer, only what outlives it is worth knowing. */
function storedFields(self: SelfReport): Field[] {
  return [
    field('Node', self.node),
    field('Database', formatValue(self.databaseBytes, 'bytes')),
    field('Chats', 'none connected'),
  ];
}

function exportText({ lastSuccess, waiting, dropped, rejected, trouble }: ExportStatus): Text {
  const counts = [
    `${waiting} waiting`,
    ...(dropped > 0 ? [`${dropped} dropped`] : []),
    ...(rejected > 0 ? [`${rejected} refused`] : []),
    ...(trouble === null ? [] : [trouble]),
  ].join(', ');
  if (lastSuccess === null) return `nothing taken yet, ${counts}`;
  return ['taken ', time(lastSuccess, 'relative'), `, ${counts}`];
}

/** Only where something is wrong. */
function samplesField({ samples: { shed, damaged } }: SelfReport): Field[] {
  const given = shed === 0 ? [] : [`${shed} given up, for want of room or time`];
  const unread = damaged === 0 ? [] : [`${damaged} stored pieces cannot be read and are left out`];
  const wrong = [...given, ...unread];
  return wrong.length === 0 ? [] : [field('Samples', `${wrong.join('; ')}: the log says more`)];
}

function field(name: string, value: Text): Field {
  return { name, value, inline: true };
}

function aboutData(self: SelfReport) {
  return {
    version: self.version,
    running: self.running,
    started_at: self.running ? iso(self.startedAt) : null,
    node: self.node,
    resident_bytes: self.running ? self.residentBytes : null,
    database_bytes: self.databaseBytes,
    samples: self.samples,
    chats: self.surfaces,
    exports: self.exports.map(({ oldest, lastSuccess, ...one }) => ({
      ...one,
      oldest: oldest === null ? null : iso(oldest),
      last_success: lastSuccess === null ? null : iso(lastSuccess),
    })),
  };
}
