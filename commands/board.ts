import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { refuse, say } from '../src/chat/reply.ts';
import type { Target } from '../src/model/target.ts';
import { boardReply } from '../src/report/board.ts';
import { coversNow } from '../src/report/held-now.ts';
import { type Row, rowOf } from './status.ts';

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
  const rows = await Promise.all(
    targets.map(async (target) => {
      const row = await rowOf(target, context);
      return { ...row, lastScore: await lastScore(row, target, context) };
    }),
  );
  return boardReply({
    targets: rows.map(
      ({ name, score, lastScore: last, status, alerts: open, at, paused, unreachable }) => ({
        ...{ name, score, lastScore: last, alerts: open, at, isPaused: paused !== null },
        status: unreachable === null ? status : 'UNREACHABLE',
      }),
    ),
    ...{ alerts, openAlerts: total, windows },
    oncall: context.oncallDesk
      .rotas()
      .map(({ name, duties }) => ({ rota: name, person: duties[0]?.person ?? null })),
  });
}

/** The score that held when a silent target was last heard of; null where there is a fresh one, or never was any. */
async function lastScore(
  { score, at }: Row,
  { id }: Target,
  { scores }: CommandContext,
): Promise<number | null> {
  if (score !== null || at === null) return null;
  const then = (await scores.at(id, at))?.score ?? null;
  // The round that was missed first may stand at the very moment.
  return then ?? (await scores.at(id, at - 1))?.score ?? null;
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
