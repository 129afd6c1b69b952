import type { CheckChange } from '../model/check.ts';
import { isUp } from '../model/check.ts';
import type { Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';

/** Windows that people ask for, in days; changes are kept a little longer than the longest. */
export const WINDOWS = [1, 7, 30, 90, 365] as const;
export const LONGEST_WINDOW = 366 * DAY;

/** From its first moment up to, and without, its last. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** How a check stood for a while, and why, as was said when it began. */
export interface Spell extends Span {
  readonly kind: 'up' | 'down' | 'unknown';
  readonly reason: string;
}

/** Figures of a span; times in milliseconds. */
export interface Uptime {
  /** Of the time that is known, 0 to 1; null when none is. */
  readonly share: number | null;
  readonly down: number;
  /** Nobody looked: it counts neither as up nor as down. */
  readonly unknown: number;
  readonly incidents: number;
  /** The longest of them, without time in which nobody looked. */
  readonly longest: number;
}

/** From a failure until it was seen up again; time in which nobody looked ends none, and counts as no failure. */
export interface Incident {
  readonly from: Instant;
  /** null: it lasts, as far as is known. */
  readonly to: Instant | null;
  readonly down: number;
  readonly unknown: number;
  readonly reason: string;
}

/**
 * How a check stood over a span, without holes, neighbours of one kind as one. `changes` are in the order in which they
 * were written, with the one that held at the beginning. Where the clock was set back, what was written later is believed.
 */
export function spells(changes: readonly CheckChange[], { from, to }: Span): readonly Spell[] {
  const course = believed(changes);
  const begun = { at: from, kind: 'unknown', reason: '' } as const;
  const starts = [begun, ...course.map((change) => ({ ...change, kind: kindOf(change) }))];
  const found: Spell[] = [];
  starts.forEach(({ at, kind, reason }, place) => {
    const spell = { from: Math.max(at, from), to: Math.min(starts[place + 1]?.at ?? to, to) };
    if (spell.to <= spell.from) return;
    const last = found.at(-1);
    if (last?.kind === kind) found[found.length - 1] = { ...last, to: spell.to };
    else found.push({ ...spell, kind, reason });
  });
  return found;
}

/** Changes in the order of their times: each takes the place of what was written before of later moments. */
function believed(changes: readonly CheckChange[]): readonly CheckChange[] {
  const course: CheckChange[] = [];
  for (const change of changes) {
    while (course.length > 0 && (course.at(-1)?.at ?? 0) >= change.at) course.pop();
    course.push(change);
  }
  return course;
}

function kindOf({ status }: CheckChange): Spell['kind'] {
  if (status === 'unknown') return 'unknown';
  return isUp(status) ? 'up' : 'down';
}

/** Failures of a course, oldest first. */
export function incidents(course: readonly Spell[]): readonly Incident[] {
  const found: Incident[] = [];
  for (const spell of course) {
    const last = found.at(-1);
    if (last?.to === null) found[found.length - 1] = continued(last, spell);
    else if (spell.kind === 'down') {
      const { from, to, reason } = spell;
      found.push({ from, to: null, down: to - from, unknown: 0, reason });
    }
  }
  return found;
}

function continued(open: Incident, { kind, from, to }: Spell): Incident {
  if (kind === 'up') return { ...open, to: from };
  return { ...open, [kind]: open[kind] + to - from };
}

/** Exact figures of a span, from changes as `spells` takes them. */
export function uptime(changes: readonly CheckChange[], span: Span): Uptime {
  const course = spells(changes, span);
  const total = (wanted: Spell['kind']) =>
    course.reduce((sum, { kind, from, to }) => (kind === wanted ? sum + to - from : sum), 0);
  const [up, down] = [total('up'), total('down')];
  const failures = incidents(course);
  return {
    share: up + down === 0 ? null : up / (up + down),
    down,
    unknown: total('unknown'),
    incidents: failures.length,
    longest: Math.max(0, ...failures.map((one) => one.down)),
  };
}
