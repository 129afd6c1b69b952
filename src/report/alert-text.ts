import type { Block, Button, Field, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, time } from '../chat/reply.ts';
import type { ActionView } from '../model/action.ts';
import type { Alert, AlertEvent } from '../model/alert.ts';
import { isRule } from '../model/alert.ts';
import type { StoredHold } from '../model/alert-change.ts';
import type { Cause } from '../model/cause.ts';
import { sourceOf } from '../model/foreign-alert.ts';
import type { Unit } from '../model/metric.ts';
import type { Instant } from '../model/time.ts';
import { fixButtons } from './action-text.ts';
import { controlsOf } from './card-controls.ts';
import { causeBlocks, causeData } from './cause-text.ts';
import { alertData, eventData, holdData, iso } from './data.ts';
import { flapStrip } from './flap-strip.ts';
import { channelsOf, folded } from './folded.ts';
import { heldText } from './held.ts';
import { measuredName, measuredText } from './measured.ts';
import { counted, grouped, shortened, signOf, stateText } from './state-text.ts';
import { alertTone } from './tone.ts';
import { stacked } from './why-text.ts';

/** Newest lines of the history that are shown. */
const SHOWN = 25;
/** Members of its message that are named. */
const MEMBERS = 10;
/** Characters of one line of the history. */
const DETAIL = 300;
/** Of all labels together. */
const LABELS = 1_000;
/** Events that tell what was measured. */
const SEEN: ReadonlySet<AlertEvent['kind']> = new Set(['pending', 'fired', 'raised', 'lowered']);

/** All there is to say about one alert. */
export interface AlertView {
  readonly alert: Alert;
  /** Oldest first. */
  readonly events: readonly AlertEvent[];
  readonly holds: readonly StoredHold[];
  readonly members: { readonly alerts: readonly Alert[]; readonly total: number };
  readonly unit: Unit;
  /** What was to be seen when it fired; null: not known. */
  readonly cause: Cause | null;
  readonly now: Instant;
  /** What whoever asks may let happen about it. */
  readonly actions: readonly Pick<ActionView, 'ref' | 'action'>[];
}

/** One alert: what it is, who has it, what holds it back, what came with it, and its history. */
export function alertReply(view: AlertView): Reply {
  const { alert, holds } = view;
  const blocks: Block[] = [
    titleOf(alert),
    { kind: 'fields', fields: fieldsOf(view) },
    ...holds.slice(0, 5).map((hold) => line(heldText(hold), 'muted')),
    ...memberBlock(view),
    ...(view.cause === null ? [] : causeBlocks(view.cause)),
    ...historyBlocks(view, SHOWN),
    ...controlsOf(alert, holds).filter(({ kind }) => kind === 'select'),
    { kind: 'buttons', buttons: furtherButtons(alert) },
    ...fixButtons(alert.id, view.actions),
  ];
  return reply(blocks, { asOf: view.now, data: viewData(view) });
}

/** Only its history, longer. */
export function historyReply(view: AlertView): Reply {
  const none = view.events.length === 0 ? [line('Nothing is noted of it.', 'muted')] : [];
  const blocks = [titleOf(view.alert), ...none, ...historyBlocks(view, 2 * SHOWN)];
  return reply(blocks, { asOf: view.now, data: viewData(view) });
}

function titleOf(alert: Alert): Block {
  const title = `#${alert.id} ${alert.severity.toUpperCase()} · ${shortened(alert.message, 220)}`;
  return heading(title, alertTone(alert));
}

function fieldsOf({ alert, unit }: AlertView): Field[] {
  const { life, lead } = alert;
  return [
    { name: 'State', value: stateText(alert), inline: true },
    { name: 'Target', value: alert.targetName, inline: true },
    { name: 'Rule', value: alert.rule, inline: true },
    ...optional(measuredName(alert.evidence), measuredText(alert, unit)),
    ...optional('Again after', alert.previous === null ? null : `#${alert.previous}`),
    ...takenField(alert),
    ...optional('Flapping', life.flappingSince === null ? null : flapStrip(alert)),
    ...optional('Shown in', lead === null || lead === alert.id ? null : `#${lead}`),
    ...optional('Noise', life.noise === null ? null : `says ${life.noise.name}`),
    ...optional('Labels', foreignLabels(alert)),
  ];
}

