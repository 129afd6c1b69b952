import type { ScheduledTask } from 'node-cron';
import { createTask } from 'node-cron';
import type { Instant } from '../model/time.ts';
import { HOUR, MINUTE } from '../model/time.ts';

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
  /** `planned` is the slot's own time, however late it runs. */
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
 * Runs each slot of each job once, also across restarts and clock changes: node-cron only wakes us; what is due is found
 * in the calendar itself and claimed in the store.
 */
export function calendar(deps: CalendarDeps) {
  let tasks: readonly ScheduledTask[] = [];
  const work = new Set<Promise<void>>();

  function due(job: Job, task: ScheduledTask): void {
    const running = runDue(deps, job, task).catch((error: unknown) => deps.failed(job.name, error));
    work.add(running);
    void running.finally(() => work.delete(running));
  }

  /** Makes the tasks anew and runs what was missed; at the start and whenever the clock has jumped. */
  function restart(): void {
    stop();
    const pairs = deps.jobs.map((job) => {
      const task: ScheduledTask = createTask(job.at, () => due(job, task), {
        timezone: job.zone,
        suppressMissedWarning: true,
        unref: true,
      });
      return { job, task };
    });
    tasks = pairs.map(({ task }) => task);
    for (const { job, task } of pairs) {
      void task.start();
      due(job, task);
    }
  }

  function stop(): void {
    for (const task of tasks) void task.destroy();
    tasks = [];
  }

  return {
    restart,
    async [Symbol.asyncDispose]() {
      stop();
      await Promise.all(work);
    },
  };
}

async function runDue(deps: CalendarDeps, job: Job, task: ScheduledTask): Promise<void> {
  const now = deps.now();
  const since = await knownSince(deps, job, now);
  const planned = newestSlot(task, now);
  if (planned === null || planned < since || deps.signal.aborted) return;
  const slot = localSlot(planned, job.zone);
  if (!(await deps.log.claim(job.name, slot, now))) return;
  let error: string | null = null;
  try {
    await job.run(planned, deps.signal);
  } catch (cause) {
    error = cause instanceof Error ? cause.message : String(cause);
    deps.failed(job.name, cause);
  }
  await deps.log.finish(job.name, slot, { at: deps.now(), error });
}

/** A job that is new must not catch up on what came before it. */
async function knownSince({ log }: CalendarDeps, job: Job, now: Instant): Promise<Instant> {
  const key = `job:${job.name}:${job.at}:since`;
  const stored = await log.get(key);
  if (stored !== null) return Number(stored);
  const minute = now - (now % MINUTE);
  await log.set(key, String(minute));
  return minute;
}

/** Newest planned minute in the last two hours, or null. */
function newestSlot(task: ScheduledTask, now: Instant): Instant | null {
  for (let at = now - (now % MINUTE); at > now - LATE; at -= MINUTE) {
    if (task.match(new Date(at))) return at;
  }
  return null;
}

/** The wall time of a slot as if it were UTC: an hour that a clock change repeats is one slot. */
function localSlot(planned: Instant, zone: string): Instant {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(planned);
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}
