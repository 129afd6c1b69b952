import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Block, Button, Reply } from '../src/chat/reply.ts';
import { heading, line, reply, say, strong, time } from '../src/chat/reply.ts';
import { formatDuration } from '../src/model/format.ts';
import type { Score } from '../src/model/score.ts';
import type { Target, TargetPause } from '../src/model/target.ts';
import { iso } from '../src/report/data.ts';
import { isStale } from '../src/report/health.ts';
import { coversNow, openWindowText, windowsOverAll } from '../src/report/held-now.ts';
import { pauseBlock, pauseData } from '../src/report/pause-text.ts';
import { scoreTone } from '../src/report/tone.ts';
import { unreachableSince } from '../src/report/unreachable.ts';

export const status = command({
  name: 'status',
  summary: 'One line per target: score, status, open alerts, age of the data.',
  role: 'viewer',
  args: z.object({}),
  run: (_args, context) => fleetReply(context),
});

/** Targets that get a button, the worst first, and those of which is said since when they are unreachable. */
const BUTTONS = 10;
const LINES = 10;

export interface Row {
  readonly name: string;
  readonly score: number | null;
  readonly status: string;
  readonly alerts: number;
  readonly age: string;
  readonly at: number | null;
  readonly paused: TargetPause | null;
  readonly unreachable: number | null;
}

/** Every target in one line, the worst first. */
export async function fleetReply(context: CommandContext): Promise<Reply> {
  const targets = await context.targets.list();
  if (targets.length === 0) {
    return say('No targets are watched. Add one under targets: in tocsin.yaml.', 'warning', {
      targets: [],
    });
  }
  const rows = await Promise.all(targets.map((target) => rowOf(target, context)));
  // What nobody looks at comes last.
  const rank = ({ score, paused }: Row) => (paused ? 101 : (score ?? -1));
  const sorted = rows.toSorted((a, b) => rank(a) - rank(b));
  const worst = sorted[0]?.score ?? null;
  const ages = rows.map(({ at }) => at).filter((at) => at !== null);
  const windows = windowsOverAll(await coversNow(context), []);
  return reply(
    [
      ...windows.map((one) => line(openWindowText(one), 'muted')),
      heading(`${targets.length} target${targets.length === 1 ? '' : 's'}`, scoreTone(worst)),
      {
        kind: 'table',
        columns: [
          { title: 'Target', align: 'left' },
          { title: 'Score', align: 'right' },
          { title: 'Status', align: 'left' },
          { title: 'Alerts', align: 'right' },
          { title: 'Age', align: 'right' },
        ],
        rows: sorted.map((row) => [
          row.name,
          row.score === null ? '-' : String(row.score),
          row.unreachable === null ? row.status : 'UNREACHABLE',
          String(row.alerts),
          row.age,
        ]),
      },
      ...sorted.flatMap(unreachableLine).slice(0, LINES),
      ...targets.flatMap(({ name, paused = null }) => pauseBlock(paused, name)),
      { kind: 'buttons', buttons: sorted.slice(0, BUTTONS).map(healthButton) },
    ],
    {
      tone: scoreTone(worst),
      asOf: ages.length === 0 ? null : Math.min(...ages),
      data: { targets: sorted.map(rowData) },
    },
  );
}

/** Shows a target in full; for Telegram, where an argument cannot be completed while typing. */
function healthButton({ name }: Row): Button {
  return { label: name, tone: 'plain', command: 'health', input: name };
}

function unreachableLine({ name, unreachable: since }: Row): Block[] {
  if (since === null) return [];
  const moment = [time(since, 'full'), ' (', time(since), ').'];
  return [line([strong(name), ' is unreachable since ', ...moment], 'bad')];
}

function rowData({ age: _, unreachable, ...row }: Row) {
  return {
    ...row,
    paused: pauseData(row.paused),
    at: iso(row.at),
    unreachable_since: iso(unreachable),
  };
}

/** How a target is, and when it was last heard of. */
export async function rowOf(target: Target, context: CommandContext): Promise<Row> {
  const { scores, alerts, now } = context;
  const [score, open] = await Promise.all([
    scores.latest(target.id),
    alerts.list({ state: 'open', severity: null, target: target.id, limit: 1 }),
  ]);
  const silent = target.paused ? 'PAUSED' : 'NO DATA';
  const isFresh = score !== null && score.score !== null && !isStale(score, target, now);
  const fresh = isFresh && !target.paused;
  const at = fresh ? score.at : await lastData(target, score, context);
  return {
    name: target.name,
    score: fresh ? score.score : null,
    status: fresh ? score.status : silent,
    paused: target.paused ?? null,
    unreachable: fresh || target.paused ? null : await unreachableSince(target, context),
    alerts: open.total,
    age: at === null ? 'never' : formatDuration(now - at),
    at,
  };
}

/**
 * When a silent target was last heard of, or null when it never answered: its newest score moves on with every missed
 * round, its gap does not.
 */
async function lastData(
  target: Target,
  score: Score | null,
  { rounds, now }: CommandContext,
): Promise<number | null> {
  const [gaps, { measured }] = await Promise.all([
    rounds.gaps(target.id, now, now + 1),
    rounds.count(target.id, 0, now + 1),
  ]);
  if (measured === 0) return null;
  return gaps.find(({ to }) => to === null)?.from ?? score?.at ?? null;
}
