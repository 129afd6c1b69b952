import type { Instant } from './time.ts';

/** A copy of everything that is stored, verified when it was made. */
export interface Backup {
  /** Its folder's name, `tocsin-YYYYMMDD-HHMMSS` in UTC. */
  readonly name: string;
  readonly at: Instant;
  readonly bytes: number;
}

/** Backups of this installation that are kept, and what is going on. */
export interface Backups {
  /** Newest first. */
  readonly kept: readonly Backup[];
  readonly folder: string;
  /** How many stay. */
  readonly keep: number;
  /** Since when one is being made, or null. */
  readonly makingSince: Instant | null;
  /** How the last try of this process failed, or null when it did not. */
  readonly failure: { readonly at: Instant; readonly reason: string } | null;
}

export type BackupMade =
  /** `took` in milliseconds. */
  | { readonly kind: 'made'; readonly backup: Backup; readonly took: number }
  | { readonly kind: 'failed'; readonly reason: string }
  /** It takes longer than people wait, and goes on. */
  | { readonly kind: 'going on'; readonly since: Instant };
