import type { Alert } from '../model/alert.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';

/** A storm lasts at least so long, and goes on while as many alerts as make one come within it. */
const CALM = MINUTE;
/** Rounds come by up to so much out of the order in which they began; a longer step back is a clock that was set back. */
const DISORDER = MINUTE;

export interface GatherSettings {
  /** Alerts of one group within this time share one message, in milliseconds. */
  readonly groupWait: number;
  readonly groupBy: 'target' | 'rule' | 'none';
  /** More messages than this within a minute are a storm. */
  readonly storm: number;
}

/** In which message a new alert is shown. */
export type Place =
  | { readonly kind: 'own' }
  /** Its own, which shows the storm from now on. */
  | { readonly kind: 'storm' }
  | {
      readonly kind: 'joins';
      readonly lead: number;
      readonly storm: boolean;
      /** Channels that the message has not come to before. */
      readonly fresh: readonly string[];
    };

type Placed = Pick<Alert, 'target' | 'rule'>;

interface Message {
  readonly lead: number;
  readonly since: Instant;
  readonly channels: Set<string>;
}

/**
 * Gathers alerts that come together. The first of a group is told at once and its message then shows those that follow
 * within the wait, so that a group is one message and the first alert is never late; above the threshold one message
 * shows all the rest. Its time never steps back: what began earlier and comes later counts as now.
 */
export function gatherer(settings: () => GatherSettings) {
  const groups = new Map<string, Message>();
  let storm: Message | null = null;
  let opened: Instant[] = [];
  /** When each message last said something for all that it shows. */
  const said = new Map<string, Instant>();
  let latest = Number.NEGATIVE_INFINITY;
  const { undo, attempt } = journal();
  const arrivals = newest(() => settings().storm, undo);

  /** The latest moment that was seen; a clock that was set back ends what ran. */
  function timeAt(now: Instant): Instant {
    if (latest - now > DISORDER) {
      groups.clear();
      storm = null;
      opened = [];
      arrivals.set([]);
      said.clear();
      latest = now;
    }
    latest = Math.max(latest, now);
    return latest;
  }

  function keyOf({ target, rule }: Placed): string | null {
    const { groupBy } = settings();
    if (groupBy === 'none') return null;
    return groupBy === 'target' ? String(target) : rule;
  }

  function groupOf(alert: Placed, now: Instant): Message | null {
    const key = keyOf(alert);
    const group = key === null ? undefined : groups.get(key);
    return group && isWithin(settings().groupWait, group.since, now) ? group : null;
  }

  function isStorm(at: Instant): boolean {
    const now = timeAt(at);
    if (storm !== null && now - storm.since >= CALM && !arrivals.areDense(now)) storm = null;
    opened = opened.filter((one) => now - one < MINUTE);
    return storm !== null;
  }

  return {
    place(alert: Placed, at: Instant, channels: readonly string[]): Place {
      const raging = isStorm(at);
      const message = groupOf(alert, latest) ?? storm;
      if (message) {
        arrivals.add(latest);
        const fresh = join(message, channels, undo);
        return { kind: 'joins', lead: message.lead, storm: message === storm, fresh };
      }
      return raging || opened.length < settings().storm ? { kind: 'own' } : { kind: 'storm' };
    },

    /** A new alert got a message of its own in these channels. */
    opened({ id, life, ...alert }: Alert, at: Instant, channels: readonly string[]): void {
      const now = timeAt(at);
      const message = { lead: id, since: now, channels: new Set(channels) };
      opened.push(now);
      arrivals.add(now);
      if (life.storm) storm = message;
      const key = keyOf(alert);
      if (key !== null && !life.storm) groups.set(key, message);
      for (const [name, { since }] of groups) {
        if (!isWithin(settings().groupWait, since, now)) groups.delete(name);
      }
    },

    /** Nothing joins the message of `lead` any more: somebody has it, or it is over. */
    close(lead: number): void {
      for (const [key, group] of groups) {
        if (group.lead !== lead) continue;
        groups.delete(key);
        undo(() => {
          if (!groups.has(key)) groups.set(key, group);
        });
      }
    },

    /** The storm in the message of `lead` is over: somebody has all of it, or all of it is over. */
    endStorm(lead: number): void {
      if (storm?.lead === lead) storm = null;
    },

    /** Whether so much happens that single alerts end without a word of their own. */
    isStorm,

    /** Whether the message of `lead` may say `what` now; once a minute is enough for all that it shows. */
    maySay(lead: number, what: string, at: Instant): boolean {
      const isNew = say(said, `${lead} ${what}`, timeAt(at));
      if (isNew) undo(() => said.delete(`${lead} ${what}`));
      return isNew;
    },

    attempt,

    /** Takes up where an earlier process stopped. */
    restore(open: Iterable<Alert>, at: Instant): void {
      const now = timeAt(at);
      const fired = [...open].filter(({ state }) => state.kind !== 'pending');
      arrivals.set(fired.flatMap(firedAt));
      storm = stormIn(fired);
      isStorm(now);
    },
  };
}

