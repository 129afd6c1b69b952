import type { Block, Field, Inline, Reply, Text } from '../chat/reply.ts';
import { code, heading, line, reply, say } from '../chat/reply.ts';
import type { ActionView } from '../model/action.ts';
import type { Alert, AlertEvent } from '../model/alert.ts';
import { isRule } from '../model/alert.ts';
import type { Hold } from '../model/alert-change.ts';
import type { Cause } from '../model/cause.ts';
import { CHECKS } from '../model/check.ts';
import { formatDuration } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import type { Instant } from '../model/time.ts';
import { fixButtons } from './action-text.ts';
import type { BundleView } from './bundle-card.ts';
import { bundleCard, bundleName } from './bundle-card.ts';
import { ackButton, controlsOf, stopButton, unackButton } from './card-controls.ts';
import { causeOnCard } from './cause-text.ts';
import { flapStrip } from './flap-strip.ts';
import { heldText } from './held.ts';
import { measuredName, measuredText } from './measured.ts';
import { stateText } from './state-text.ts';
import type { NextStep } from './timeline.ts';
import { nextLine, timeline } from './timeline.ts';
import { alertTone } from './tone.ts';

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
  /** What is held back of it now. */
  readonly holds: readonly Hold[];
  /** The alerts that its message shows, itself included; null when it shows this one alone. */
  readonly members: BundleView | null;
  /** Channel that the card is for. */
  readonly channel: string;
  /** The step of its escalation that comes next; none unless given. */
  readonly next?: NextStep | null;
  /** Of the alerts of its message the one whose escalation goes on first; none unless given. */
  readonly soonest?: { readonly alert: Alert; readonly next: NextStep | null } | null;
  /** `2 min after deploy 1f3c by Ana`; null or not given: nothing is known to have changed. */
  readonly changed?: string | null;
  /** What was to be seen when it fired; null or not given: not known, or not yet. */
  readonly cause?: Cause | null;
  /** What admins may let happen about it; nothing unless given. */
  readonly actions?: readonly Pick<ActionView, 'ref' | 'action'>[];
}

/** The one message an alert has in a channel; posted once, edited with every change. */
export function alertCard(view: CardView): Reply {
  const { alert, members } = view;
  if (members !== null) {
    const { soonest = null } = view;
    const next = soonest === null ? [] : [line(nextLine(soonest.alert.life, soonest.next))];
    const extra = [...failoverOf(view), ...heldLines(view), ...next];
    const stop = soonest === null ? [] : [stopButton(`${alert.id}*`)];
    return bundleCard(alert, members, { extra, buttons: stop });
  }
  const blocks: Block[] = [
    heading(cardTitle(alert), alertTone(alert)),
    ...failoverOf(view),
    ...flapping(alert),
    line(timeline(alert, view.events, view.next)),
    ...changedLine(view),
    ...(view.cause ? causeOnCard(view.cause) : []),
    ...heldLines(view),
    ...trendOf(view),
    { kind: 'fields', fields: fieldsOf(view) },
    ...controlsOf(alert, view.holds),
    ...fixButtons(alert.id, view.actions ?? []),
  ];
  return reply(blocks, { footer: footerOf(view), tone: alertTone(alert) });
}

/** What it is and how bad; once somebody has it, or it is over, that comes first. */
function cardTitle({ severity, message, state, life }: Alert): string {
  const isFree = state.kind === 'firing' || state.kind === 'pending';
  const word = (isFree ? severity : state.kind).toUpperCase();
  return life.flappingSince === null ? `${word} · ${message}` : `${word} · FLAPPING · ${message}`;
}

function flapping(alert: Alert): Block[] {
  const { flappingSince, changes } = alert.life;
  if (flappingSince === null || changes.length === 0) return [];
  return [line(flapStrip(alert))];
}

function changedLine({ changed = null }: CardView): Block[] {
  return changed === null ? [] : [line(`It began ${changed}.`)];
}

/** Why the message comes by another channel than usual: only where it did. */
function failoverOf({ events, channel }: CardView): Block[] {
  const last = events.findLast((one) => one.kind === 'failover' && one.channel === channel);
  return last ? [line(last.detail, 'muted')] : [];
}

/** Reasons that the card shows by itself anyway are left out. */
function heldLines({ alert, holds, channel }: CardView): Block[] {
  if (alert.state.kind === 'resolved') return [];
  return holds
    .filter((one) => one.channel === null || one.channel === channel)
    .filter(({ why }) => why !== 'flapping' && why !== 'acknowledged')
    .map((one) => line(heldText(one), 'muted'));
}

