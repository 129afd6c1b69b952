import type { Alert, Severity } from '../model/alert.ts';
import { isRule } from '../model/alert.ts';
import type { AlertChange, Applied, RuleState, StoredHold } from '../model/alert-change.ts';
import type { Instant } from '../model/time.ts';
import { DAY, HOUR } from '../model/time.ts';
import type { AlertLog } from './ports.ts';
import type { Shown } from './shown.ts';
import { shownAlerts } from './shown.ts';

/** How long an alert that ended by itself is among those that ended of late: longer than any flapping. */
const RECENT = HOUR;
/** How long it can be found at most: a longer cooldown begins anew. */
const KEPT = 7 * DAY;
/** How often it is looked for what is found no more. */
const CLEAN_EVERY = HOUR;

/**
 * The open alerts at hand, so that judging thousands of targets asks the store nothing. Every change goes through here;
 * one that loses in the store brings the truth back.
 */
export interface Book {
  /** Rises whenever what is in here changes. */
  revision(): number;
  /** Open alerts of one target, or of all. */
  open(target: number | null): Iterable<Alert>;
  /** The open alert of an id. */
  byId(id: number): Alert | null;
  /** The open alert of a fingerprint, or one that ended by itself not longer ago than its rule's cooldown or an hour. */
  find(target: number, fingerprint: string): Alert | null;
  /** Alerts that ended by themselves within the hour. */
  ended(now: Instant): readonly Alert[];
  /** Ids of the open alerts that are shown in the message of alert `lead`, its own included. */
  shownIn(lead: number): ReadonlySet<number>;
  /** The strongest of them that nobody has; null when somebody has every one, or all are over. */
  strongestFree(lead: number): Severity | null;
  /** How many alerts that message has shown since it was opened, and of which targets. */
  shownEver(lead: number): { readonly count: number; readonly targets: readonly string[] };
  ruleState(target: number, fingerprint: string): RuleState | null;
  /** What is held back. */
  holds(): Iterable<StoredHold>;
  holdsOf(alert: number): readonly StoredHold[];
  apply(changes: readonly AlertChange[], at: Instant): Promise<readonly Applied[]>;
  forget(target: number, fingerprint: string): Promise<void>;
  /** Wall clock less monotonic clock when the times in here were right; null before anybody looked. */
  clockOffset: number | null;
  /** The move to another offset while it is under way. */
  following: Promise<void> | null;
  /** Moves what is over, and what is muted, by so many milliseconds: at hand only, the records stay. */
  shift(by: number): void;
  /** Runs `work` while nobody else changes alerts through `exclusive`. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  readonly log: AlertLog;
}

interface Pages {
  readonly open: Map<number, Map<string, Alert>>;
  /** What ended of late. */
  readonly ended: Map<number, Map<string, Alert>>;
  /** What ended earlier and would still be taken up again. */
  readonly past: Map<number, Map<string, Alert>>;
  cleanedAt: Instant;
  readonly states: Map<number, Map<string, RuleState>>;
  readonly holds: Map<number, readonly StoredHold[]>;
  readonly shown: Shown;
  readonly ids: Map<number, Alert>;
  revision: number;
}

type CooldownOf = (alert: Alert) => number;

/**
 * Reads what is open, and what ended and would be taken up again. `cooldownOf` says how long that is, in milliseconds;
 * without it everything is kept for as long as anything.
 */
export async function openBook(
  log: AlertLog,
  targets: readonly number[],
  now: Instant,
  cooldownOf: CooldownOf = () => KEPT,
): Promise<Book> {
  const pages: Pages = {
    open: new Map(),
    ended: new Map(),
    past: new Map(),
    cleanedAt: now,
    states: new Map(),
    holds: new Map(),
    shown: shownAlerts(),
    ids: new Map(),
    revision: 0,
  };
  for (const alert of await log.open(null)) open(pages, alert);
  for (const alert of await log.recent(now - KEPT)) {
    if (!pages.open.get(alert.target)?.has(alert.fingerprint)) put(pages.ended, alert);
    pages.shown.addEnded(alert);
  }
  turnPages(pages, now, cooldownOf);
  for (const hold of await log.holds(null)) {
    pages.holds.set(hold.alert, [...(pages.holds.get(hold.alert) ?? []), hold]);
  }
  for (const target of targets) {
    const states = await log.ruleStates(target);
    pages.states.set(target, new Map(states.map((one) => [one.fingerprint, one])));
  }
  return book(log, pages, cooldownOf);
}

function book(log: AlertLog, pages: Pages, cooldownOf: CooldownOf): Book {
  let last: Promise<unknown> = Promise.resolve();
  return {
    log,
    clockOffset: null,
    following: null,
    revision: () => pages.revision,
    shift: (by) => shift(pages, by),
    open: (target) =>
      target === null ? all(pages.open) : (pages.open.get(target)?.values() ?? []),
    byId: (id) => pages.ids.get(id) ?? null,
    find: (target, fingerprint) => find(pages, target, fingerprint),
    ended(now) {
      turnPages(pages, now, cooldownOf);
      return [...all(pages.ended)];
    },
    shownIn: pages.shown.ids,
    strongestFree: pages.shown.strongestFree,
    shownEver: pages.shown.everIn,
    ruleState: (target, fingerprint) => pages.states.get(target)?.get(fingerprint) ?? null,
    *holds() {
      for (const held of pages.holds.values()) yield* held;
    },
    holdsOf: (alert) => pages.holds.get(alert) ?? [],

    async apply(changes, at) {
      const results = await log.apply(changes, at);
      pages.revision++;
      for (const [index, change] of changes.entries()) {
        const result = results[index];
        if (result?.kind === 'applied') enter(pages, change, result.alert, at);
        else await reread(log, pages, change.alert.target);
      }
      return results;
    },

    async forget(target, fingerprint) {
      await log.forget(fingerprint);
      pages.states.get(target)?.delete(fingerprint);
    },

    exclusive(work) {
      const next = last.then(work, work);
      last = next.catch(() => {});
      return next;
    },
  };
}