/** When the newest alerts came, oldest first: as many as make a storm. */
function newest(most: () => number, undo: (step: () => void) => void) {
  let times: readonly Instant[] = [];
  return {
    set(all: readonly Instant[]): void {
      times = all.toSorted((a, b) => a - b).slice(-most());
    },
    add(now: Instant): void {
      times = [...times, now].slice(-most());
      undo(() => {
        const index = times.lastIndexOf(now);
        if (index >= 0) times = times.toSpliced(index, 1);
      });
    },
    /** Whether as many as make a storm came of late. */
    areDense(now: Instant): boolean {
      const first = times[times.length - most()];
      return first !== undefined && now - first < CALM;
    },
  };
}

function say(said: Map<string, Instant>, what: string, now: Instant): boolean {
  for (const [key, at] of said) if (!isWithin(MINUTE, at, now)) said.delete(key);
  if (said.has(what)) return false;
  said.set(what, now);
  return true;
}

/** Takes an alert into a message, and gives the channels that the message had not come to. */
function join(
  message: Message,
  channels: readonly string[],
  undo: (step: () => void) => void,
): readonly string[] {
  const fresh = channels.filter((name) => !message.channels.has(name));
  for (const name of fresh) message.channels.add(name);
  undo(() => {
    for (const name of fresh) message.channels.delete(name);
  });
  return fresh;
}

/** Notes how to take back what is done, for as long as it may come to nothing. */
function journal() {
  let steps: (() => void)[] | null = null;
  return {
    undo: (step: () => void) => void steps?.push(step),
    /** Does `work`, and says how to take back what it placed, said and closed here. */
    attempt<T>(work: () => T): { readonly made: T; readonly takeBack: () => void } {
      const mine: (() => void)[] = [];
      steps = mine;
      try {
        const made = work();
        const takeBack = () => mine.forEach((step) => void step());
        return { made, takeBack };
      } finally {
        steps = null;
      }
    },
  };
}

/** The newest storm that somebody is still free to take, as what is open tells of it. */
function stormIn(open: readonly Alert[]): Message | null {
  const messages = new Map<number, Message & { isFree: boolean }>();
  for (const alert of open) {
    if (!alert.life.storm) continue;
    const first = alert.lead ?? alert.id;
    const known = messages.get(first);
    const since = Math.min(...firedAt(alert), known?.since ?? Number.POSITIVE_INFINITY);
    const isFree = alert.state.kind === 'firing' || known?.isFree === true;
    messages.set(first, { lead: first, since, channels: new Set(), isFree });
  }
  const free = [...messages.values()].filter(({ isFree }) => isFree);
  return free.reduce<Message | null>((a, b) => (a !== null && a.since > b.since ? a : b), null);
}

function firedAt({ state }: Alert): readonly Instant[] {
  return state.kind === 'pending' || state.firedAt === null ? [] : [state.firedAt];
}

function isWithin(span: number, since: Instant, now: Instant): boolean {
  return now - since <= span && since - now <= DISORDER;
}

export type Gather = ReturnType<typeof gatherer>;
