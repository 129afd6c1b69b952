import type { Instant } from './time.ts';

/** How much is kept, where, how long, and how fast it grows. Bytes and milliseconds. */
export interface StorageReport {
  /** On the disk. */
  readonly parts: {
    readonly database: number;
    readonly samples: number;
    /** Entries of logs, which are in no backup. */
    readonly logs: number;
    readonly backups: number;
  };
  /** What all parts may take; null: no bound. */
  readonly limit: number | null;
  /** What entries of logs may take. */
  readonly logsLimit: number;
  readonly samples: StoredSamples;
  /** They lie in the file of the samples; beyond `most` bytes of content the oldest go. */
  readonly events: {
    readonly count: number;
    readonly bytes: number;
    readonly perDay: number;
    readonly most: number;
  };
  readonly retention: {
    readonly points: number;
    readonly hours: number;
    /** Metrics whose points are kept for another time. */
    readonly exceptions: readonly { readonly metric: string; readonly kept: number }[];
  };
  /** What the samples' thread wrote within `span`, at most the last day; null where nothing is known. */
  readonly written: { readonly bytes: number; readonly span: number } | null;
  /** What it may write in a day. */
  readonly writtenLimit: number;
  readonly series: {
    readonly perTarget: number;
    readonly all: number;
    /** New ones that were refused within the last hour, the most first; an empty metric stands for several. */
    readonly refused: readonly {
      readonly target: string;
      readonly metric: string;
      readonly count: number;
    }[];
  };
  /** Metrics that people and programs registered. */
  readonly registered: number;
}

/** All parts together. */
export function allBytes({ database, samples, logs, backups }: StorageReport['parts']): number {
  return database + samples + logs + backups;
}

export interface StoredSamples {
  readonly series: number;
  /** Points in sealed days. */
  readonly count: number;
  readonly free: number;
  /** Of sealed days with and without their hours; null while nothing is sealed. */
  readonly bytesEach: { readonly chunks: number; readonly all: number } | null;
  readonly tiers: {
    readonly log: number;
    readonly parts: number;
    readonly chunks: number;
    readonly hours: number;
  };
  /** What a day adds; null while nothing is sealed. */
  readonly perDay: {
    readonly samples: number;
    readonly chunks: number;
    readonly hours: number;
  } | null;
  /** Of metrics whose points are kept for another time: bytes of points in sealed days, and what a day adds. */
  readonly own: readonly {
    readonly metric: string;
    readonly chunks: number;
    readonly perDay: number;
  }[];
  readonly oldest: { readonly chunks: Instant | null; readonly hours: Instant | null };
  /** Largest first. */
  readonly targets: readonly {
    readonly target: string;
    readonly series: number;
    readonly samples: number;
    readonly bytes: number;
  }[];
}
