import type { ScheduledTask } from 'node-cron';
import { createTask } from 'node-cron';
import type { Instant } from '../model/time.ts';
import { HOUR, MINUTE } from '../model/time.ts';
import { slotFinder } from './slots.ts';

/** A slot that was missed still runs when it is at most this old. */
const LATE = 2 * HOUR;

/** Something that happens by the calendar. */
export interface Job {
  /** Unique; also names its rows in the store. */
  readonly name: string;
  /** Five-field cron expression. */
  readonly at: string;
  /** IANA zone. */
  readonly zone: string;
  /**
   * `planned` is the slot's own time, however late it runs. A run that the end of the process cut off comes again, so
   * what it did already must do no harm a second time.
   */
  run(planned: Instant, signal: AbortSignal): Promise<void>;
}

/** Remembers which slots ran; unique on (job, slot). */
export interface JobLog {
  claim(job: string, slot: Instant, at: Instant): Promise<boolean>;
  finish(job: string, slot: Instant, result: { at: Instant; error: string | null }): Promise<void>;
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
}

export interface CalendarDeps {
  readonly jobs: readonly Job[];
  readonly log: JobLog;
  now(): Instant;
  failed(job: string, error: unknown): void;
  readonly signal: AbortSignal;
}

/**
 * Runs each slot of each job once, also across restarts and clock changes: node-cron only wakes us every minute; what
 * is due is found in the calendar itself and claimed in the store.
 */
export function calendar(deps: CalendarDeps) {
  const runners = deps.jobs.map((job) => runner(deps, job));
  const work = new Set<Promise<void>>();
  let task: ScheduledTask | null = null;

  function look(): void {
    for (const { job, runDue } of runners) {
      const running = runDue().catch((error: unknown) => deps.failed(job.name, error));
      work.add(running);
      void running.finally(() => work.delete(running));
    }
  }

  function stop(): void {
    void task?.destroy();
    task = null;
  }

  return {
    /** Begins, or begins anew when the clock has jumped, and runs what was missed. */
    restart(): void {
      stop();
      // UTC has no clock changes, and every zone's minutes begin with its minutes.
      task = createTask('* * * * *', look, {
        timezone: 'UTC',
        suppressMissedWarning: true,
        unref: true,
      });
      void task.start();
      look();
    },

    async [Symbol.asyncDispose]() {
      stop();
      await Promise.all(work);
      for (const one of runners) one[Symbol.dispose]();
    },
  };
}

function runner(deps: CalendarDeps, job: Job) {
  const finder = slotFinder(job.at, job.zone);
  /** Up to here every slot is settled. */
  let settled: Instant | null = null;
  return {
    job,
    async runDue(): Promise<void> {
      const now = deps.now();
      const since = await knownSince(deps, job, now);
      const after = Math.max(now - LATE, since - 1, settled ?? 0);
      const slot = finder.newest({ now, after });
      const isOurs = slot !== null && !deps.signal.aborted;
      const run = isOurs && (await deps.log.claim(job.name, slot.wall, now));
      settled = now - (now % MINUTE);
      if (run) await runSlot(deps, job, slot);
    },
    [Symbol.dispose]: () => finder[Symbol.dispose](),
  };
}

async function runSlot(
  { log, now, failed, signal }: CalendarDeps,
  job: Job,
  { wall, planned }: { wall: Instant; planned: Instant },
): Promise<void> {
  let error: string | null = null;
  try {
    await job.run(planned, signal);
  } catch (cause) {
    error = cause instanceof Error ? cause.message : String(cause);
    failed(job.name, cause);
  }
  await log.finish(job.name, wall, { at: now(), error });
}

/** A job that is new must not catch up on what came before it. */
async function knownSince({ log }: CalendarDeps, job: Job, now: Instant): Promise<Instant> {
  const key = `job:${job.name}:${job.at}:since`;
  const stored = Number((await log.get(key)) ?? Number.NaN);
  // A clock that ran ahead at the first start is no reason to let slots go by.
  if (stored <= now) return stored;
  const minute = now - (now % MINUTE);
  await log.set(key, String(minute));
  return minute;
}
