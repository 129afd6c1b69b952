import type { AlertEvent, Doer } from '../model/alert.ts';
import { compareSeverity } from '../model/alert.ts';
import { formatDuration } from '../model/format.ts';
import type { OutboxEntry, PostedMessage } from '../model/outbox.ts';
import type { Instant } from '../model/time.ts';
import type { AnnounceDeps } from './announce.ts';
import type { Book } from './book.ts';

/** How far it was looked for what waits; the store's own. */
interface Looked {
  readonly from: Instant;
  readonly beyond: number;
}

export interface FailOverDeps extends Pick<AnnounceDeps, 'book'> {
  /** Messages of alerts that have waited since before `before` and were not among them at the look before. */
  overdue(
    before: Instant,
    former: Looked | null,
  ): Promise<{
    readonly entries: readonly (OutboxEntry & { readonly reason: string | null })[];
    readonly looked: Looked;
  }>;
  posted(alert: number, channel: string): Promise<PostedMessage | null>;
  /** Channels that can tell what another cannot, best first. */
  backups(channel: string): readonly string[];
}

/** How far each book's messages were looked at: each is looked at once, not every second of a long outage. */
const LOOKS = new WeakMap<Book, Looked>();

/**
 * What is new about a critical alert and its channel has not taken for `after` milliseconds is told by another, with the
 * line why: a card that never stood, and every note. Asked every second.
 *
 * @returns how many were.
 */
export async function failOver(
  deps: FailOverDeps,
  { at, after }: { readonly at: Instant; readonly after: number },
): Promise<number> {
  const former = LOOKS.get(deps.book) ?? null;
  const { entries, looked } = await deps.overdue(at - after, former);
  let count = 0;
  for (const entry of entries) {
    if (entry.kind === 'message' || entry.alert === null) continue;
    if (!showsCritical(deps, entry.alert)) continue;
    const waited = formatDuration(at - entry.createdAt);
    const why = `${entry.channel} has not taken it for ${waited}: ${entry.reason ?? 'no answer yet'}`;
    if (await tellElsewhere(deps, entry, { at, why })) count++;
  }
  // Only now: what could not be told for an error is looked at again.
  LOOKS.set(deps.book, looked);
  return count;
}

/** Whether a message shows an open alert that is critical or stronger. */
function showsCritical({ book }: FailOverDeps, lead: number): boolean {
  for (const id of book.shownIn(lead)) {
    const alert = book.byId(id);
    if (alert && compareSeverity(alert.severity, 'critical') >= 0) return true;
  }
  return false;
}

/**
 * Queues the alert's card for a channel that has not told of it; false when that was done for the failing channel, when
 * there is no other, or when `entry` only edits a card that stands. `why` is for people.
 */
export async function tellElsewhere(
  deps: FailOverDeps,
  { alert: id, channel, kind }: Pick<OutboxEntry, 'alert' | 'channel' | 'kind'>,
  { at, why }: { readonly at: Instant; readonly why: string },
): Promise<boolean> {
  if (id === null || (kind === 'card' && (await deps.posted(id, channel)))) return false;
  return deps.book.exclusive(async () => {
    const found = await deps.book.log.get(id);
    const others = deps.backups(channel);
    if (!found || isTold(found.events, channel, others)) return false;
    const told = await deps.book.log.told(id);
    const backup = others.find((name) => !told.includes(name));
    if (backup === undefined) return false;
    const { alert } = found;
    const detail = `Sent here since ${why}`;
    const [result] = await deps.book.apply(
      [
        {
          expect: { id, version: alert.version },
          alert,
          events: [{ at, by: failing(channel), kind: 'failover', channel: backup, detail }],
          messages: [{ channel: backup, kind: 'card', body: null }],
        },
      ],
      at,
    );
    return result?.kind === 'applied';
  });
}

/** The channel that fails, as the one by whom another tells: history keeps it apart from the sentence. */
function failing(channel: string): Doer {
  return { id: `channel:${channel}`, name: channel };
}

/** Another tells for the failing channel already, and hears of all that follows as long as it is there. */
function isTold(
  events: readonly AlertEvent[],
  channel: string,
  others: readonly string[],
): boolean {
  return events.some(
    ({ kind, by, channel: backup }) =>
      kind === 'failover' &&
      by.id === failing(channel).id &&
      backup !== undefined &&
      others.includes(backup),
  );
}
