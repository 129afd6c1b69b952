import type { AlertEvent, AlertLife } from '../model/alert.ts';
import { compareSeverity, RULE, SEVERITIES } from '../model/alert.ts';
import type { AlertContent, Queued } from '../model/alert-change.ts';
import type { Rule } from '../model/rule.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import type { Occasion, Sending } from './gate.ts';
import type { Audience, NoteKind, Told } from './ports.ts';

/** How long changes are gathered before the message of several alerts is edited. */
export const PACE = { group: 2 * SECOND, storm: 10 * SECOND, flapping: 15 * SECOND } as const;

/** When what could not be escalated is looked at again. */
export const LATER = 5 * MINUTE;

/** A reminder that is due so soon after an escalation would say the same again. */
const SOON = MINUTE;

export function living(alert: AlertContent, life: Partial<AlertLife>): AlertContent {
  return { ...alert, life: { ...alert.life, ...life } };
}

/** Channels that may hear of it only now: a stronger severity is routed further. */
export function furtherChannels(audience: Audience, alert: Told, occasion: Occasion) {
  if (occasion === 'raised' || occasion === 'released') {
    return audience.channels(alert, alert.severity);
  }
  if (occasion !== 'escalated') return [];
  const next = SEVERITIES[SEVERITIES.indexOf(alert.severity) + 1] ?? alert.severity;
  return audience.channels(alert, next);
}

/** A short reply under the card, in every channel that does not show changes as lines of their own. */
export function notesFor(
  audience: Audience,
  alert: Told,
  to: readonly { channel: string; silent: boolean }[],
  { kind, on }: { readonly kind: NoteKind; readonly on: number | null },
): Queued[] {
  const heard = to.filter(({ channel }) => !audience.showsEveryChange(channel));
  if (heard.length === 0) return [];
  const body = audience.note(alert, kind);
  return heard.map(({ channel, silent }) => ({ channel, kind: 'note', body, silent, ...onto(on) }));
}

export function card(channel: string, more: Partial<Queued>): Queued {
  return { channel, kind: 'card', body: null, ...more };
}

export function onto(lead: number | null): Partial<Queued> {
  return lead === null ? {} : { on: lead };
}

export function paceOf({ life, lead }: AlertContent): Partial<Queued> {
  if (life.storm) return { wait: PACE.storm };
  if (life.flappingSince !== null && life.changes.length > 1) return { wait: PACE.flapping };
  return lead === null ? {} : { wait: PACE.group };
}

type Repeated = Pick<AlertContent, 'severity' | 'life'>;

/** When an alert that people hear of now is told again, if nobody takes it. */
export function firstTimes(alert: Repeated, rule: Rule | null, at: Instant): Partial<AlertLife> {
  return dueTimes(
    { ...alert, life: { ...alert.life, remindAt: null, escalateAt: null } },
    rule,
    at,
  );
}

/** The same, where what is due already stays so. */
export function dueTimes(alert: Repeated, rule: Rule | null, at: Instant): Partial<AlertLife> {
  const { remindAt, escalateAt } = alert.life;
  return {
    remindAt: remindAt ?? plus(at, repeats(alert, rule)?.remind),
    escalateAt: escalateAt ?? plus(at, repeats(alert, rule)?.escalate),
  };
}

/** Nothing is told again of what has become mild. */
export function mildTimes(alert: Repeated, rule: Rule | null): Partial<AlertLife> {
  return repeats(alert, rule) === null ? { remindAt: null, escalateAt: null } : {};
}

/** When it is told again after this; `until` is when what was held back now is looked at again. */
export function nextTimes(
  alert: AlertContent,
  rule: Rule | null,
  { occasion, at, until }: { occasion: Occasion; at: Instant; until?: number },
): Partial<AlertLife> {
  if (alert.state.kind === 'acknowledged') return { remindAt: null, escalateAt: null };
  // What comes back within its cooldown goes on, and escalates when it would have.
  if (alert.state.kind !== 'firing') return { remindAt: null };
  const remindAt = plus(at, repeats(alert, rule)?.remind);
  if (occasion === 'escalated') {
    if (until !== undefined) return { escalateAt: at + until };
    return { escalateAt: null, ...(isSoon(alert, at) && { remindAt }) };
  }
  return occasion === 'raised'
    ? dueTimes({ ...alert, life: { ...alert.life, remindAt } }, rule, at)
    : { remindAt };
}

/** Whether an escalation now is its next reminder too. */
function isSoon({ life: { remindAt } }: AlertContent, at: Instant): boolean {
  return remindAt !== null && remindAt - at < SOON;
}

/** Of a rule with several levels only the strong ones are repeated: nobody is woken twice for a mere warning. */
function repeats({ severity }: Repeated, rule: Rule | null): Rule | null {
  const isMild =
    rule !== null && rule.levels.length > 1 && compareSeverity(severity, 'critical') < 0;
  return isMild ? null : rule;
}

function plus(at: Instant, milliseconds: number | null | undefined): Instant | null {
  return milliseconds == null ? null : at + milliseconds;
}

export function sentence(what: string, to: Sending['to']): string {
  const names = to.map(({ channel, why }) => (why === '' ? channel : `${channel} (${why})`));
  return `${what}: ${names.join(', ')}`;
}

export function tells(
  at: Instant,
  detail: string,
  kind: AlertEvent['kind'] = 'told',
): Omit<AlertEvent, 'alert'> {
  return { at, by: RULE, kind, detail };
}

export function held(at: Instant, detail: string): Omit<AlertEvent, 'alert'> {
  return { at, by: RULE, kind: 'held', detail };
}
