import type { Block, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, say, strong, time } from '../chat/reply.ts';
import type { Alert } from '../model/alert.ts';
import { isRule } from '../model/alert.ts';
import type { Silence } from '../model/silence.ts';
import type { Instant } from '../model/time.ts';
import { stopButton } from './card-controls.ts';
import { iso } from './data.ts';
import type { WindowView } from './maintenance.ts';
import { isActive, matcherText } from './silences.ts';
import { counted, grouped, shortened } from './state-text.ts';
import type { NextStep } from './timeline.ts';

/** Lines of one part of an answer. */
const SHOWN = 15;
const MESSAGE = 160;

/** An alert whose escalation is under way, with the step that comes next. */
export interface Escalating {
  readonly alert: Alert;
  readonly next: NextStep | null;
}

/** What is escalated further unless somebody takes it, the next first. */
export function escalationsReply(all: readonly Escalating[], now: Instant): Reply {
  const sorted = bySoonest(all);
  const data = { escalations: sorted.map(escalatingData) };
  if (sorted.length === 0) return say('No escalation is under way.', 'good', data);
  const buttons = sorted
    .slice(0, 5)
    .map(({ alert }) => stopButton(String(alert.id), `Stop #${alert.id}`));
  const blocks: Block[] = [
    heading(`${counted(sorted.length, 'escalation')} under way`),
    ...lines(sorted.map(escalatingText)),
    { kind: 'buttons', buttons },
  ];
  return reply(blocks, { data, asOf: now });
}

/** What whoever comes next takes on. */
export interface HandOverView {
  readonly taken: readonly Alert[];
  readonly escalating: readonly Escalating[];
  readonly silences: readonly Silence[];
  readonly windows: readonly WindowView[];
  readonly now: Instant;
}

/** What is in hand, hidden and on its way, in one card. */
export function handOverReply(view: HandOverView): Reply {
  const { now } = view;
  const silences = view.silences.filter((one) => isActive(one, now));
  const windows = view.windows.filter(({ activeUntil }) => activeUntil !== null);
  const escalating = bySoonest(view.escalating);
  const parts: readonly (readonly [string, readonly Inline[][]])[] = [
    ['Taken', view.taken.map(takenText)],
    ['Escalations under way', escalating.map(escalatingText)],
    ['Silences', silences.map(silenceText)],
    ['Maintenance now', windows.map(windowText)],
  ];
  const blocks = parts.flatMap(([name, rows]): Block[] =>
    rows.length === 0 ? [] : [line([strong(`${name} (${grouped(rows.length)})`)]), ...lines(rows)],
  );
  const data = {
    acknowledged: view.taken.map((alert) => ({ id: alert.id, by: ownerOf(alert) })),
    escalations: escalating.map(escalatingData),
    silences: silences.map(({ id }) => id),
    maintenance: windows.map(({ name }) => name),
  };
  if (blocks.length === 0) {
    return say('Nothing to hand over: nobody has an alert, and nothing is silenced.', 'good', data);
  }
  return reply([heading('Hand-over', 'info'), ...blocks], { data, asOf: now });
}

function bySoonest(all: readonly Escalating[]): readonly Escalating[] {
  return all.toSorted((a, b) => (a.alert.life.escalateAt ?? 0) - (b.alert.life.escalateAt ?? 0));
}

function lines(rows: readonly Inline[][]): Block[] {
  const rest = rows.length - SHOWN;
  const shown = rows.slice(0, SHOWN).flatMap((row, index) => (index === 0 ? row : ['\n', ...row]));
  return [line(rest > 0 ? [...shown, `\nand ${grouped(rest)} more`] : shown)];
}

function named({ id, message, severity }: Alert): string {
  return `#${id} ${severity} · ${shortened(message, MESSAGE)}`;
}

function escalatingText({ alert, next }: Escalating): Inline[] {
  const { escalateAt } = alert.life;
  const whom =
    next === null ? 'next: the channels of the next severity ' : `next: ${next.to.join(', ')} `;
  const when: Inline[] = escalateAt === null ? [] : [time(escalateAt, 'relative')];
  return [`${named(alert)} · ${whom}`, ...when, next === null ? '' : ` (${next.name})`];
}

function takenText(alert: Alert): Inline[] {
  const { state } = alert;
  if (state.kind !== 'acknowledged') return [named(alert)];
  const note = state.note ? `: ${shortened(state.note, MESSAGE)}` : '';
  return [`${named(alert)}: ${state.by.name} since `, time(state.at, 'full'), note];
}

function ownerOf({ state }: Alert): string | null {
  return state.kind === 'acknowledged' && !isRule(state.by) ? state.by.name : null;
}

function silenceText({ id, matcher, by, reason, endsAt }: Silence): Inline[] {
  const why = reason === '' ? '' : `: ${shortened(reason, MESSAGE)}`;
  const until: Inline[] = endsAt === null ? ['until it clears'] : ['until ', time(endsAt, 'full')];
  return [`#${id} ${matcherText(matcher)} by ${by.name} `, ...until, why];
}

function windowText({ name, matcher, activeUntil }: WindowView): Inline[] {
  return [`${name}: ${matcherText(matcher)} until `, time(activeUntil ?? 0, 'full')];
}

function escalatingData({ alert, next }: Escalating) {
  const { escalateAt } = alert.life;
  return {
    id: alert.id,
    next: next?.to ?? null,
    step: next?.name ?? null,
    at: escalateAt === null ? null : iso(escalateAt),
  };
}
