import type { Update } from 'grammy/types';
import type { Instant } from '../../model/time.ts';
import { orAbort } from '../../model/wait.ts';
import type { Log } from './log.ts';

/** What the update loop needs of the store; `src/store/ports.ts` has the whole contract. */
export interface Inbox {
  add(
    source: string,
    updates: readonly { id: number; body: string }[],
    offset: number,
    at: Instant,
  ): Promise<void>;
  offset(source: string): Promise<number>;
  pending(source: string): Promise<readonly { id: number; body: string; receivedAt: Instant }[]>;
  done(source: string, id: number, at: Instant): Promise<void>;
}

/** An update as it is stored. `late` is how long it had waited at Telegram before it came, as far as known. */
export interface Stored {
  readonly update: Update;
  readonly late: number;
}

/** Ids of updates that were taken up; more are forgotten, oldest first. */
const MAX_TAKEN = 10_000;

/** The lane of rows that tell no chat. */
const UNREADABLE = 'unreadable';

export interface InboxWorkDeps {
  readonly inbox: Inbox;
  readonly source: string;
  /** Does what the update asks; what it throws is logged. */
  handle(stored: Stored & { readonly age: number }, signal: AbortSignal): Promise<void>;
  keyOf(update: Update): string;
  readonly now: () => Instant;
  readonly log: Log;
  readonly deadline: number;
  /** No further update is begun after it aborts. */
  readonly stop: AbortSignal;
  /** Updates in work are given up when it aborts; they stay pending. */
  readonly kill: AbortSignal;
}

/** Handles stored updates: each once, those of one chat in order, chats beside each other. */
export function inboxWork(deps: InboxWorkDeps) {
  const taken = new Set<number>();
  const lanes = new Map<string, Promise<void>>();

  function take(row: { id: number; body: string; receivedAt: Instant }): void {
    if (taken.has(row.id)) return;
    taken.add(row.id);
    const [oldest] = taken;
    if (taken.size > MAX_TAKEN && oldest !== undefined) taken.delete(oldest);
    const { key, stored } = read(row.body);
    const before = lanes.get(key) ?? Promise.resolve();
    const mine = before.then(() => work(row.id, stored, row.receivedAt));
    lanes.set(key, mine);
    void mine.then(() => lanes.get(key) === mine && lanes.delete(key));
  }

  /** What cannot be read must not keep others from being taken up: its own work says so. */
  function read(body: string): { key: string; stored: Stored | null } {
    try {
      const stored = JSON.parse(body) as Stored;
      return { key: deps.keyOf(stored.update), stored };
    } catch {
      return { key: UNREADABLE, stored: null };
    }
  }

  async function work(id: number, stored: Stored | null, receivedAt: Instant): Promise<void> {
    if (deps.stop.aborted) return;
    const signal = AbortSignal.any([deps.kill, AbortSignal.timeout(deps.deadline)]);
    try {
      if (stored === null) throw new Error('what was stored of it cannot be read');
      const age = stored.late + Math.max(0, deps.now() - receivedAt);
      await orAbort(deps.handle({ ...stored, age }, signal), signal);
    } catch (error) {
      if (deps.kill.aborted) return;
      deps.log.warn(`Telegram: update ${id} was not answered: ${reasonOf(error)}`);
    }
    try {
      await deps.inbox.done(deps.source, id, deps.now());
    } catch (error) {
      deps.log.warn(`Telegram: update ${id} was handled but not marked so: ${reasonOf(error)}`);
    }
  }

  return {
    /** Takes up every stored update that is not in work yet. */
    async takeAll(): Promise<void> {
      for (const row of await deps.inbox.pending(deps.source)) take(row);
    },
    /** Resolves when nothing is in work. */
    async idle(): Promise<void> {
      while (lanes.size > 0) await Promise.all(lanes.values());
    },
  };
}

export type InboxWork = ReturnType<typeof inboxWork>;

function reasonOf(error: unknown): string {
  const { name, message } = error as { name?: unknown; message?: unknown };
  return name === 'TimeoutError' ? 'it took too long' : String(message);
}
