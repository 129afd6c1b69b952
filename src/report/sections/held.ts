import type { Block, Inline } from '../../chat/reply.ts';
import { line, strong, time } from '../../chat/reply.ts';
import type { Alert, AlertEvent } from '../../model/alert.ts';
import type { Instant } from '../../model/time.ts';
import { breathe } from '../../model/wait.ts';
import { iso } from '../data.ts';
import type { PeriodFacts } from '../period/facts.ts';
import type { PeriodReaders } from '../period/readers.ts';
import { counted, shortened } from '../state-text.ts';
import { titled } from './section.ts';

/** Alerts whose history is looked through, the newest ones. */
const MOST = 200;
const SHOWN = 10;
/** Histories after which others get their turn. */
const TURN = 20;

interface Held {
  readonly alert: Alert;
  /** When it was held back for the first time in the period. */
  readonly at: Instant;
  /** Each reason once, in the order in which they came. */
  readonly reasons: readonly string[];
}

/** What nobody, or nobody in one channel, was told of in a period. */
export interface HeldBack {
  readonly held: readonly Held[];
  /** Older alerts that were not looked at. */
  readonly left: number;
}

/** Looks through the histories of the alerts of a period for what was held back in it, oldest first. */
export async function heldBack(
  { alerts: desk }: Pick<PeriodReaders, 'alerts'>,
  { alerts, period }: PeriodFacts,
  signal?: AbortSignal,
): Promise<HeldBack> {
  const looked = alerts.slice(-MOST);
  const held: Held[] = [];
  for (const [index, alert] of looked.entries()) {
    signal?.throwIfAborted();
    const found = await desk.get(alert.id);
    const events = (found?.events ?? []).filter((one) => isHeld(one, period.range));
    const [first] = events;
    if (first) {
      held.push({ alert, at: first.at, reasons: [...new Set(events.map(({ detail }) => detail))] });
    }
    if (index % TURN === TURN - 1) await breathe();
  }
  return { held: held.toSorted((a, b) => a.at - b.at), left: alerts.length - looked.length };
}

/** What was held back overnight, one line an alert. */
export function heldBlocks({ held, left }: HeldBack): readonly Block[] {
  const rest = held.length - SHOWN;
  const blocks = held.slice(0, SHOWN).map((one) => line(textOf(one)));
  if (rest > 0) blocks.push(line(`${counted(rest, 'more alert')}.`, 'muted'));
  if (held.length === 0) blocks.push(line('Nothing: all that fired was told at once.', 'good'));
  if (left > 0) blocks.push(line(`${counted(left, 'older alert')} were not looked at.`, 'muted'));
  return titled('Held back', blocks);
}

export function heldData({ held, left }: HeldBack) {
  return {
    alerts: held.map(({ alert, at, reasons }) => ({
      ...{ alert: alert.id, target: alert.targetName, message: alert.message },
      ...{ at: iso(at), reasons, open: alert.state.kind !== 'resolved' },
    })),
    not_looked_at: left,
  };
}

function isHeld({ kind, at }: AlertEvent, { from, to }: PeriodFacts['period']['range']): boolean {
  return kind === 'held' && at >= from && at < to;
}

function textOf({ alert, at, reasons }: Held): Inline[] {
  return [
    ...[strong(shortened(alert.targetName, 60)), `: ${shortened(alert.message, 120)} · `],
    ...[time(at, 'full'), ` · ${shortened(reasons.join('; '), 160)}`],
    ` · ${alert.state.kind === 'resolved' ? 'over' : 'still open'} · #${alert.id}`,
  ];
}
