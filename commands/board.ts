import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { refuse, say } from '../src/chat/reply.ts';
import { boardReply } from '../src/report/board.ts';
import { coversNow } from '../src/report/held-now.ts';
import { rowOf } from './status.ts';

/** Alerts that are looked up: more than are shown. */
const ALERTS = 10;

export const board = command({
  name: 'board',
  summary: 'How everything is, in one message; `here` pins one that keeps itself up to date.',
  role: 'operator',
  args: z.object({
    action: z.enum(['here', 'off']).optional().describe('once when left out'),
  }),

  run({ action }, context) {
    if (action === 'here') return here(context);
    if (action === 'off') return off(context);
    return now(context);
  },
});

async function now(context: CommandContext): Promise<Reply> {
  const [targets, { alerts, total }, { windows }] = await Promise.all([
    context.targets.list(),
    context.alerts.list({ state: 'open', severity: null, target: null, limit: ALERTS }),
    coversNow(context),
  ]);
  const rows = await Promise.all(targets.map((target) => rowOf(target, context)));
  return boardReply({
    targets: rows.map(({ name, score, status, alerts: open, at, paused, unreachable }) => ({
      ...{ name, score, alerts: open, at, isPaused: paused !== null },
      status: unreachable === null ? status : 'UNREACHABLE',
    })),
    ...{ alerts, openAlerts: total, windows },
    oncall: context.oncallDesk
      .rotas()
      .map(({ name, duties }) => ({ rota: name, person: duties[0]?.person ?? null })),
  });
}

async function here({ boards, place, actor }: CommandContext): Promise<Reply> {
  const outcome = await boards.here(place, actor);
  if (outcome.kind === 'refused') return refuse(outcome.why);
  const said =
    outcome.kind === 'posted' ? 'The board stands here' : 'The board of this place is up to date';
  const { unpinned } = outcome;
  const more = unpinned === null ? '.' : `, but ${unpinned}. Then say /board here again.`;
  return {
    ...say(`${said}${more}`, unpinned === null ? 'good' : 'warning', outcome),
    private: true,
  };
}

async function off({ boards, place, actor }: CommandContext): Promise<Reply> {
  const isEnded = await boards.off(place, actor);
  if (!isEnded) return refuse('There is no board here. /board here makes one.');
  return say(`${actor.name} ended the board of this place.`, 'info', { off: true });
}