/** Only what title and timeline do not say. */
function fieldsOf(view: CardView): Field[] {
  const { alert } = view;
  const fields: Field[] = [];
  const { targetName } = alert;
  const isTold = targetName === CHECKS || alert.message.includes(targetName);
  if (!isTold) fields.push(field('Target', targetName));
  const measured = measuredText(alert, view.unit);
  const { window } = alert.evidence;
  const name = window === undefined ? 'Measured' : measuredName(alert.evidence);
  if (measured) fields.push(field(name, measured));
  const isOver = alert.state.kind === 'resolved';
  if (view.clear !== null && !isOver) fields.push(field('Clears when', [code(view.clear)]));
  if (alert.scoreNow !== null) fields.push(field('Score', scoreText(alert)));
  if (alert.previous !== null) fields.push(field('Again after', `#${alert.previous}`));
  if (isLink(view.runbook)) fields.push(field('Runbook', [linkTo(view.runbook)]));
  if (alert.life.noise !== null) fields.push(field('Noise', `says ${alert.life.noise.name}`));
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

function trendOf({ alert, trend }: CardView): Block[] {
  if (trend.filter((value) => value !== null).length < 2) return [];
  const label = alert.evidence.metric ?? '';
  return [{ kind: 'sparkline', label, values: trend, bounds: null, caption: 'last hour' }];
}

function footerOf({ alert, runbook }: CardView): string {
  const { state, severity } = alert;
  const isTold = state.kind === 'firing' || state.kind === 'pending';
  const parts = [`#${alert.id}`, alert.rule, ...(isTold ? [] : [severity])];
  if (runbook && !isLink(runbook)) parts.push(`runbook: ${runbook}`);
  return parts.join(' · ');
}

/** What a short reply under a card is about. */
export type NoteKind =
  | 'raised'
  | 'resolved'
  | 'again'
  | 'flapping'
  | 'settled'
  | 'reminder'
  | 'escalated'
  | 'asked'
  | 'lapsed'
  | 'handed';

/** What a note needs of its alert; `id` is null while it has none. */
type Noted = Pick<Alert, 'message' | 'targetName' | 'severity' | 'state' | 'life' | 'lead'> & {
  readonly id: number | null;
};

/** What a note may say beside the alert itself. */
export interface NoteMore {
  /** For how long it has gone on. */
  readonly now?: Instant;
  /** The alerts that the card shows, where it shows several. */
  readonly members?: BundleView | null;
  /** What is particular this time: which step to whom, or who is asked. */
  readonly said?: string;
}

/** The short reply under a card, for what people must notice without looking at the card. */
export function alertNote(
  alert: Noted,
  what: NoteKind,
  { now, members = null, said = '' }: NoteMore = {},
): Reply {
  const { state, severity } = alert;
  const name = members === null ? alert.message : bundleName(members);
  const loud = alertTone(alert);
  switch (what) {
    case 'raised':
      return takeable(alert, `Now ${severity}: ${namedText(alert)}`);
    case 'resolved':
      return members === null ? say(endText(alert), 'good') : say(overText(members), 'good');
    case 'again':
      return takeable(alert, `Fires again after a short clear: ${namedText(alert)}`);
    case 'flapping':
      return say([`Flapping: ${alert.message}\n`, flapStrip(alert)], loud);
    case 'settled':
      return say(`No longer flapping: ${alert.message} is ${stateText(alert)}.`, loud);
    case 'reminder':
      return asking(alert, `Still firing${lasting(state, now)}; nobody has it: ${name}`, members);
    case 'escalated':
      return asking(
        alert,
        `Escalated${said && `, ${said}`}: nobody has it${lasting(state, now)}: ${name}`,
        members,
      );
    case 'asked':
      return stillOn(alert, said, members);
    case 'lapsed':
      return members === null
        ? takeable(alert, `Nobody has it any more, since ${said}: ${namedText(alert)}`)
        : asking(alert, `Nobody has all of it any more, since ${said}: ${name}`, members);
    case 'handed':
      return say(`${said}: ${members === null ? namedText(alert) : `of ${name}`}`, loud);
    default:
      return what satisfies never;
  }
}

/** `#12 Disk at 96 % on web-1`: what a short message leaves out stands behind it. */
function namedText({ id, message, targetName }: Noted): string {
  const where = message.includes(targetName) ? '' : ` on ${targetName}`;
  return `${id === null ? '' : `#${id} `}${message}${where}`;
}

/** One alert that nobody has can be taken right there, also where its message shows others. */
function takeable(alert: Noted, text: string): Reply {
  const { id, state } = alert;
  const tone = alertTone(alert);
  if (id === null || state.kind !== 'firing') return say(text, tone);
  return reply([line(text, tone), { kind: 'buttons', buttons: [ackButton('Ack', String(id))] }]);
}

/** Whoever has it says that they still do, or gives it back; of several in one message only what is theirs is meant. */
function stillOn(alert: Noted, who: string, members: BundleView | null): Reply {
  const { id, lead } = alert;
  const tone = alertTone(alert);
  const what = members === null ? namedText(alert) : `what you have of ${bundleName(members)}`;
  const text = `Still on it, ${who}? ${what}`;
  if (id === null) return say(text, tone);
  const buttons =
    members === null
      ? [ackButton('Still on it', String(id)), unackButton('Release', String(id))]
      : [ackButton('Still on it', `${lead ?? id}*`)];
  return reply([line(text, tone), { kind: 'buttons', buttons }]);
}

/** What wants somebody now can be taken right there. */
function asking(alert: Noted, text: string, members: BundleView | null): Reply {
  const id = alert.lead ?? alert.id;
  const tone = alertTone(alert);
  if (id === null) return say(text, tone);
  const ack = members === null ? ackButton('Ack', String(id)) : ackButton('Ack all', `${id}*`);
  return reply([line(text, tone), { kind: 'buttons', buttons: [ack] }]);
}

function endText({ state, message }: Pick<Alert, 'state' | 'message'>): string {
  if (state.kind !== 'resolved') return `Resolved: ${message}`;
  const by = isRule(state.by) ? '' : ` by ${state.by.name}`;
  return `Resolved${by} after ${formatDuration(state.at - (state.firedAt ?? state.since))}: ${message}`;
}

function overText(members: BundleView): string {
  return members.total === 1
    ? `${bundleName(members)} is over.`
    : `All ${bundleName(members)} are over.`;
}

/** `after 4 h`, where that is known. */
function lasting(state: Alert['state'], now: Instant | undefined): string {
  if (now === undefined || state.kind === 'pending' || state.firedAt === null) return '';
  return ` after ${formatDuration(now - state.firedAt)}`;
}
