import type { Instant } from './time.ts';

/** One run of a job. */
export interface JobRun {
  readonly startedAt: Instant;
  /** null: it goes on, or the end of the process cut it off. */
  readonly finishedAt: Instant | null;
  readonly error: string | null;
}

/** Something that happens by the calendar, and how it fared. */
export interface JobView {
  readonly name: string;
  /** Five-field cron expression, and its IANA zone. */
  readonly at: string;
  readonly zone: string;
  readonly last: JobRun | null;
  /** `cut off`: the process ended while it ran. `late`: a slot went by that did not run. */
  readonly state: 'idle' | 'running' | 'cut off' | 'failed' | 'late';
  /** null: not within a month. */
  readonly next: Instant | null;
}
