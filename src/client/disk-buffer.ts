import { appendFileSync } from 'node:fs';
import { atExit } from './at-exit.ts';
import type { RowBuffer } from './buffer.ts';
import { boundedLines } from './memory-buffer.ts';
import type { Ownership } from './ownership.ts';
import { ownership, TOUCH_EVERY } from './ownership.ts';
import type { Spool, Spooled } from './spool.ts';
import { openSpool } from './spool.ts';

/** How long a row may be in memory only. */
const WRITE_EVERY = 100;
/** While nothing can be delivered, how often what is written is forced to the disk itself, at most. */
const SYNC_EVERY = 1_000;
/** How often it is looked for what dead clients left. */
const ADOPT_EVERY = 60_000;
/** Bytes that wait in memory while the disk does not take them. */
const MAX_PENDING = 4 * 1024 * 1024;

export interface DiskOptions {
  readonly folder: string;
  /** Names this client among all that share the folder. */
  readonly token: string;
  readonly maxBytes: number;
  dropped(count: number): void;
  failed(error: unknown): void;
}

/**
 * Keeps rows on the disk until they are delivered. Each client appends to files of its own; those of a client that died
 * are taken over by another. A row is written within 0.1 s; while nothing can be delivered, what is written is forced to
 * the disk once a second.
 */
export function diskBuffer(options: DiskOptions): RowBuffer {
  const disk = diskOf(options);
  const inTurn = queue();
  let timer: NodeJS.Timeout | undefined;

  const forgetExit = atExit(disk.save);
  const timers = [
    setInterval(() => void inTurn(disk.adopt), ADOPT_EVERY).unref(),
    setInterval(() => void inTurn(disk.touch), TOUCH_EVERY).unref(),
  ];
  void inTurn(disk.adopt);

  return {
    add(line) {
      disk.add(line);
      timer ??= setTimeout(() => {
        timer = undefined;
        void inTurn(disk.write);
      }, WRITE_EVERY).unref();
    },
    take: () => inTurn(disk.take),
    done: () => inTurn(disk.done),
    away: disk.away,
    async close() {
      clearTimeout(timer);
      for (const one of timers) clearInterval(one);
      await inTurn(disk.close);
      forgetExit();
    },
  };
}

/** One after the other: nothing is read while something else is written. */
function queue() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
}

/** What the disk buffer does, each step by itself. */
function diskOf(options: DiskOptions) {
  const { folder, token, maxBytes, dropped, failed } = options;
  const own = ownership(folder, token);
  const spool = openSpool({ ...options, folder: own.folder });
  const intake = intakeOf(options, { own, spool });
  const { pending } = intake;
  let held: Spooled | null = null;
  /** Of what is held, lines that the disk did not take. */
  let unwritten: readonly string[] = [];

  return {
    ...{ write: intake.write, add: pending.add, away: intake.away },
    async take(): Promise<readonly string[]> {
      if (held) return held.lines;
      await intake.write();
      held = await spool.next();
      if (held) return held.lines;
      unwritten = pending.batch();
      if (unwritten.length > 0) held = { lines: unwritten, finish: async () => {} };
      return unwritten;
    },
    async done(): Promise<void> {
      const finished = held;
      held = null;
      unwritten = [];
      intake.back();
      await finished?.finish();
    },
    async adopt(): Promise<void> {
      try {
        spool.adopt(await own.adopt());
        await spool.trim(maxBytes - pending.bytes);
      } catch (error) {
        failed(error);
      }
    },
    touch: () => own.touch().catch(() => {}),
    /** The process ends: there is no time left to wait. */
    save(): void {
      const lines = [...unwritten, ...intake.writing(), ...pending.all()];
      if (lines.length === 0) return;
      own.abandon();
      appendFileSync(spool.newPath(), `${lines.join('\n')}\n`, { mode: 0o600 });
    },
    async close(): Promise<void> {
      pending.putBack(unwritten);
      unwritten = [];
      intake.away();
      await intake.write();
      if (pending.count > 0) dropped(pending.all().length);
      await own.release(spool.isEmpty);
    },
  };
}

/** Lines on their way to the disk. */
function intakeOf(
  { maxBytes, dropped, failed }: DiskOptions,
  { own, spool }: { readonly own: Ownership; readonly spool: Spool },
) {
  const pending = boundedLines(Math.min(MAX_PENDING, maxBytes), dropped);
  let writing: readonly string[] = [];
  let isClaimed = false;
  let isAway = false;
  let syncedAt = 0;
  return {
    pending,
    writing: () => writing,
    away(): void {
      isAway = true;
    },
    back(): void {
      isAway = false;
    },
    async write(): Promise<void> {
      if (pending.count === 0) return;
      writing = pending.all();
      try {
        if (!isClaimed) await own.claim();
        isClaimed = true;
        const isSynced = isAway && Date.now() - syncedAt >= SYNC_EVERY;
        await spool.append(writing, isSynced);
        if (isSynced) syncedAt = Date.now();
      } catch (error) {
        isClaimed = false;
        pending.putBack(writing);
        failed(error);
      }
      writing = [];
      await spool.trim(maxBytes - pending.bytes);
    },
  };
}
