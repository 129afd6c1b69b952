import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { heading, reply, say } from '../src/chat/reply.ts';
import { formatDuration } from '../src/model/format.ts';
import type { Target } from '../src/model/target.ts';
import type { Instant } from '../src/model/time.ts';
import { SECOND } from '../src/model/time.ts';
import { iso } from '../src/report/data.ts';

export const targets = command({
  name: 'targets',
  summary: 'What is watched: kind, address, interval, preset and the newest round.',
  role: 'viewer',
  args: z.object({}),

  async run(_args, context) {
    const all = await context.targets.list();
    if (all.length === 0) {
      return say('No targets are watched. Add one under targets: in tocsin.yaml.', 'warning', {
        targets: [],
      });
    }
    const rows = await Promise.all(
      all.map(async (target) => ({ target, last: await context.rounds.last(target.id) })),
    );
    return reply(
      [
        heading(`${all.length} target${all.length === 1 ? '' : 's'}`),
        {
          kind: 'table',
          columns: ['Target', 'Kind', 'Address', 'Every', 'Preset', 'Last round'].map((title) => ({
            title,
            align: 'left',
          })),
          rows: rows.map((row) => cellsOf(row, context.now)),
        },
      ],
      { asOf: context.now, data: { targets: rows.map(rowData) } },
    );
  },
});

interface Row {
  readonly target: Target;
  readonly last: { readonly at: Instant; readonly ok: boolean; readonly detail: string } | null;
}

function cellsOf({ target, last }: Row, now: Instant): string[] {
  const age = last
    ? `${last.ok ? 'ok' : 'failed'} ${formatDuration(now - last.at)} ago`
    : 'none yet';
  const address = addressOf(target) ?? placeOf(target);
  return [target.name, target.kind, address, formatDuration(target.interval), target.preset, age];
}

function rowData({ target, last }: Row) {
  return {
    name: target.name,
    kind: target.kind,
    address: addressOf(target),
    interval_seconds: target.interval / SECOND,
    preset: target.preset,
    labels: target.labels,
    last_round: last && { at: iso(last.at), ok: last.ok, detail: last.detail },
  };
}

/** Never shows how to log in; null for this machine. */
function addressOf({ ssh }: Target): string | null {
  return ssh && `${ssh.user}@${hostOf(ssh.host)}:${ssh.port}`;
}

/** Of what has no address for a log-in. */
function placeOf({ kind }: Target): string {
  switch (kind) {
    case 'push':
      return 'tells by itself';
    case 'docker':
      return 'container engine';
    default:
      return 'this machine';
  }
}

/** An IPv6 address stands in brackets, so that its port can be told apart. */
function hostOf(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
