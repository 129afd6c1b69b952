import type { Block, Button, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply } from '../chat/reply.ts';
import type { Alert } from '../model/alert.ts';
import { compareSeverity } from '../model/alert.ts';
import { formatDuration } from '../model/format.ts';
import type { Silence } from '../model/silence.ts';
import type { Instant } from '../model/time.ts';
import { ackButton, idsInput, silenceSelect } from './card-controls.ts';
import { clockIn } from './clock.ts';
import { alertData, iso } from './data.ts';
import { silenceData } from './silences.ts';
import { counted, grouped, memberText, shortened, stateText } from './state-text.ts';
import { alertTone } from './tone.ts';

/** Alerts that are shown one by one. */
const SHOWN = 15;
const MESSAGE = 120;

/** What was held back in a channel's quiet hours. */
export interface QuietDigest {
  readonly from: Instant;
  readonly to: Instant;
  /** Of the clock in the title. */
  readonly zone: string;
  readonly alerts: readonly Alert[];
}

/** The morning after: what was not told while it was quiet, and what of it is still so. */
export function quietDigest({ from, to, zone, alerts }: QuietDigest): Reply {
  const sorted = alerts.toSorted(openFirst);
  const open = sorted.filter(isOpen);
  const span = `${clockIn(zone, from)} to ${clockIn(zone, to)}`;
  const data = { from: iso(from), to: iso(to), alerts: sorted.map(alertData) };
  const counts = `${counted(alerts.length, 'alert')}, ${grouped(open.length)} still firing`;
  const title = heading(`While it was quiet (${span}): ${counts}`, toneOf(open));
  return reply([title, ...tableOf(sorted, to), ...ackAll(open)], { data });
}

/** A silence is over: what it hid, and what it covered that is still there. */
export function silenceEnded(
  silence: Silence,
  open: readonly Alert[],
  options: { readonly now: Instant; readonly zone: string },
): Reply {
  const sorted = open.toSorted(openFirst);
  const title = `Silence #${silence.id} by ${silence.by.name} ended: ${effectText(silence, open)}`;
  const blocks: Block[] = [heading(title, toneOf(sorted))];
  if (silence.reason !== '')
    blocks.push(line(`Its reason: ${shortened(silence.reason, 500)}`, 'muted'));
  if (sorted.length > 0) blocks.push(line(linesOf(sorted)), ...ackAll(sorted));
  const [only] = sorted;
  if (sorted.length === 1 && only) blocks.push(silenceSelect(only.id));
  const data = { silence: silenceData(silence, options.now), alerts: sorted.map(alertData) };
  return reply(blocks, { data });
}

/** `hid 14 alerts, 1 still firing`, `nothing was hidden, #1 is still firing`. */
function effectText({ hidden }: Silence, open: readonly Alert[]): string {
  const [only] = open;
  if (hidden > 0) {
    const still = only ? `${grouped(open.length)} still firing` : 'nothing of it is firing';
    return `hid ${counted(hidden, 'alert')}, ${still}`;
  }
  if (!only) return 'nothing was hidden';
  const still = open.length === 1 ? `#${only.id} is` : `${counted(open.length, 'alert')} are`;
  return `nothing was hidden, ${still} still firing`;
}

function isOpen({ state }: Alert): boolean {
  return state.kind !== 'resolved';
}

function openFirst(a: Alert, b: Alert): number {
  const over = Number(isOpen(b)) - Number(isOpen(a));
  return over || compareSeverity(b.severity, a.severity) || a.id - b.id;
}

function toneOf([strongest]: readonly Alert[]) {
  return strongest ? alertTone(strongest) : 'good';
}

function tableOf(alerts: readonly Alert[], now: Instant): Block[] {
  if (alerts.length === 0) return [];
  const rest = alerts.length - SHOWN;
  return [
    {
      kind: 'table',
      columns: [
        { title: 'Id', align: 'right' },
        { title: 'Severity', align: 'left' },
        { title: 'What', align: 'left' },
        { title: 'State', align: 'left' },
        { title: 'For', align: 'right' },
      ],
      rows: alerts
        .slice(0, SHOWN)
        .map((alert) => [
          `#${alert.id}`,
          alert.severity,
          shortened(alert.message, MESSAGE),
          ...lastsCells(alert, now),
        ]),
    },
    ...(rest > 0 ? [line(`and ${grouped(rest)} more: /alerts all`, 'muted')] : []),
  ];
}

/** Its state, and for how long it has gone on. */
function lastsCells(alert: Alert, now: Instant): [string, string] {
  const { state } = alert;
  if (state.kind !== 'resolved') return [stateText(alert), formatDuration(now - state.since)];
  return [`resolved after ${formatDuration(state.at - (state.firedAt ?? state.since))}`, ''];
}

function linesOf(alerts: readonly Alert[]): Inline[] {
  const rows = alerts.slice(0, SHOWN).map((one) => memberText(one, MESSAGE));
  const rest = alerts.length - rows.length;
  return [[...rows, ...(rest > 0 ? [`and ${grouped(rest)} more: /alerts`] : [])].join('\n')];
}

/** Takes all that nobody has; a button holds only so many ids, so further ones get buttons of their own. */
function ackAll(open: readonly Alert[]): Block[] {
  let free = open.filter(({ state }) => state.kind === 'firing').map(({ id }) => id);
  const buttons: Button[] = [];
  const all = free.length;
  while (free.length > 0 && buttons.length < 4) {
    const { input, count } = idsInput(free);
    const label = count === all ? 'Ack all' : `Ack #${free[0]} to #${free[count - 1]} (${count})`;
    buttons.push(ackButton(all === 1 ? `Ack #${input}` : label, input));
    free = free.slice(count);
  }
  return buttons.length === 0 ? [] : [{ kind: 'buttons', buttons }];
}
