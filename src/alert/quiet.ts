import type { Alert } from '../model/alert.ts';
import { RULE } from '../model/alert.ts';
import type { AlertChange, Hold, StoredHold } from '../model/alert-change.ts';
import type { ClockSpan } from '../model/clock-span.ts';
import { isWithin, minuteOfDay } from '../model/clock-span.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import type { AnnounceDeps } from './announce.ts';
import { attempts } from './attempts.ts';
import { applyAll } from './follow-clock.ts';
import { decide } from './gate.ts';
import type { Entry } from './record.ts';
import { record } from './record.ts';

const DAY_MINUTES = 24 * 60;

/** When the quiet hours that hold at `now` end, or null when it is not quiet. */
export function quietUntil(hours: ClockSpan, now: Instant): Instant | null {
  if (!isWithin(hours, now)) return null;
  const { to, zone } = hours;
  const minute = minuteOfDay(zone, now);
  const start = now - (now % MINUTE);
  const left = (to - minute + DAY_MINUTES) % DAY_MINUTES;
  return atMinute(start + left * MINUTE, to, zone);
}

/** When the quiet hours that end at `until` began. */
export function quietSince({ from, to, zone }: ClockSpan, until: Instant): Instant {
  const length = (to - from + DAY_MINUTES) % DAY_MINUTES;
  return atMinute(until - length * MINUTE, from, zone);
}

/** The moment near `at` when clocks in the zone show that minute of the day: a clock change on the way moves it. */
function atMinute(at: Instant, minute: number, zone: string): Instant {
  const off = (minute - minuteOfDay(zone, at) + DAY_MINUTES) % DAY_MINUTES;
  return at + (off > DAY_MINUTES / 2 ? off - DAY_MINUTES : off) * MINUTE;
}

interface QuietDeps extends AnnounceDeps {
  summary(channel: string, night: { to: Instant }, alerts: readonly Alert[]): Promise<void>;
}

/**
 * Channels whose quiet hours are over get one summary of what was held, and the cards of what is still open: gathered like
 * all that comes together, so that a bad night is no storm in the morning.
 */
export async function quietEnds(deps: QuietDeps, at: Instant): Promise<void> {
  const due = new Map<string, StoredHold[]>();
  for (const hold of deps.book.holds()) {
    if (hold.channel === null || (hold.until ?? at) > at) continue;
    due.set(hold.channel, [...(due.get(hold.channel) ?? []), hold]);
  }
  const steps = attempts();
  for (const [channel, holds] of due) {
    await steps.run(() => quietEnded(deps, { channel, holds, at }));
  }
  steps.end();
}

async function quietEnded(
  deps: QuietDeps,
  { channel, holds, at }: { channel: string; holds: readonly StoredHold[]; at: Instant },
): Promise<void> {
  const alerts = await alertsOf(deps, holds);
  const to = Math.max(...holds.map(({ until }) => until ?? at));
  // Its key is the end of the hours, so that it comes once, however often it is made.
  await deps.summary(channel, { to }, alerts);
  const fresh = await unheardOf(deps, alerts);
  const others = alerts.filter((alert) => !fresh.includes(alert));
  const changes = others.map((alert) => letGo(deps, alert, { channel, at }));
  await deps.book.exclusive(() => applyAll(deps.book, changes, at));
  await record(
    deps,
    fresh.map((alert) => firstTold(alert, { channel, at })),
    at,
  );
}

/** What is open, and stands in no channel yet. */
async function unheardOf({ book }: QuietDeps, alerts: readonly Alert[]): Promise<Alert[]> {
  const fresh: Alert[] = [];
  for (const alert of alerts) {
    if (book.byId(alert.id) === null) continue;
    const told = await book.log.told(alert.lead ?? alert.id);
    if (told.length === 0) fresh.push(alert);
  }
  return fresh;
}

interface Moment {
  readonly channel: string;
  readonly at: Instant;
}

/** Told from the beginning: the gate is asked anew. */
function firstTold(alert: Alert, moment: Moment): Entry {
  return { alert, before: alert, occasion: 'released', events: [inSummary(moment)] };
}

function inSummary({ channel, at }: Moment): Entry['events'][number] {
  return { at, by: RULE, kind: 'told', detail: `with the summary of the quiet hours: ${channel}` };
}

async function alertsOf({ book }: QuietDeps, holds: readonly StoredHold[]): Promise<Alert[]> {
  const alerts: Alert[] = [];
  for (const { alert: id } of holds) {
    const alert = book.byId(id) ?? (await book.log.get(id))?.alert;
    if (alert) alerts.push(alert);
  }
  return alerts;
}

/** Nothing is held from the channel any more; what is open gets its card there, unless something else holds it. */
function letGo(deps: QuietDeps, alert: Alert, { channel, at }: Moment): AlertChange {
  const left: readonly Hold[] = deps.book
    .holdsOf(alert.id)
    .filter((one) => one.channel !== channel);
  const isOpen = deps.book.byId(alert.id) !== null;
  const options = { channels: [channel], cooldown: 0 };
  const verdict = decide(alert, 'released', options, deps.world(at));
  const isHeld = left.some((one) => one.channel === null);
  const now = verdict.kind === 'hold' && isOpen && !isHeld ? [verdict.hold] : [];
  const card = { channel, kind: 'card', body: null, silent: true } as const;
  const shows = isOpen && verdict.kind === 'send';
  return {
    expect: { id: alert.id, version: alert.version },
    alert,
    events: [inSummary({ channel, at })],
    messages: shows ? [alert.lead === null ? card : { ...card, on: alert.lead }] : [],
    holds: [...left, ...now],
  };
}
