import type { Block, Column, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong } from '../chat/reply.ts';
import type { Alert, AlertEvent } from '../model/alert.ts';
import { isRule } from '../model/alert.ts';
import type { Cause } from '../model/cause.ts';
import { formatDuration } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import type { DeliveryReport } from '../model/outbox.ts';
import type { Point } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { HOUR } from '../model/time.ts';
import { causeBlocks } from './cause-text.ts';
import { channelsOf, folded } from './folded.ts';
import { measuredName, measuredText } from './measured.ts';
import { counted, grouped, stateText } from './state-text.ts';
import { measuredBlocks, momentIn, said } from './write-up-measured.ts';

/** How long before it fired and after it ended the measured values are shown. */
const AROUND = HOUR;
/** Other alerts that are named, and lines of the history that are told. */
const OTHERS = 20;
const LINES = 200;

/** What a write-up is made of. */
export interface Incident {
  readonly alert: Alert;
  /** Oldest first. */
  readonly events: readonly AlertEvent[];
  readonly unit: Unit;
  /** What the alert's metric measured from an hour before it to an hour after it, oldest first. */
  readonly points: readonly Point[];
  /** Alerts of the same target or message that overlap with it, without itself. */
  readonly others: readonly Alert[];
  /** What was to be seen when it fired; null: not known. */
  readonly cause: Cause | null;
  readonly deliveries: readonly DeliveryReport[];
  /** IANA zone of the times. */
  readonly zone: string;
  readonly now: Instant;
}

/** What the measured values of an incident span. */
export function spanAround({ state }: Pick<Alert, 'state'>, now: Instant) {
  const begin = state.kind === 'pending' ? state.since : (state.firedAt ?? state.since);
  const end = state.kind === 'resolved' ? state.at : now;
  return { from: begin - AROUND, to: Math.min(now, end + AROUND) };
}

/** An alert from its first sign to its end, with empty places for what only people know. */
export function writeUp(incident: Incident): Reply {
  const { alert, now } = incident;
  const blocks: Block[] = [
    heading(`Incident #${alert.id}: ${said(alert.message)}`),
    factsOf(incident),
    heading('Summary'),
    line('What happened, whom it touched, and what ended it, in three sentences.', 'muted'),
    heading('Timeline'),
    timelineOf(incident),
    ...measuredBlocks(incident, spanAround(alert, now)),
    ...othersOf(incident),
    heading('Who was told'),
    toldOf(incident),
    heading('Cause'),
    ...(incident.cause === null ? [] : causeBlocks(incident.cause)),
    line('To be written.', 'muted'),
    heading('What went well, and what did not'),
    line('To be written.', 'muted'),
    heading('What we change'),
    line('☐ what, who, until when'),
  ];
  return reply(blocks, { asOf: now });
}

function factsOf({ alert, unit, events, now }: Incident): Block {
  const { state, severity, targetName, rule, evidence } = alert;
  const fired = state.kind === 'pending' ? null : state.firedAt;
  const took = (at: Instant | undefined) =>
    fired === null || at === undefined ? '–' : formatDuration(at - fired);
  const first = (kind: AlertEvent['kind']) => events.find((event) => event.kind === kind)?.at;
  const ended = state.kind === 'resolved' ? state.at : undefined;
  const facts = [
    ['Target', said(targetName)],
    ['Rule', said(rule)],
    ['Severity', severity],
    ['State', said(stateText(alert))],
    ...(evidence.metric === null
      ? []
      : [[said(measuredName(evidence)), said(measuredText(alert, unit) ?? '–')]]),
    ['Until the first message arrived', took(first('sent'))],
    ['Until somebody had it', took(first('acknowledged'))],
    [ended === undefined ? 'Open for' : 'Until it was over', took(ended ?? now)],
    ['Score before and in it', `${alert.scoreBefore ?? '–'} and ${alert.scoreNow ?? '–'}`],
  ];
  const fields = facts.map(([name = '', value = '']) => ({ name, value, inline: true }));
  return { kind: 'fields', fields };
}

function timelineOf({ events, zone }: Incident): Block {
  const groups = folded(events);
  const rest = groups.length - LINES;
  const lines = groups.slice(0, LINES).flatMap((group): Inline[][] => {
    const [first] = group;
    if (first === undefined) return [];
    return [[strong(momentIn(zone, first.at)), ` ${eventText(group, first)}`]];
  });
  if (rest > 0) lines.push([`${counted(rest, 'later line')} left out.`]);
  return lines.length === 0 ? line('Nothing is noted.') : listed(lines);
}

/** The entries of a list. */
function listed(lines: readonly (readonly Inline[])[]): Block {
  return line(lines.flatMap((entry, at) => [at === 0 ? '• ' : '\n• ', ...entry]));
}

function eventText(group: readonly AlertEvent[], first: AlertEvent): string {
  const { kind, by, detail } = first;
  if (group.length > 1) {
    const to = channelsOf(group);
    return said(`${kind} ${grouped(group.length)} times${to === '' ? '' : ` to ${to}`}`);
  }
  const who = isRule(by) || kind === 'sent' ? '' : ` by ${by.name}`;
  return said(`${kind}${who}${detail === '' ? '' : `: ${detail}`}`);
}

function othersOf({ others, zone }: Incident): Block[] {
  if (others.length === 0) return [];
  const lines = others.slice(0, OTHERS).map((one): Inline[] => {
    const { state } = one;
    const at = state.kind === 'pending' ? state.since : (state.firedAt ?? state.since);
    return [strong(momentIn(zone, at)), ` #${one.id} ${said(`${one.message}: ${stateText(one)}`)}`];
  });
  const rest = others.length - lines.length;
  if (rest > 0) lines.push([`and ${grouped(rest)} more`]);
  return [heading('At the same time'), listed(lines)];
}

function toldOf({ deliveries }: Incident): Block {
  const channels = [...new Set(deliveries.map(({ channel }) => channel))];
  if (channels.length === 0) return line('Nobody.');
  const rows = channels.map((channel) => {
    const own = deliveries.filter((one) => one.channel === channel);
    const sent = own.filter(({ state }) => state === 'sent');
    const waits = sent.map(({ settledAt, createdAt }) => (settledAt ?? createdAt) - createdAt);
    const lost = own.filter(({ state }) => state === 'dead').length;
    const longest = waits.length === 0 ? '–' : formatDuration(Math.max(...waits));
    return [said(channel), grouped(sent.length), longest, grouped(lost)];
  });
  const numbers = ['Messages', 'Longest wait', 'Given up'];
  const columns: Column[] = [
    { title: 'Channel', align: 'left' },
    ...numbers.map((title): Column => ({ title, align: 'right' })),
  ];
  return { kind: 'table', columns, rows };
}
