import type { Block, Button, Field, Inline, Reply, Text } from '../chat/reply.ts';
import { code, heading, line, reply, say, strong, time } from '../chat/reply.ts';
import type { Alert, AlertEvent } from '../model/alert.ts';
import { isRule } from '../model/alert.ts';
import { formatDuration } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import type { Instant } from '../model/time.ts';
import { measuredText } from './measured.ts';
import { alertTone } from './tone.ts';

/** Steps between firing and now that a card shows. */
const STEPS = 6;

/** What a card shows beside the alert itself. */
export interface CardView {
  readonly alert: Alert;
  /** Its history, oldest first. */
  readonly events: readonly AlertEvent[];
  readonly unit: Unit;
  /** The metric over the last hour, oldest first, evenly spaced; empty when there is none. */
  readonly trend: readonly (number | null)[];
  /** Expression that clears it, or null for "when it holds no more". */
  readonly clear: string | null;
  readonly runbook: string | null;
}

/** The one message an alert has in a channel; posted once, edited with every change. */
export function alertCard(view: CardView): Reply {
  const { alert } = view;
  const blocks: Block[] = [
    heading(cardTitle(alert), alertTone(alert)),
    line(timeline(view)),
    ...trendOf(view),
    { kind: 'fields', fields: fieldsOf(view) },
    { kind: 'buttons', buttons: buttonsFor(alert) },
  ];
  return reply(blocks, { footer: footerOf(view) });
}

/** What it is and how bad; once it is over, that comes first. */
function cardTitle({ severity, message, state }: Alert): string {
  const word = state.kind === 'resolved' ? 'resolved' : severity;
  return `${word.toUpperCase()} · ${message}`;
}

function fieldsOf(view: CardView): Field[] {
  const { alert } = view;
  const fields: Field[] = [field('Target', alert.targetName), field('State', stateText(alert))];
  const measured = measuredText(alert, view.unit);
  if (measured) fields.push(field('Measured', measured));
  if (view.clear !== null) fields.push(field('Clears when', [code(view.clear)]));
  if (alert.scoreNow !== null) fields.push(field('Score', scoreText(alert)));
  if (alert.previous !== null) fields.push(field('Again after', `#${alert.previous}`));
  if (isLink(view.runbook)) fields.push(field('Runbook', [linkTo(view.runbook)]));
  return fields;
}

/** A runbook is an address, which becomes a link, or a sentence, which stays one. */
function isLink(runbook: string | null): runbook is string {
  return runbook !== null && /^https?:\/\/\S+$/.test(runbook) && URL.canParse(runbook);
}

function linkTo(url: string): Inline {
  return { kind: 'link', text: new URL(url).host, url };
}

function field(name: string, value: Text): Field {
  return { name, value, inline: true };
}

function scoreText({ scoreBefore, scoreNow }: Alert): string {
  if (scoreBefore === null || scoreBefore === scoreNow) return `${scoreNow}/100`;
  return `${scoreBefore} → ${scoreNow}`;
}

/** One or two words for a state, with the person who has it. */
export function stateText({ state }: Pick<Alert, 'state'>): string {
  return state.kind === 'acknowledged' ? `acknowledged by ${state.by.name}` : state.kind;
}

function trendOf({ alert, trend }: CardView): Block[] {
  if (trend.filter((value) => value !== null).length < 2) return [];
  const label = alert.evidence.metric ?? '';
  return [{ kind: 'sparkline', label, values: trend, bounds: null, caption: 'last hour' }];
}

function timeline({ alert: { state, id }, events }: CardView): Text {
  const rows: Inline[][] = [];
  if (state.kind === 'pending') rows.push(moment('Holds since', state.since));
  else if (state.firedAt !== null) {
    rows.push(moment('Fired', state.firedAt), ...between(state.firedAt, events));
  }
  if (state.kind === 'resolved') rows.push(resolvedLine(state));
  if (state.kind === 'firing') rows.push([`Nobody has it yet: press Ack or type /ack ${id}`]);
  return rows.flatMap((row, index) => (index === 0 ? row : ['\n', ...row]));
}

/** What happened between firing and now: the newest steps, so that a card stays a card. */
function between(firedAt: Instant, events: readonly AlertEvent[]): Inline[][] {
  const rows = events.filter(({ at }) => at >= firedAt).flatMap(stepOf);
  return rows.slice(-STEPS);
}

function stepOf({ kind, at, by, detail }: AlertEvent): Inline[][] {
  switch (kind) {
    case 'acknowledged':
      return [byPerson('Acknowledged', { by, at, note: detail })];
    case 'raised':
      return [moment('Raised', at)];
    case 'lowered':
      return [moment('Lowered', at)];
    case 'pending':
    case 'fired':
    case 'resolved':
    case 'cancelled':
    case 'sent':
    case 'held':
    case 'undelivered':
      return [];
    default:
      return kind satisfies never;
  }
}

function moment(what: string, at: Instant): Inline[] {
  return [`${what} `, time(at, 'live')];
}

function resolvedLine(state: Extract<Alert['state'], { kind: 'resolved' }>): Inline[] {
  const lasted = ` after ${formatDuration(state.at - state.since)}`;
  if (!isRule(state.by)) return byPerson(`Resolved${lasted}`, state);
  const note = state.note ? `: ${state.note}` : '';
  return [...moment(`Resolved by itself${lasted},`, state.at), note];
}

type Done = {
  readonly by: { readonly name: string };
  readonly at: Instant;
  readonly note: string | null;
};

function byPerson(what: string, { by, at, note }: Done): Inline[] {
  const row: Inline[] = [`${what} by `, strong(by.name), ' ', time(at, 'live')];
  return note ? [...row, `: ${note}`] : row;
}

function buttonsFor({ id, state }: Alert): readonly Button[] {
  const input = String(id);
  const ack: Button = { label: 'Ack', tone: 'primary', command: 'ack', input };
  const resolve: Button = { label: 'Resolve', tone: 'good', command: 'resolve', input };
  const details: Button = { label: 'Details', tone: 'plain', command: 'alert', input };
  switch (state.kind) {
    case 'pending':
    case 'firing':
      return [ack, resolve, details];
    case 'acknowledged':
      return [resolve, details];
    case 'resolved':
      return [details];
    default:
      return state satisfies never;
  }
}

function footerOf({ alert, runbook }: CardView): string {
  const parts = [`#${alert.id}`, alert.rule];
  if (runbook && !isLink(runbook)) parts.push(`runbook: ${runbook}`);
  return parts.join(' · ');
}

/** The short reply under a card, for what people must notice without looking at the card. */
export function alertNote(
  alert: Pick<Alert, 'message' | 'severity' | 'state'>,
  what: 'raised' | 'resolved',
): Reply {
  const { state } = alert;
  if (what === 'raised' || state.kind !== 'resolved') {
    return say(`Now ${alert.severity}: ${alert.message}`, alertTone(alert));
  }
  const lasted = formatDuration(state.at - state.since);
  const by = isRule(state.by) ? '' : ` by ${state.by.name}`;
  return say(`Resolved${by} after ${lasted}: ${alert.message}`, 'good');
}