function enter(pages: Pages, change: AlertChange, alert: Alert, at: Instant): void {
  const { target, fingerprint, id } = alert;
  if (isNewest(pages, alert)) turn(pages, alert);
  if (change.ruleState === null) pages.states.get(target)?.delete(fingerprint);
  else if (change.ruleState) {
    const states = pages.states.get(target) ?? new Map<string, RuleState>();
    pages.states.set(target, states.set(fingerprint, change.ruleState));
  }
  if (change.holds === undefined) return;
  if (change.holds.length === 0) pages.holds.delete(id);
  else
    pages.holds.set(
      id,
      change.holds.map((hold) => ({ ...hold, alert: id, at })),
    );
}

/** An old episode may still get a note; it is at hand no more once a newer one is. */
function isNewest(pages: Pages, { target, fingerprint, id }: Alert): boolean {
  const known = find(pages, target, fingerprint);
  return known === null || known.id <= id;
}

function find({ open: now, ended, past }: Pages, target: number, key: string): Alert | null {
  const pages = [now, ended, past];
  for (const page of pages) {
    const alert = page.get(target)?.get(key);
    if (alert) return alert;
  }
  return null;
}

/** The alert as it is now takes the place of its fingerprint's page. */
function turn(pages: Pages, alert: Alert): void {
  const { target, fingerprint, state } = alert;
  const before = close(pages, target, fingerprint);
  pages.ended.get(target)?.delete(fingerprint);
  pages.past.get(target)?.delete(fingerprint);
  if (state.kind !== 'resolved') open(pages, alert);
  else if (state.firedAt !== null && isRule(state.by)) put(pages.ended, alert);
  if (before) pages.shown.tidy(before);
}

/** Somebody else's change won: what is open on the target is read anew. */
async function reread(log: AlertLog, pages: Pages, target: number): Promise<void> {
  const stored = await log.open(target);
  const known = [...(pages.open.get(target)?.values() ?? [])];
  for (const { fingerprint } of known) close(pages, target, fingerprint);
  for (const alert of stored) open(pages, alert);
  for (const alert of known) pages.shown.tidy(alert);
  const states = await log.ruleStates(target);
  pages.states.set(target, new Map(states.map((one) => [one.fingerprint, one])));
}

function open(pages: Pages, alert: Alert): void {
  put(pages.open, alert);
  pages.ids.set(alert.id, alert);
  pages.shown.add(alert);
}

/** Gives the alert that was open. */
function close(pages: Pages, target: number, fingerprint: string): Alert | null {
  const alert = pages.open.get(target)?.get(fingerprint);
  if (!alert) return null;
  pages.open.get(target)?.delete(fingerprint);
  pages.ids.delete(alert.id);
  pages.shown.remove(alert);
  return alert;
}

function shift({ ended, past, states }: Pages, by: number): void {
  for (const alerts of [...ended.values(), ...past.values()]) {
    for (const [key, alert] of alerts) alerts.set(key, endedLater(alert, by));
  }
  for (const known of states.values()) {
    for (const [key, state] of known) {
      const { muted } = state;
      if (muted) known.set(key, { ...state, muted: { ...muted, until: muted.until + by } });
    }
  }
}

function endedLater(alert: Alert, by: number): Alert {
  const { state, life } = alert;
  if (state.kind !== 'resolved') return alert;
  const changes = life.changes.map((at) => at + by);
  return { ...alert, state: { ...state, at: state.at + by }, life: { ...life, changes } };
}

function put(page: Map<number, Map<string, Alert>>, alert: Alert): void {
  const alerts = page.get(alert.target) ?? new Map<string, Alert>();
  page.set(alert.target, alerts.set(alert.fingerprint, alert));
}

function* all(page: Map<number, Map<string, Alert>>): Iterable<Alert> {
  for (const alerts of page.values()) yield* alerts.values();
}

/** What ended too long ago for its page goes to the next, or is forgotten. */
function turnPages(pages: Pages, now: Instant, cooldownOf: CooldownOf): void {
  const { ended, past } = pages;
  const isKept = (alert: Alert) => now - endOf(alert) <= Math.min(KEPT, cooldownOf(alert));
  for (const alert of removed(ended, (one) => now - endOf(one) > RECENT)) {
    if (isKept(alert)) put(past, alert);
  }
  if (Math.abs(now - pages.cleanedAt) < CLEAN_EVERY) return;
  pages.cleanedAt = now;
  removed(past, (alert) => !isKept(alert));
}

function endOf({ state }: Alert): Instant {
  return state.kind === 'resolved' ? state.at : Number.NEGATIVE_INFINITY;
}

function removed(page: Pages['ended'], isOver: (alert: Alert) => boolean): readonly Alert[] {
  const over = [...all(page)].filter(isOver);
  for (const { target, fingerprint } of over) {
    page.get(target)?.delete(fingerprint);
    if (page.get(target)?.size === 0) page.delete(target);
  }
  return over;
}
