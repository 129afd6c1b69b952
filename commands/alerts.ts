import { z } from 'zod';
import type { AlertDesk, AlertFilter } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Block, Button } from '../src/chat/reply.ts';
import { heading, line, refuse, reply, say } from '../src/chat/reply.ts';
import type { Alert } from '../src/model/alert.ts';
import { SEVERITIES } from '../src/model/alert.ts';
import { formatDuration } from '../src/model/format.ts';
import type { Target } from '../src/model/target.ts';
import type { Instant } from '../src/model/time.ts';
import { stateText } from '../src/report/card.ts';
import { alertData } from '../src/report/data.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';
import { alertTone } from '../src/report/tone.ts';

const STATES = ['open', 'pending', 'firing', 'acknowledged', 'resolved', 'all'] as const;

/** Rows in one answer; the total is always said. */
const SHOWN = 20;

export const alerts = command({
  name: 'alerts',
  summary: 'Alerts, strongest first; the open ones unless a state is given.',
  role: 'viewer',
  args: z.object({
    state: z.enum(STATES).optional().describe('which state; open when left out'),
    severity: z.enum(SEVERITIES).optional().describe('only this severity'),
    target: z.string().optional().describe('only this target'),
  }),
  complete: { target: completeTarget },

  async run({ state = 'open', severity = null, target: name }, context) {
    const targets = await context.targets.list();
    const picked = name === undefined ? null : pickTarget(targets, name);
    if (picked?.kind === 'refused') return refuse(noSuchWord(name ?? '', targets));
    const target = picked?.target.id ?? null;
    const found = await listed(context.alerts, state, { severity, target, limit: SHOWN });
    const [strongest] = found.alerts;
    const where = picked ? ` on ${picked.target.name}` : '';
    const kind = [state === 'all' ? '' : `${state} `, severity === null ? '' : `${severity} `].join(
      '',
    );
    const data = { total: found.total, alerts: found.alerts.map(alertData) };
    if (!strongest) return say(`No ${kind}alerts${where}.`, 'good', data);
    const title = `${found.total} ${kind}alert${found.total === 1 ? '' : 's'}${where}`;
    const more = found.total - found.alerts.length;
    const blocks: Block[] = [
      heading(title, alertTone(strongest)),
      table(found.alerts, context.now),
      ...(more > 0 ? [line(`${more} more: narrow by state, severity or target.`, 'muted')] : []),
      { kind: 'buttons', buttons: found.alerts.flatMap(buttonFor).slice(0, 5) },
    ];
    return reply(blocks, { asOf: context.now, data });
  },
});

/** The open ones first when all are asked for. */
async function listed(
  desk: AlertDesk,
  state: (typeof STATES)[number],
  filter: Omit<AlertFilter, 'state'>,
): Promise<{ alerts: readonly Alert[]; total: number }> {
  if (state !== 'all') return desk.list({ ...filter, state });
  const open = await desk.list({ ...filter, state: 'open' });
  const over = await desk.list({ ...filter, state: 'resolved' });
  const both = [...open.alerts, ...over.alerts].slice(0, filter.limit);
  return { alerts: both, total: open.total + over.total };
}

/** A word that is no state and no severity is read as a target: it may have been meant as any of them. */
function noSuchWord(word: string, targets: readonly Target[]): string {
  const names = targets.slice(0, 20).map(({ name }) => name);
  return [
    `“${word.slice(0, 64)}” is no state, severity or target.`,
    `States: ${STATES.join(', ')}.`,
    `Severities: ${SEVERITIES.join(', ')}.`,
    names.length === 0 ? 'No targets are watched.' : `Targets: ${names.join(', ')}.`,
  ].join(' ');
}

function table(shown: readonly Alert[], now: Instant): Block {
  return {
    kind: 'table',
    columns: [
      { title: 'Id', align: 'right' },
      { title: 'Severity', align: 'left' },
      { title: 'What', align: 'left' },
      { title: 'State', align: 'left' },
      { title: 'For', align: 'right' },
    ],
    rows: shown.map((alert) => [
      `#${alert.id}`,
      alert.severity,
      alert.message,
      stateText(alert),
      formatDuration((alert.state.kind === 'resolved' ? alert.state.at : now) - alert.state.since),
    ]),
  };
}

function buttonFor({ id, state }: Alert): Button[] {
  if (state.kind !== 'firing') return [];
  return [{ label: `Ack #${id}`, tone: 'primary', command: 'ack', input: String(id) }];
}
