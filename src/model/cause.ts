import type { Instant } from './time.ts';

/**
 * What was to be seen of its target when an alert fired. null in a part: that was not looked at, which is not the same
 * as an empty list, where nothing stood out.
 */
export interface Cause {
  /** When it was looked at, shortly after the alert fired. */
  readonly at: Instant;
  /** The likeliest cause in one line, by fixed rules; null: nothing stands out. */
  readonly summary: string | null;
  /** At most three of each part, what takes most first. */
  readonly cpu: readonly CauseProcess[] | null;
  readonly memory: readonly CauseProcess[] | null;
  readonly containers: readonly CauseContainer[] | null;
  /** Filesystems by how much more is used than an hour before. */
  readonly growth: readonly CauseGrowth[] | null;
  /** Containers whose last run ended within the hour before it, the newest first. */
  readonly exits: readonly CauseExit[] | null;
  /** `2 min after deploy 1f3c by Ana`; null: nothing is known to have changed. */
  readonly change: string | null;
  /** Errors and warnings of followed logs from two minutes before it, the newest five, oldest first, without secrets. */
  readonly logs: readonly CauseLog[] | null;
}

/** `cpu` in percent of one core, `share` in percent of all memory; null where that is not known. */
export interface CauseProcess {
  readonly name: string;
  readonly cpu: number | null;
  /** Bytes. */
  readonly memory: number;
  readonly share: number | null;
}

/** `cpu` in percent of one core, `memory` in percent of what it may take. */
export interface CauseContainer {
  readonly name: string;
  readonly cpu: number | null;
  readonly memory: number | null;
  readonly restarts: number;
  /** Why it does not run although it should; null when all is well. */
  readonly trouble: string | null;
}

export interface CauseGrowth {
  readonly mount: string;
  /** Bytes. */
  readonly bytes: number;
}

export interface CauseExit {
  readonly name: string;
  readonly code: number;
  readonly isOomKilled: boolean;
  readonly at: Instant;
}

export interface CauseLog {
  readonly at: Instant;
  readonly log: string;
  readonly level: 'warning' | 'error' | 'critical';
  /** One line. */
  readonly text: string;
}
