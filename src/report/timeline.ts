import type { Inline, Text } from '../chat/reply.ts';
import { strong, time } from '../chat/reply.ts';
import type { Alert, AlertEvent } from '../model/alert.ts';
import { isRule } from '../model/alert.ts';
import { formatDuration } from '../model/format.ts';
import type { Instant } from '../model/time.ts';
import { HOUR } from '../model/time.ts';
import { toldTo } from './folded.ts';
import { grouped, shortened } from './state-text.ts';

/** Steps between firing and now that a card shows. */
const STEPS = 6;
/** Steps that come later than this after the first line need more than a clock. */
const SOON = 12 * HOUR;
/** Characters of a note in the timeline. */
const NOTE = 300;

/**
 * What happened from firing to now, a line each, in the reader's clock. Only the line that tells how long it has gone on,
 * or been over, shows an age: one on each would break every line on a phone.
 */
export function timeline(
  { state, id, life }: Alert,
  events: readonly AlertEvent[],
  next: NextStep | null = null,
): Text {
  const rows: Inline[][] = [];
  if (state.kind === 'pending') rows.push(['Holds since ', time(state.since, 'live')]);
  else if (state.firedAt !== null) {
    const from = state.firedAt;
    const over = state.kind === 'resolved' ? state.at : Number.POSITIVE_INFINITY;
    const since = events.filter(({ at }) => at >= from && at <= over);
    rows.push(['Fired ', time(from, over - from < SOON ? 'clock' : 'live')]);
    rows.push(...newest(since, from));
  }
  if (state.kind === 'resolved') {
    const later = events.filter(({ at }) => at > state.at);
    rows.push(resolvedLine(state, state.firedAt ?? state.since), ...newest(later, state.at));
  }
  if (state.kind === 'firing') {
    rows.push([`Nobody has it yet: press Ack or type /ack ${id}`]);
    const line = nextLine(life, next);
    if (line.length > 0) rows.push(line);
  }
  if (state.kind === 'acknowledged') rows.push(...expiryLine(life, state.by.name));
  return rows.flatMap((row, index) => (index === 0 ? row : ['\n', ...row]));
}

/** The step of an escalation that comes next, e.g. to `@Ana` as `step 2 of 3`. */
export interface NextStep {
  readonly to: readonly string[];
  readonly name: string;
}

/** When it is told further, and to whom, if nobody takes it; nothing when it is not. */
export function nextLine(
  { escalateAt, escalation }: Alert['life'],
  next: NextStep | null,
): Inline[] {
  if (escalateAt === null) return [];
  const held = escalation?.heldFor;
  const why = held === undefined ? '' : `, held back: ${shortened(held, NOTE)}`;
  if (next === null) return ['Escalates ', time(escalateAt, 'live'), why];
  return ['Next: ', next.to.join(', '), ' ', time(escalateAt, 'live'), ` (${next.name}${why})`];
}

/** When whoever has it is asked, or until when they may answer. */
function expiryLine({ expiry }: Alert['life'], name: string): Inline[][] {
  if (expiry === null) return [];
  return expiry.isAsked
    ? [[`Asked ${name} whether they still are on it; given back `, time(expiry.at, 'live')]]
    : [[`Asks ${name} again `, time(expiry.at, 'live')]];
}

/** The newest steps, so that a card stays a card. */
function newest(events: readonly AlertEvent[], from: Instant): Inline[][] {
  const reminded = events.filter(({ kind }) => kind === 'reminded');
  const last = [reminded.at(-1), events.findLast(({ kind }) => kind === 'noise')];
  const once = events.filter(
    (event) => (event.kind !== 'reminded' && event.kind !== 'noise') || last.includes(event),
  );
  return once
    .flatMap((event): Inline[][] =>
      event.kind === 'reminded' && reminded.length > 1
        ? [moment(`Reminded ${grouped(reminded.length)} times, last`, shortTime(event.at, from))]
        : stepOf(event, from),
    )
    .slice(-STEPS);
}

function shortTime(at: Instant, from: Instant): Inline {
  return time(at, at - from < SOON ? 'clock' : 'live');
}

function stepOf({ kind, at: instant, by, detail }: AlertEvent, from: Instant): Inline[][] {
  const note = shortened(detail, NOTE);
  const at = shortTime(instant, from);
  switch (kind) {
    case 'acknowledged':
      return [byPerson('Acknowledged', { by, at, note })];
    case 'unacknowledged':
      return [byPerson('Given back', { by, at, note })];
    case 'raised':
      return [moment('Raised', at)];
    case 'lowered':
      return [moment('Lowered', at)];
    case 'reopened':
      return [moment('Fired again', at)];
    case 'flapping':
      return [moment('Began to flap', at)];
    case 'settled':
      return [moment('Settled', at)];
    case 'stopped':
      return [byPerson('Escalation stopped', { by, at, note: '' })];
    case 'escalated':
      return [[...moment('Escalated', at), toldTo(note)]];
    case 'reminded':
      return [[...moment('Reminded', at), toldTo(note)]];
    case 'acted':
      return [[strong(isRule(by) ? 'Tocsin' : by.name), ' ', at, `: ${note}`]];
    case 'note':
    case 'noise':
      return [[strong(by.name), ' ', at, `: ${note === '' ? kind : note}`]];
    case 'pending':
    case 'fired':
    case 'resolved':
    case 'cancelled':
    case 'told':
    case 'held':
    case 'sent':
    case 'undelivered':
    case 'failover':
      return [];
    default:
      return kind satisfies never;
  }
}

function moment(what: string, at: Inline): Inline[] {
  return [`${what} `, at];
}

/** `from`: when it fired, as the first line says. */
function resolvedLine(
  state: Extract<Alert['state'], { kind: 'resolved' }>,
  from: Instant,
): Inline[] {
  const lasted = ` after ${formatDuration(state.at - from)}`;
  const { by, at, note } = state;
  const said = note ? `: ${shortened(note, NOTE)}` : '';
  if (isRule(by)) return [`Resolved by itself${lasted}, `, time(at, 'live'), said];
  return [`Resolved${lasted} by `, strong(by.name), ' ', time(at, 'live'), said];
}

type Done = {
  readonly by: { readonly name: string };
  readonly at: Inline;
  readonly note: string;
};

function byPerson(what: string, { by, at, note }: Done): Inline[] {
  const row: Inline[] = [`${what} by `, strong(by.name), ' ', at];
  return note === '' ? row : [...row, `: ${note}`];
}
