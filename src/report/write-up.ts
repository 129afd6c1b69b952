import type { Alert, AlertEvent } from '../model/alert.ts';
import { isRule } from '../model/alert.ts';
import { formatDuration, formatValue } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import type { DeliveryReport } from '../model/outbox.ts';
import type { Point } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { HOUR } from '../model/time.ts';
import { clockIn } from './clock.ts';
import { dateIn } from './day.ts';
import { channelsOf, folded } from './folded.ts';
import { measuredName, measuredText } from './measured.ts';
import { evenly, summarise } from './series.ts';
import { counted, grouped, shortened, stateText } from './state-text.ts';

/** How long before it fired and after it ended the measured values are shown. */
const AROUND = HOUR;
/** Rows of measured values. */
const STEPS = 12;
/** Other alerts that are named, and lines of the history that are told. */
const OTHERS = 20;
const LINES = 200;
/** Characters of one line. */
const LINE = 500;

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

/** An alert from its first sign to its end as Markdown, with empty places for what only people know. */
export function writeUp(incident: Incident): string {
  const { alert, zone } = incident;
  const parts = [
    [`# Incident #${alert.id}: ${said(alert.message)}`, factsOf(incident)],
    ['## Summary', '_What happened, whom it touched, and what ended it, in three sentences._'],
    ['## Timeline', `Times are those of ${zone}.`, timelineOf(incident)],
    ...measuredOf(incident),
    ...othersOf(incident),
    ['## Who was told', toldOf(incident)],
    ['## Cause', '_To be written._'],
    ['## What went well, and what did not', '_To be written._'],
    ['## What we change', '- [ ] _what, who, until when_'],
  ];
  return `${parts.map((part) => part.join('\n\n')).join('\n\n')}\n`;
}

function factsOf({ alert, unit, events, now }: Incident): string {
  const { state, severity, targetName, rule, evidence } = alert;
  const fired = state.kind === 'pending' ? null : state.firedAt;
  const took = (at: Instant | undefined) =>
    fired === null || at === undefined ? '–' : formatDuration(at - fired);
  const first = (kind: AlertEvent['kind']) => events.find((event) => event.kind === kind)?.at;
  const ended = state.kind === 'resolved' ? state.at : undefined;
  return table(
    ['', ''],
    [
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
    ],
  );
}

function timelineOf({ events, zone }: Incident): string {
  const groups = folded(events);
  const rest = groups.length - LINES;
  const lines = groups.slice(0, LINES).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [`- **${momentIn(zone, first.at)}** ${eventText(group, first)}`];
  });
  if (rest > 0) lines.push(`- ${counted(rest, 'later line')} left out.`);
  return lines.length === 0 ? 'Nothing is noted.' : lines.join('\n');
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

function measuredOf({ alert, unit, points, zone, now }: Incident): string[][] {
  const { metric } = alert.evidence;
  const all = summarise(points);
  if (metric === null || all === null) return [];
  const show = (value: number) => formatValue(value, unit);
  const range = spanAround(alert, now);
  const step = (range.to - range.from) / STEPS;
  const rows = evenly(points, range, STEPS).map((value, index) => [
    momentIn(zone, range.from + index * step),
    value === null ? 'not measured' : show(value),
  ]);
  const bounds = `Between ${show(all.min)} and ${show(all.max)}, on average ${show(all.average)}.`;
  return [['## Measured', bounds, table(['From', said(metric)], rows)]];
}

function othersOf({ others, zone }: Incident): string[][] {
  if (others.length === 0) return [];
  const lines = others.slice(0, OTHERS).map((one) => {
    const { state } = one;
    const at = state.kind === 'pending' ? state.since : (state.firedAt ?? state.since);
    return `- **${momentIn(zone, at)}** #${one.id} ${said(`${one.message}: ${stateText(one)}`)}`;
  });
  const rest = others.length - lines.length;
  if (rest > 0) lines.push(`- and ${grouped(rest)} more`);
  return [['## At the same time', lines.join('\n')]];
}

function toldOf({ deliveries }: Incident): string {
  const channels = [...new Set(deliveries.map(({ channel }) => channel))];
  if (channels.length === 0) return 'Nobody.';
  const rows = channels.map((channel) => {
    const own = deliveries.filter((one) => one.channel === channel);
    const sent = own.filter(({ state }) => state === 'sent');
    const waits = sent.map(({ settledAt, createdAt }) => (settledAt ?? createdAt) - createdAt);
    const lost = own.filter(({ state }) => state === 'dead').length;
    const longest = waits.length === 0 ? '–' : formatDuration(Math.max(...waits));
    return [said(channel), grouped(sent.length), longest, grouped(lost)];
  });
  return table(['Channel', 'Messages', 'Longest wait', 'Given up'], rows);
}

function momentIn(zone: string, at: Instant): string {
  return `${dateIn(zone, at)} ${clockIn(zone, at)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

/** Text of people and programs in one line, with nothing in it that Markdown or HTML would take as more than text. */
function said(text: string): string {
  return shortened(text.replaceAll(/\s+/g, ' '), LINE).replaceAll(/[\\`*_[\]<>#|~&!]/g, '\\$&');
}
