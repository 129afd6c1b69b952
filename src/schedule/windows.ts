import type { Instant } from '../model/time.ts';
import { DAY, HOUR, MINUTE } from '../model/time.ts';
import { slotFinder } from './slots.ts';

/** Time that begins by the calendar, again and again. */
export interface RecurringWindow {
  /** Five-field cron expression of its starts. */
  readonly at: string;
  /** IANA zone. */
  readonly zone: string;
  /** How long it lasts, in milliseconds. */
  readonly duration: number;
}

export interface OpenSpan {
  readonly from: Instant;
  /** First moment at which it is closed. */
  readonly until: Instant;
}

/** A window that is open, and how long. */
export interface OpenWindow<W> extends OpenSpan {
  readonly window: W;
}

/** Whether the window is open at `now`. Of windows that overlap each other, the one that ends last counts. */
export function openWindow(window: RecurringWindow, now: Instant): OpenSpan | null {
  using starts = startFinder(window);
  const from = starts.newest({ now, after: now - window.duration });
  return from === null ? null : { from, until: from + window.duration };
}

/** The first start after `after` and until `now`; null when there is none. Costs a look at each minute between them. */
export function firstStart(
  window: Pick<RecurringWindow, 'at' | 'zone'>,
  { after, now }: { readonly after: Instant; readonly now: Instant },
): Instant | null {
  using starts = startFinder(window);
  for (let from = after; from < now; from += DAY) {
    const found = firstOf(starts, { after: from, now: Math.min(now, from + DAY) });
    if (found !== null) return found;
  }
  return null;
}

function firstOf(
  starts: ReturnType<typeof startFinder>,
  { after, now }: { readonly after: Instant; readonly now: Instant },
): Instant | null {
  let first: Instant | null = null;
  let start = starts.newest({ now, after });
  while (start !== null) {
    first = start;
    start = starts.newest({ now: start - MINUTE, after });
  }
  return first;
}

/** When the window opens next after `now`; null when that is more than `within` milliseconds away. */
export function nextStart(window: RecurringWindow, now: Instant, within: number): Instant | null {
  using starts = startFinder(window);
  const last = now + within;
  // Short steps first: a window that opens often has many starts in a day.
  let step = HOUR;
  for (let after = now; after < last; after += step, step = Math.min(DAY, 2 * step)) {
    const first = firstOf(starts, { after, now: Math.min(last, after + step) });
    if (first !== null) return first;
  }
  return null;
}

/**
 * Tells which windows are open, as often as it is asked: between two minutes, and between the ends of windows, it
 * remembers its answer, and each new minute costs one look at the calendar.
 */
export function maintenanceCalendar<W extends RecurringWindow>(windows: readonly W[]) {
  const trackers = windows.map(tracker);
  let known: OpenSpan & { readonly open: readonly OpenWindow<W>[] } = {
    from: 0,
    until: 0,
    open: [],
  };
  return {
    /** The windows that are open at `now`, in the order they were given. */
    active(now: Instant): readonly OpenWindow<W>[] {
      if (now >= known.from && now < known.until) return known.open;
      const open = trackers.flatMap((one) => one.look(now) ?? []);
      const ends = open.map((one) => one.until);
      known = { from: now, until: Math.min(minuteOf(now) + MINUTE, ...ends), open };
      return open;
    },
    [Symbol.dispose]() {
      for (const one of trackers) one[Symbol.dispose]();
    },
  };
}

/** Follows one window through time. */
function tracker<W extends RecurringWindow>(window: W) {
  const { duration } = window;
  const starts = startFinder(window);
  /** The newest start up to `looked`, if it is not too old. */
  let newest: Instant | null = null;
  let looked = Number.NEGATIVE_INFINITY;
  return {
    look(now: Instant): OpenWindow<W> | null {
      if (now < looked) {
        // The clock went back: what is known may lie ahead.
        newest = null;
        looked = Number.NEGATIVE_INFINITY;
      }
      newest = starts.newest({ now, after: Math.max(looked, now - duration) }) ?? newest;
      looked = minuteOf(now);
      if (newest === null || now >= newest + duration) return null;
      return { window, from: newest, until: newest + duration };
    },
    [Symbol.dispose]: () => starts[Symbol.dispose](),
  };
}

/** Zones lie up to 14 hours beside UTC: https://www.iana.org/time-zones */
const MOST_OFFSET = 14 * HOUR;
/** A clock change goes back by at most this much; nearly always by one hour. */
const MOST_BACK = 3 * HOUR;

/** Finds starts of a window; in an hour that a clock change repeats, only the first of each. */
function startFinder({ at, zone }: Pick<RecurringWindow, 'at' | 'zone'>) {
  const slots = slotFinder(at, zone);
  const minutes = slotFinder('* * * * *', zone);
  const days = slotFinder(`0 0 ${at.trim().split(/\s+/).slice(2).join(' ')}`, 'UTC');

  /** Wall time as if it were UTC. */
  const wallAt = (when: Instant) =>
    minutes.newest({ now: when, after: when - MINUTE })?.wall ?? when;
  const isRepeat = ({ wall, planned }: { wall: Instant; planned: Instant }) => {
    const before = planned - MOST_BACK;
    const back = wallAt(before) - before - (wallAt(planned) - planned);
    return back > 0 && wallAt(planned - back) === wall;
  };
  /** Whether any day can have a start that (after, now] touches, wherever the zone lies. */
  const mayStart = (now: Instant, after: Instant) => {
    const first = after - MOST_OFFSET;
    for (let day = first - (first % DAY); day <= now + MOST_OFFSET; day += DAY) {
      if (days.newest({ now: day, after: day - MINUTE }) !== null) return true;
    }
    return false;
  };
  const newestIn = (now: Instant, after: Instant): Instant | null => {
    let slot = slots.newest({ now, after });
    while (slot !== null && isRepeat(slot)) {
      slot = slots.newest({ now: slot.planned - MINUTE, after });
    }
    return slot?.planned ?? null;
  };

  return {
    /** The newest start at or before `now` and after `after`. */
    newest({ now, after }: { readonly now: Instant; readonly after: Instant }): Instant | null {
      for (let last = now; last > after; last -= DAY) {
        const first = Math.max(after, last - DAY);
        const start = mayStart(last, first) ? newestIn(last, first) : null;
        if (start !== null) return start;
      }
      return null;
    },
    [Symbol.dispose]() {
      for (const one of [slots, minutes, days]) one[Symbol.dispose]();
    },
  };
}

function minuteOf(when: Instant): Instant {
  return when - (when % MINUTE);
}
