import type { Inline } from '../chat/reply.ts';
import { time } from '../chat/reply.ts';
import type { Alert, AlertEvent } from '../model/alert.ts';
import { isRule } from '../model/alert.ts';
import type { StoredHold } from '../model/alert-change.ts';
import { sourceOf } from '../model/foreign-alert.ts';
import { formatEvidence } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import { channelsOf, folded, toldTo } from './folded.ts';
import { heldText } from './held.ts';
import { measuredName, measuredText } from './measured.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Lines of one kind in an answer. */
const SHOWN = 10;
const DETAIL = 300;

const DECIDED: ReadonlySet<AlertEvent['kind']> = new Set([
  'told',
  'held',
  'reminded',
  'escalated',
  'flapping',
  'reopened',
]);
const MISSED: ReadonlySet<AlertEvent['kind']> = new Set(['undelivered', 'failover']);

/** What holds people's messages back now, and in the past who was told and why, or not. */
export function decisionLines(
  { state, lead, id }: Alert,
  events: readonly AlertEvent[],
  holds: readonly StoredHold[],
): readonly Inline[][] {
  const now = holds.slice(0, SHOWN).map((hold): Inline[] => {
    const where = hold.channel === null ? 'Now' : `Now in ${hold.channel}`;
    const silence = hold.silence === null ? '' : ` (silence #${hold.silence})`;
    return [`${where}: `, ...heldText(hold), silence];
  });
  const decided = folded(events.filter(({ kind }) => DECIDED.has(kind))).slice(-SHOWN);
  const past = decided.map(decisionLine);
  const shared: Inline[][] =
    lead === null || lead === id ? [] : [[`It is shown in the message of #${lead}.`]];
  const lines = [...now, ...shared, ...past];
  if (lines.length > 0 || state.kind === 'pending') return lines;
  if (events.some(({ kind }) => kind === 'sent' || MISSED.has(kind))) return [];
  return state.firedAt === null
    ? [['Nobody was told: it ended before it fired.']]
    : [['No channel has been told yet: no route matches, or the message waits to be sent.']];
}

/** `reminded 4 times, last 14:13`; what happened once, with its reason. */
function decisionLine(group: readonly AlertEvent[]): Inline[] {
  const [first] = group;
  if (!first) return [];
  const { at, kind, detail } = first;
  const last = group.at(-1) ?? first;
  if (group.length > 1) {
    const times = ` ${kind} ${grouped(group.length)} times, last `;
    return [time(at, 'clock'), times, time(last.at, 'clock')];
  }
  if (kind !== 'reminded' && kind !== 'escalated') return eventLine(first);
  return [time(at, 'clock'), ` ${kind}${shortened(toldTo(detail), DETAIL)}`];
}

/** What became of the messages: those that arrived are counted. */
export function sentLines({ id }: Alert, events: readonly AlertEvent[]): readonly Inline[][] {
  const sent = events.filter(({ kind }) => kind === 'sent');
  const missed = events.filter(({ kind }) => MISSED.has(kind)).slice(-SHOWN);
  const many = `${counted(sent.length, 'message')} sent to ${shortened(channelsOf(sent), DETAIL)}`;
  return [
    ...(sent.length === 0 ? [] : [[`${many}; /alert ${id} delivery shows each`]]),
    ...missed.map(eventLine),
  ];
}

function eventLine({ at, kind, detail, channel }: AlertEvent): Inline[] {
  const to = channel === undefined || detail.includes(channel) ? '' : ` ${channel}`;
  return [time(at, 'clock'), ` ${kind}${to} ${shortened(detail, DETAIL)}`.trimEnd()];
}

/** How it came to its state. */
export function stateReason(alert: Alert, unit: Unit): Inline[] {
  const { state, evidence } = alert;
  const since: Inline[] = ['The condition has held since ', time(state.since, 'full')];
  const simple = measuredText(alert, unit) !== null;
  const value = simple
    ? `; ${measuredName(evidence)} was ${formatEvidence(evidence, unit).value}`
    : '';
  switch (state.kind) {
    case 'pending':
      return [...since, value, '. It has not lasted long enough to tell anybody.'];
    case 'firing':
      return [...since, value, '. Nobody has acknowledged it.'];
    case 'acknowledged':
      return [...since, value, `. ${state.by.name} has had it since `, time(state.at, 'full'), '.'];
    case 'resolved':
      return resolvedReason(state);
    default:
      return state satisfies never;
  }
}

function resolvedReason({ by, note }: Extract<Alert['state'], { kind: 'resolved' }>): Inline[] {
  if (isRule(by)) {
    return ['Resolved by itself: ', shortened(note ?? 'the condition held no more', DETAIL), '.'];
  }
  const said = note ? `: ${shortened(note, DETAIL)}` : '';
  return [
    `Resolved by ${by.name}${said}`,
    '. The rule stays quiet until its condition was false once, or its cooldown is over.',
  ];
}

/** Rows under each other. */
export function stacked(rows: readonly (readonly Inline[])[]): Inline[] {
  return rows.flatMap((row, index) => (index === 0 ? row : ['\n', ...row]));
}

/** Where an alert comes from that no rule of the configuration explains. */
export function originText(alert: Alert, events: readonly AlertEvent[]): string {
  const { rule } = alert;
  const source = sourceOf(alert);
  if (source !== null) return `${source} tells of it (${rule}), and says when it is over.`;
  const maker = events.find(({ kind, by }) => kind === 'fired' && !isRule(by))?.by;
  return maker
    ? `${maker.name} made it by hand: it stays open until somebody resolves it.`
    : `Its rule ${rule} is not in the configuration.`;
}
