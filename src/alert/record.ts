import type { Alert, AlertEvent } from '../model/alert.ts';
import type { AlertChange, AlertContent, Applied } from '../model/alert-change.ts';
import type { Instant } from '../model/time.ts';
import type { AnnounceDeps, Announcement, News } from './announce.ts';
import { announce, changeOf } from './announce.ts';
import type { Occasion } from './gate.ts';

/** Changes in one transaction: few enough to hold up nobody. */
const BATCH = 50;

/** What is to become of an alert, and what caused it. */
export interface Entry extends Pick<AlertChange, 'ruleState'> {
  readonly alert: AlertContent & { readonly targetName: string };
  /** As it was; null for a new one. */
  readonly before: Alert | null;
  readonly occasion: Occasion;
  readonly events: readonly Omit<AlertEvent, 'alert'>[];
  /** What a note says of it beside what it always says. */
  readonly said?: string;
  /** Name of who is to hear of it in any case, where they have a channel of their own. */
  readonly person?: string;
}

/**
 * Writes changes with everything that people hear of them. Small transactions, between which everything else goes on; an
 * alert that opens a message, or is the strongest of one, is stored before the next is looked at, so that the next can
 * join it; and what a message shows is stored before it is asked whether all of that is over. A change that loses
 * against somebody else's is left out, and is among the results as `lost`: it leaves no trace in what is gathered, and
 * whoever sees that it is still due makes it again.
 */
export function record(
  deps: AnnounceDeps,
  entries: readonly Entry[],
  at: Instant,
): Promise<readonly Applied[]> {
  return entries.length === 0 ? Promise.resolve([]) : recordNow(deps, () => entries, at);
}

/** The same for entries that are made when their turn has come, so that none loses against what was in work before. */
export function recordNow(
  deps: AnnounceDeps,
  entries: () => readonly Entry[],
  at: Instant,
): Promise<readonly Applied[]> {
  return deps.book.exclusive(() => recordAll(deps, entries(), at));
}

/** A change that is not written yet, with the index of its entry. */
interface Attempt extends Pick<Announcement, 'opens' | 'leads' | 'hiddenBy'> {
  readonly index: number;
  readonly change: AlertChange;
  /** Takes back what it changed in what is gathered. */
  takeBack(): void;
}

async function recordAll(
  deps: AnnounceDeps,
  entries: readonly Entry[],
  at: Instant,
): Promise<readonly Applied[]> {
  const { book, gather } = deps;
  const results = entries.map((): Applied => ({ kind: 'lost' }));
  let batch: Attempt[] = [];
  /** Those that end in the batch: the last of a message says that all are over. */
  const ending = new Set<number>();

  async function flush(): Promise<void> {
    if (batch.length === 0) return;
    const written = await book.apply(
      batch.map(({ change }) => change),
      at,
    );
    const hidden: AlertChange[] = [];
    for (const [place, one] of batch.entries()) {
      const result = written[place] ?? { kind: 'lost' };
      results[one.index] = result;
      if (result.kind === 'lost') one.takeBack();
      else {
        endStorm(deps, result.alert);
        hidden.push(...hiding(deps, result.alert, one));
      }
    }
    batch = [];
    ending.clear();
    if (hidden.length > 0) await book.apply(hidden, at);
  }

  async function attempt(entry: Entry, index: number): Promise<void> {
    if (batch.some(({ change }) => isEased(change) !== isEased(entry))) await flush();
    const one = { ...(await changeFor(deps, entry, { at, ending })), index };
    batch.push(one);
    const { before, alert } = entry;
    if (before && alert.state.kind === 'resolved') ending.add(before.id);
    if (!one.opens && !one.leads) return;
    await flush();
    if (!one.opens) return;
    const result = results[index];
    const channels = one.change.messages.map(({ channel }) => channel);
    if (result?.kind === 'applied') gather.opened(result.alert, at, channels);
  }

  try {
    for (const [index, entry] of entries.entries()) {
      if (index > 0 && index % BATCH === 0) {
        await flush();
        await new Promise(setImmediate);
      }
      if (!isOutdated(deps, entry)) await attempt(entry, index);
    }
    await flush();
  } finally {
    // Only when something threw: these were never written.
    for (const { takeBack } of batch) takeBack();
  }
  return results;
}

/** Whether fewer alerts want somebody after it, or at least not more. */
function isEased({ alert }: Pick<AlertChange, 'alert'>): boolean {
  return alert.state.kind === 'acknowledged' || alert.state.kind === 'resolved';
}

/** A storm of which nobody is free to take anything is none any more. */
function endStorm({ book, gather }: AnnounceDeps, alert: Alert): void {
  const lead = alert.lead ?? alert.id;
  if (isEased({ alert }) && book.strongestFree(lead) === null) gather.endStorm(lead);
}

/** A hold is what the store counts for its silence; it is let go at once, since nothing waits for the end of that. */
function hiding({ book }: AnnounceDeps, alert: Alert, { hiddenBy }: Attempt): AlertChange[] {
  if (!hiddenBy) return [];
  const holds = book.holdsOf(alert.id);
  const { id, version } = alert;
  const same = { alert, events: [], messages: [] };
  return [
    { ...same, expect: { id, version }, holds: [...holds, hiddenBy] },
    { ...same, expect: { id, version: version + 1 }, holds },
  ];
}

/** It was changed after the entry was made, which can only lose: what it would say of its message is not true. */
function isOutdated({ book }: AnnounceDeps, { before }: Entry): boolean {
  const known = before && book.byId(before.id);
  return before !== null && known !== null && known.version > before.version;
}

async function changeFor(
  deps: AnnounceDeps,
  { events, ruleState, ...entry }: Entry,
  now: Pick<News, 'at' | 'ending'>,
): Promise<Omit<Attempt, 'index'>> {
  const { book, gather } = deps;
  const { alert, before } = entry;
  const told = before ? await book.log.told(before.lead ?? before.id) : [];
  const news = { ...entry, told, ...now };
  const { made, takeBack } = gather.attempt(() => {
    const announcement = announce(deps, news);
    if (before !== null && alert.state.kind !== 'firing') gather.close(before.id);
    return announcement;
  });
  const more = { events, ...(ruleState !== undefined && { ruleState }) };
  return { ...made, change: changeOf(news, made, more), takeBack };
}
