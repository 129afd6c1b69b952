import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import { heading, line, reply } from '../src/chat/reply.ts';
import { formatDuration } from '../src/model/format.ts';
import type { Target } from '../src/model/target.ts';

export const targets = command({
  name: 'targets',
  summary: 'What is watched: kind, address, interval, preset and the newest round.',
  role: 'viewer',
  args: z.object({}),

  async run(_args, context) {
    const all = await context.targets.list();
    if (all.length === 0) {
      return reply([
        line('No targets are watched. Add one under targets: in tocsin.yaml.', 'warning'),
      ]);
    }
    const rows = await Promise.all(all.map((target) => rowOf(target, context)));
    return reply(
      [
        heading(`${all.length} target${all.length === 1 ? '' : 's'}`),
        {
          kind: 'table',
          columns: ['Target', 'Kind', 'Address', 'Every', 'Preset', 'Last round'].map((title) => ({
            title,
            align: 'left',
          })),
          rows,
        },
      ],
      { asOf: context.now },
    );
  },
});

async function rowOf(target: Target, { rounds, now }: CommandContext): Promise<string[]> {
  const last = await rounds.last(target.id);
  const age = last
    ? `${last.ok ? 'ok' : 'failed'} ${formatDuration(now - last.at)} ago`
    : 'none yet';
  const address = target.ssh
    ? `${target.ssh.user}@${hostOf(target.ssh.host)}:${target.ssh.port}`
    : 'this machine';
  return [target.name, target.kind, address, formatDuration(target.interval), target.preset, age];
}

/** An IPv6 address stands in brackets, so that its port can be told apart. */
function hostOf(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
