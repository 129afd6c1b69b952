import type { AlertEvent, AlertLife } from '../model/alert.ts';
import { compareSeverity, RULE } from '../model/alert.ts';
import type { AlertContent, Queued } from '../model/alert-change.ts';
import type { Escalation } from '../model/escalation.ts';
import type { Rule } from '../model/rule.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import { begun, resumed } from './escalation.ts';
import type { Occasion, Sending } from './gate.ts';
import type { Audience, Escalations, NoteKind, RuleOf, Told } from './ports.ts';

/** How long changes are gathered before the message of several alerts is edited. */
export const PACE = { group: 2 * SECOND, storm: 10 * SECOND, flapping: 15 * SECOND } as const;

/** When what could not be escalated is looked at again. */
export const LATER = 5 * MINUTE;

/** A reminder that is due so soon after an escalation would say the same again. */
const SOON = MINUTE;

export function living(alert: AlertContent, life: Partial<AlertLife>): AlertContent {
  return { ...alert, life: { ...alert.life, ...life } };
}

/** Channels that may hear of it only now: a stronger severity is routed further, and an escalation reaches others. */
export function furtherChannels(
  audience: Audience,
  alert: Told,
  {
    occasion,
    turn,
  }: {
    readonly occasion: Occasion;
    readonly turn: { readonly channels: readonly string[] } | null;
  },
): readonly string[] {
  const isRouted = occasion === 'raised' || occasion === 'released';
  return isRouted ? audience.channels(alert, alert.severity) : (turn?.channels ?? []);
}

/** A short reply under the card, in every channel that does not show changes as lines of their own. */
export function notesFor(
  audience: Audience,
  alert: Told,
  to: readonly { channel: string; silent: boolean }[],
  {
    kind,
    on,
    said,
  }: { readonly kind: NoteKind; readonly on: number | null; readonly said?: string },
): Queued[] {
  const heard = to.filter(({ channel }) => !audience.showsEveryChange(channel));
  if (heard.length === 0) return [];
  const body = audience.note(alert, kind, said);
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

/** How an alert is told again while nobody has it, in milliseconds; null: it is not. */
export interface Repeats {
  readonly remind: number | null;
  readonly escalate: number | null;
  /** What is done step by step instead of `escalate`. */
  readonly chain: Escalation | null;
  /** For how long people are not told twice of one episode. */
  readonly cooldown: number;
}

/** How it is told again as it is now. */
export function repeatsOf(
  { ruleOf, escalations }: { readonly ruleOf: RuleOf; readonly escalations: Escalations },
  alert: Parameters<Escalations['of']>[0],
): Repeats {
  const rule = ruleOf(alert);
  const { remind = null, escalate = null } = strongOnly(alert, rule) ?? {};
  return { remind, escalate, chain: escalations.of(alert), cooldown: rule?.cooldown ?? 0 };
}

/** When an alert that people hear of now is told again, if nobody takes it. */
export function firstTimes(repeats: Repeats, at: Instant): Partial<AlertLife> {
  return { remindAt: plus(at, repeats.remind), ...firstStep(repeats, at) };
}

/** The same, where what is due already stays so. */
export function dueTimes(alert: Repeated, repeats: Repeats, at: Instant): Partial<AlertLife> {
  const { remindAt, escalateAt, escalation } = alert.life;
  const begins = escalateAt === null && escalation === null;
  return {
    remindAt: remindAt ?? plus(at, repeats.remind),
    ...(begins && firstStep(repeats, at)),
  };
}

/** When an alert that has become worse is told again: what was done to its end, or stopped, begins anew. */
function raisedTimes({ life }: Repeated, repeats: Repeats, at: Instant): Partial<AlertLife> {
  const { chain, remind } = repeats;
  const goesOn =
    life.escalateAt !== null && (life.escalation?.chain ?? null) === (chain?.name ?? null);
  return { remindAt: plus(at, remind), ...(!goesOn && firstStep(repeats, at)) };
}

/** When an alert that somebody gives back is told again: its escalation goes on where it stood. */
export function givenBackTimes(alert: Repeated, repeats: Repeats, at: Instant): Partial<AlertLife> {
  const { chain } = repeats;
  const { escalation } = alert.life;
  const isSame = chain !== null && escalation?.chain === chain.name;
  return {
    ...firstTimes(repeats, at),
    ...(isSame && resumed(chain, escalation, at)),
  };
}

function firstStep({ chain, escalate }: Repeats, at: Instant): Partial<AlertLife> {
  return chain === null ? { escalateAt: plus(at, escalate), escalation: null } : begun(chain, at);
}

/** Nothing is told again of what has become mild. */
export function mildTimes({ remind, escalate, chain }: Repeats): Partial<AlertLife> {
  return {
    ...(remind === null && { remindAt: null }),
    ...(escalate === null && chain === null && { escalateAt: null }),
  };
}

/** When it is told again after this. */
export function nextTimes(
  alert: AlertContent,
  repeats: Repeats,
  {
    occasion,
    at,
    turn,
  }: {
    readonly occasion: Occasion;
    readonly at: Instant;
    /** What its escalation does now. */
    readonly turn: { readonly life: Partial<AlertLife> } | null;
  },
): Partial<AlertLife> {
  if (alert.state.kind === 'acknowledged') return { remindAt: null, escalateAt: null };
  // What comes back within its cooldown goes on, and escalates when it would have.
  if (alert.state.kind !== 'firing') return { remindAt: null };
  if (turn !== null) return turn.life;
  if (occasion === 'raised') return raisedTimes(alert, repeats, at);
  const remindAt = plus(at, repeats.remind);
  return occasion === 'again' ? { remindAt, ...afterGap(alert, repeats, at) } : { remindAt };
}

/** A step that came due while it was clear was for nobody: it has all its time again. */
function afterGap({ life }: Repeated, { chain }: Repeats, at: Instant): Partial<AlertLife> {
  const { escalation, escalateAt } = life;
  const isOverdue = escalateAt !== null && escalateAt <= at;
  return isOverdue && chain !== null && chain.name === escalation?.chain
    ? resumed(chain, escalation, at)
    : {};
}

/** Whether an escalation now is its next reminder too. */
export function isSoon({ life: { remindAt } }: Repeated, at: Instant): boolean {
  return remindAt !== null && remindAt - at < SOON;
}

/** Of a rule with several levels only the strong ones are repeated: nobody is woken twice for a mere warning. */
function strongOnly({ severity }: Pick<Repeated, 'severity'>, rule: Rule | null): Rule | null {
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

/** Who is not told because they want to hear only of what is worse. */
export function sparedEvents({ spared = [] }: Sending, at: Instant): Omit<AlertEvent, 'alert'>[] {
  return spared.map(({ channel, why }) => held(at, `${channel}: ${why}`));
}

export function held(at: Instant, detail: string): Omit<AlertEvent, 'alert'> {
  return { at, by: RULE, kind: 'held', detail };
}
