import type { Inline } from '../chat/reply.ts';
import { time } from '../chat/reply.ts';
import type { Alert } from '../model/alert.ts';
import type { StoredHold } from '../model/alert-change.ts';
import type { Matcher, Silence } from '../model/silence.ts';
import { matches } from '../model/silence.ts';
import type { Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';
import { clockIn } from './clock.ts';
import { dateIn } from './day.ts';
import { heldText } from './held.ts';
import type { WindowView } from './maintenance.ts';
import { isActive, matcherText } from './silences.ts';

/** Silences that are looked through for active ones. */
const NEWEST = 200;

/** What hides messages now. */
export interface Covers {
  readonly silences: readonly Silence[];
  /** Those that are open. */
  readonly windows: readonly WindowView[];
  readonly now: Instant;
}

interface World {
  readonly silences: { list(limit: number): Promise<readonly Silence[]> };
  readonly maintenance: { list(): Promise<readonly WindowView[]> };
  readonly now: Instant;
}

/** Looks up the active silences and the open windows. */
export async function coversNow({ silences, maintenance, now }: World): Promise<Covers> {
  const [all, windows] = await Promise.all([silences.list(NEWEST), maintenance.list()]);
  return {
    silences: all.filter((one) => isActive(one, now)),
    windows: windows.filter(({ activeUntil }) => activeUntil !== null),
    now,
  };
}

/** What is held of an open alert, and before it what would hold the next message, also when nothing was held yet. */
export function withCovers(
  alert: Alert,
  holds: readonly StoredHold[],
  covers: Covers,
): readonly StoredHold[] {
  if (alert.state.kind === 'resolved') return holds;
  const next = silencedBy(alert, covers) ?? maintainedBy(alert, covers);
  if (next === null || holds.some(({ why }) => why === next.why)) return holds;
  return [next, ...holds];
}

/** In the words of the gate. */
function silencedBy(alert: Alert, { silences }: Covers): StoredHold | null {
  const one = silences.find(({ matcher }) => matches(matcher, alert));
  if (!one) return null;
  const reason = one.reason === '' ? '' : `: ${one.reason}`;
  return {
    alert: alert.id,
    at: one.createdAt,
    channel: null,
    why: 'silenced',
    detail: `silence #${one.id} by ${one.by.name}${reason}`,
    until: one.endsAt,
    silence: one.id,
  };
}

function maintainedBy(alert: Alert, { windows, now }: Covers): StoredHold | null {
  const one = windows.find(({ matcher }) => matches(matcher, alert));
  if (!one) return null;
  return {
    alert: alert.id,
    at: now,
    channel: null,
    why: 'maintenance',
    detail: `maintenance ${one.name}`,
    until: one.activeUntil,
    silence: null,
  };
}

/** Reasons that a list shows beside the state; of the others the state itself tells. */
const MARKED: ReadonlySet<StoredHold['why']> = new Set([
  'paused',
  'silenced',
  'maintenance',
  'inhibited',
]);

/** `silenced by Ana until 08:00` for a cell of a table, which holds no times; null for what needs no mark. */
export function heldMark(holds: readonly StoredHold[], zone: string, now: Instant): string | null {
  const hold = holds.find(({ why }) => MARKED.has(why));
  if (!hold) return null;
  if (hold.why === 'inhibited') return 'held back';
  // The reason, its last part, is too long for a cell.
  const words = heldText(hold).slice(0, -1);
  const text = words.map((part) => (typeof part === 'string' ? part : plain(part, zone, now)));
  const mark = text.join('');
  return mark.charAt(0).toLowerCase() + mark.slice(1);
}

function plain(part: Exclude<Inline, string>, zone: string, now: Instant): string {
  if (part.kind !== 'time') return part.text;
  const clock = clockIn(zone, part.at);
  return part.at - now < DAY ? clock : `${dateIn(zone, part.at)} ${clock}`;
}

/** Windows that cover everything, or all of the open alerts that are shown. */
export function windowsOverAll(
  { windows }: Covers,
  shown: readonly Alert[],
): readonly WindowView[] {
  return windows.filter(
    ({ matcher }) =>
      coversAll(matcher) || (shown.length > 0 && shown.every((one) => matches(matcher, one))),
  );
}

function coversAll({ target, rule, severity, labels, fingerprint }: Matcher): boolean {
  const isOpen = [target, rule, severity, fingerprint].every((part) => part === null);
  return isOpen && Object.keys(labels).length === 0;
}

/** `Maintenance backup is open until 03:00: nobody is told of any alert.` */
export function openWindowText({ name, activeUntil, matcher }: WindowView): Inline[] {
  const until: Inline[] = activeUntil === null ? [] : [' until ', time(activeUntil, 'live')];
  const what = matcherText(matcher).replace(/^every/, 'any');
  return [`Maintenance ${name} is open`, ...until, `: nobody is told of ${what}.`];
}
