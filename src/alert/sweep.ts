import type { Alert, AlertEvent } from '../model/alert.ts';
import { RULE } from '../model/alert.ts';
import type { Applied, StoredHold } from '../model/alert-change.ts';
import type { Silence } from '../model/silence.ts';
import { matches } from '../model/silence.ts';
import type { Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import type { AnnounceDeps } from './announce.ts';
import { attempts } from './attempts.ts';
import type { Book } from './book.ts';
import { isOverdue } from './escalation.ts';
import { expiring } from './expiry.ts';
import { hasSettled } from './flap.ts';
import type { GateWorld } from './gate.ts';
import { decide } from './gate.ts';
import { quietEnds } from './quiet.ts';
import type { Entry } from './record.ts';
import { record } from './record.ts';
import { firstTimes, held, repeatsOf } from './telling.ts';
import { reasonOf } from './turn.ts';

export interface SweepDeps extends AnnounceDeps {
  readonly silences: {
    active(): readonly Silence[];
    /** What it has hidden, and which of that is still open; null when there is none. */
    effect(id: number): Promise<{ silence: Silence; open: readonly number[] } | null>;
    end(
      id: number,
      how: { at: Instant; by: typeof RULE },
    ): Promise<{ silence: Silence; open: readonly number[] } | null>;
  };
  /** A silence is over: what is open of what it hid, and what it covers that nobody has. */
  silenceEnded(silence: Silence, open: readonly Alert[]): Promise<void>;
  /** A channel's quiet hours are over: everything that was held, whether it is open or not. */
  summary(channel: string, night: { to: Instant }, alerts: readonly Alert[]): Promise<void>;
}

/** How long after the start what came due before it waits for what people said meanwhile. */
const BACKLOG = 15 * SECOND;

/**
 * What happens by time alone: silences and quiet hours that end, what was held for a reason that is gone, alerts that
 * have stopped flapping, reminders and escalations. Asked every second; does nothing when nothing is due.
 *
 * @throws what failed, after everything else was done.
 */
export async function sweep(deps: SweepDeps, at: Instant): Promise<readonly Applied[]> {
  const steps = attempts();
  await steps.run(() => endSilences(deps, at));
  await steps.run(() => quietEnds(deps, at));
  const applied = await steps.run(async () => {
    const entries = [
      ...released(deps, at),
      ...settled(deps, at),
      ...expiring(deps, at, { mayBeHeard: isFresh(deps.book, at) }),
      ...repeated(deps, at),
    ];
    return record(deps, entries, at);
  });
  steps.end();
  return applied ?? [];
}

async function endSilences(deps: SweepDeps, at: Instant): Promise<void> {
  const steps = attempts();
  for (const silence of deps.silences.active()) {
    if (isOver(deps, silence, at)) await steps.run(() => endSilence(deps, silence, at));
  }
  steps.end();
}

async function endSilence(deps: SweepDeps, { id }: Silence, at: Instant): Promise<void> {
  const effect = await deps.silences.effect(id);
  // Told first: a process that dies in between tells it again, under the same key.
  if (effect) await deps.silenceEnded(effect.silence, leftBy(deps, effect));
  await deps.silences.end(id, { at, by: RULE });
}

/** What is open of what it hid, and what it covers, no other silence does, and nobody has. */
function leftBy(deps: SweepDeps, ended: { silence: Silence; open: readonly number[] }): Alert[] {
  const others = deps.silences.active().filter(({ id }) => id !== ended.silence.id);
  const hidden = new Set(ended.open);
  return coveredBy(deps, ended).filter(
    (alert) =>
      hidden.has(alert.id) ||
      (alert.state.kind === 'firing' && !others.some(({ matcher }) => matches(matcher, alert))),
  );
}

/** What is open of what a silence covers or has hidden, by id. */
export function coveredBy(
  { book }: Pick<AnnounceDeps, 'book'>,
  { silence, open }: { readonly silence: Silence; readonly open: readonly number[] },
): Alert[] {
  const hidden = new Set(open);
  return [...book.open(null)]
    .filter(({ state }) => state.kind !== 'pending')
    .filter((alert) => hidden.has(alert.id) || matches(silence.matcher, alert))
    .toSorted((a, b) => a.id - b.id);
}

function isOver({ book }: SweepDeps, { matcher, endsAt }: Silence, at: Instant): boolean {
  if (endsAt !== null) return endsAt <= at;
  for (const alert of book.open(null)) if (matches(matcher, alert)) return false;
  return true;
}

/** What was held from everybody, where the reason is gone or has become another. */
function released(deps: SweepDeps, at: Instant): Entry[] {
  const world = deps.world(at);
  return [...deps.book.holds()].flatMap((hold): Entry[] => {
    const alert = hold.channel === null ? deps.book.byId(hold.alert) : null;
    if (!alert) return [];
    const cooldown = deps.ruleOf(alert)?.cooldown ?? 0;
    const occasion = hold.why === 'cooldown' || hold.why === 'acknowledged' ? 'again' : 'released';
    const verdict = decide(alert, occasion, { channels: [], cooldown }, world);
    if (verdict.kind === 'hold' && isSame(verdict.hold, hold)) return [];
    return [{ alert, before: alert, occasion, events: [] }];
  });
}

function isSame(a: Pick<StoredHold, 'why' | 'detail'>, b: Pick<StoredHold, 'why' | 'detail'>) {
  return a.why === b.why && a.detail === b.detail;
}

/** Alerts that have stopped changing their mind, open or over. */
function settled({ book }: SweepDeps, at: Instant): Entry[] {
  return [...book.open(null), ...book.ended(at)].flatMap((before): Entry[] => {
    if (!hasSettled(before.life, at)) return [];
    const alert = { ...before, life: { ...before.life, flappingSince: null } };
    const detail = before.state.kind === 'resolved' ? 'it stays clear' : 'it stays';
    const event: Omit<AlertEvent, 'alert'> = { at, by: RULE, kind: 'settled', detail };
    return [{ alert, before, occasion: 'settled', events: [event] }];
  });
}

/** Alerts that nobody has, when it is time to say so again: what goes further first, since that says it for all. */
function repeated(deps: SweepDeps, at: Instant): Entry[] {
  const entries: Entry[] = [];
  isFresh(deps.book, at);
  let known: GateWorld | null = null;
  // A silence may hold thousands.
  const world = () => {
    known ??= deps.world(at);
    return known;
  };
  for (const alert of deps.book.open(null)) {
    const { remindAt, escalateAt } = alert.life;
    if (alert.state.kind !== 'firing') continue;
    const step =
      escalateAt !== null && escalateAt <= at ? escalatedNow(deps, alert, { at, world }) : null;
    if (step) entries.push(step);
    else if (remindAt !== null && remindAt <= at) {
      entries.push({ alert, before: alert, events: [], occasion: 'reminder' });
    }
  }
  const isFurther = ({ occasion }: Entry) => Number(occasion === 'escalated');
  return entries.toSorted((a, b) => isFurther(b) - isFurther(a));
}

/** null: its step is still held back for the reason that was written down. */
function escalatedNow(
  deps: SweepDeps,
  before: Alert,
  { at, world }: { readonly at: Instant; world(): GateWorld },
): Entry | null {
  const { escalation: place } = before.life;
  if (place && deps.escalations.named(place.chain) === null) {
    const { chain } = place;
    const times = firstTimes(repeatsOf(deps, before), at);
    const alert = { ...before, life: { ...before.life, ...times } };
    return { alert, before, occasion: 'changed', events: [held(at, `${chain} is no escalation`)] };
  }
  if (place && isOverdue(before.life, at) && isFresh(deps.book, at)) return null;
  if (place?.heldFor !== undefined) {
    const verdict = decide(before, 'escalated', { channels: [], cooldown: 0 }, world());
    if (verdict.kind === 'hold' && reasonOf(verdict.hold) === place.heldFor) return null;
  }
  return { alert: before, before, occasion: 'escalated', events: [] };
}

/** When each book was first swept. */
const BEGUN = new WeakMap<Book, Instant>();

/** Shortly after the start: what people pressed and wrote while nobody listened is still coming in. */
function isFresh(book: Book, at: Instant): boolean {
  const begun = BEGUN.get(book) ?? at;
  BEGUN.set(book, begun);
  return at >= begun && at - begun < BACKLOG;
}
