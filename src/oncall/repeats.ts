import type { Duty } from '../model/rota.ts';
import { DAY, MINUTE } from '../model/time.ts';
import type { Span } from './duty.ts';
import { wallTime, weekdayOf } from './wall.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** More kinds of gaps are no pattern for people. */
const MOST = 3;

/** A gap by the days and clocks of its zone; an edge that only looking makes is null. */
interface Seen {
  readonly from: Edge | null;
  readonly to: Edge | null;
  /** Whole days between its days. */
  readonly days: number;
}

interface Edge {
  readonly weekday: number;
  readonly clock: string;
}

/** `Mon-Thu 17:00-09:00, Fri 17:00-Mon 09:00`, where every gap of two weeks comes in both; null where one does not. */
export function repeatsText(zone: string, duties: readonly Duty[]): string | null {
  const span = { from: duties[0]?.from ?? 0, to: duties.at(-1)?.to ?? 0 };
  const seen = duties.flatMap((duty) => (duty.person === null ? [seenIn(zone, duty, span)] : []));
  const comesAgain = (one: Seen) => seen.some((two) => two !== one && isAlike(one, two));
  if (!seen.every(comesAgain)) return null;
  const groups = new Map<string, Set<number>>();
  for (const { from, to, days } of seen) {
    if (from === null || to === null || days > 6) continue;
    const key = JSON.stringify([from.clock, to.clock, days]);
    groups.set(key, (groups.get(key) ?? new Set()).add(from.weekday));
  }
  if (groups.size === 0 || groups.size > MOST) return null;
  return [...groups].map(([key, weekdays]) => groupText(JSON.parse(key), weekdays)).join(', ');
}

function seenIn(zone: string, { from, to }: Span, span: Span): Seen {
  return {
    from: from === span.from ? null : edgeAt(zone, from),
    to: to === span.to ? null : edgeAt(zone, to),
    days: dayOf(zone, to) - dayOf(zone, from),
  };
}

function dayOf(zone: string, at: number): number {
  return Math.floor(wallTime(zone, at) / DAY);
}

function edgeAt(zone: string, at: number): Edge {
  const minutes = Math.floor((wallTime(zone, at) % DAY) / MINUTE);
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((one) =>
    String(one).padStart(2, '0'),
  );
  return { weekday: weekdayOf(dayOf(zone, at)), clock: `${hour}:${minute}` };
}

function isAlike(one: Seen, two: Seen): boolean {
  return isSameEdge(one.from, two.from) && isSameEdge(one.to, two.to);
}

function isSameEdge(one: Edge | null, two: Edge | null): boolean {
  if (one === null || two === null) return true;
  return one.weekday === two.weekday && one.clock === two.clock;
}

function groupText(
  [from, to, days]: readonly [string, string, number],
  weekdays: ReadonlySet<number>,
): string {
  if (days < 2) return `${daysText(weekdays)} ${from}-${to}`;
  return [...weekdays]
    .toSorted((a, b) => a - b)
    .map((weekday) => `${DAYS[weekday]} ${from}-${DAYS[(weekday + days) % 7]} ${to}`)
    .join(', ');
}

/** `daily`, `Mon-Thu`, or each by its name. */
function daysText(weekdays: ReadonlySet<number>): string {
  const all = [...weekdays].toSorted((a, b) => a - b);
  if (all.length === 7) return 'daily';
  const [first = 0] = all;
  const isRun = all.length > 2 && all.every((day, index) => day === first + index);
  return isRun ? `${DAYS[first]}-${DAYS[all.at(-1) ?? 0]}` : all.map((day) => DAYS[day]).join(', ');
}