/** What another product says of it beside its message; of ours the series is in the message. */
function foreignLabels(alert: Alert): string | null {
  if (sourceOf(alert) === null) return null;
  const named = Object.entries(alert.labels).map(([name, value]) => `${name}=${value}`);
  return shortened(named.join(', '), LABELS);
}

/** Who had it, once that is no longer its state. */
function takenField({ state, life }: Alert): readonly Field[] {
  if (life.taken === null || state.kind === 'acknowledged') return [];
  const note = life.taken.note === null ? '' : `: ${shortened(life.taken.note, DETAIL)}`;
  const value: Inline[] = [`${life.taken.by.name} `, time(life.taken.at, 'clock'), note];
  return [{ name: 'Was taken by', value, inline: true }];
}

function optional(name: string, value: string | null): readonly Field[] {
  return value === null ? [] : [{ name, value, inline: true }];
}

function memberBlock({ alert, members }: AlertView): Block[] {
  const others = members.alerts.filter(({ id }) => id !== alert.id).slice(0, MEMBERS);
  if (others.length === 0) return [];
  const rows = others.map(
    (one) => `${signOf(one)} #${one.id} ${shortened(one.message, 120)}: ${stateText(one)}`,
  );
  const rest = members.total - others.length - 1;
  if (rest > 0) rows.push(`and ${grouped(rest)} more: /alerts`);
  return [line(`In the same message:\n${rows.join('\n')}`)];
}

function historyBlocks({ alert, events }: AlertView, most: number): Block[] {
  const groups = folded(events);
  const shown = groups.slice(-most);
  const fired = groups.find(([event]) => event?.kind === 'fired');
  const first = fired === undefined || shown.includes(fired) ? [] : [fired];
  const rest = groups.length - shown.length - first.length;
  const lines = linesOf(alert, shown);
  return [
    ...(first.length > 0 ? [line(linesOf(alert, first))] : []),
    ...(rest > 0 ? [line(`${counted(rest, 'earlier line')} left out.`, 'muted')] : []),
    ...(lines.length === 0 ? [] : [line(lines)]),
  ];
}

function linesOf(alert: Alert, groups: readonly (readonly AlertEvent[])[]): Inline[] {
  return stacked(
    groups.map((group) => {
      const [first] = group;
      const last = group.at(-1);
      if (!first || !last) return [];
      return group.length === 1 ? historyLine(alert, first) : repeatedLine(group, first, last);
    }),
  );
}

/** `reminded 4 times, last 14:13`, `sent 12 messages to ops, phone, last 14:13`. */
function repeatedLine(group: readonly AlertEvent[], first: AlertEvent, last: AlertEvent): Inline[] {
  const many =
    first.kind === 'sent'
      ? `${counted(group.length, 'message')} to ${shortened(channelsOf(group), DETAIL)}`
      : `${grouped(group.length)} times`;
  return [time(first.at, 'full'), ` ${first.kind} ${many}, last `, time(last.at, 'clock')];
}

/** What the rule saw is a severity and a value; a yes or no says nothing that the message does not. */
function historyLine({ evidence }: Alert, { at, kind, by, detail }: AlertEvent): Inline[] {
  const yesOrNo = typeof evidence.limit === 'boolean';
  const byRule = isRule(by);
  const who = byRule ? '' : ` by ${by.name}`;
  const told = byRule && yesOrNo && SEEN.has(kind) ? detail.replace(/: .*$/, '') : detail;
  const what = told === '' ? '' : `: ${shortened(told, DETAIL)}`;
  return [time(at, 'full'), ` ${kind}${who}${what}`];
}

function furtherButtons({ id }: Alert): readonly Button[] {
  return [
    { label: 'Why', tone: 'plain', command: 'why', input: String(id) },
    { label: 'Delivery', tone: 'plain', command: 'alert', input: `${id} delivery` },
  ];
}

function viewData({ alert, events, holds, members, cause }: AlertView) {
  return {
    ...alertData(alert),
    taken_by: alert.life.taken?.by.name ?? null,
    taken_at: iso(alert.life.taken?.at ?? null),
    changes: alert.life.changes.map((at) => iso(at)),
    holds: holds.map(holdData),
    members: members.total,
    cause: cause && causeData(cause),
    events: events.map(eventData),
  };
}
