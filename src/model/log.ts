import type { Severity } from './alert.ts';
import type { Instant } from './time.ts';

/** Weakest first. */
export const LOG_LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** How the lines of a log are written; `auto`: each line says it by its looks. */
export const LOG_FORMATS = ['auto', 'json', 'logfmt', 'python', 'django', 'syslog', 'clf'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** A log of a target that is followed. */
export interface LogSource {
  /** Unique within the target. */
  readonly name: string;
  readonly format: LogFormat;
  /** `path`: absolute, and with `*`, `?` or `[...]` a pattern that stands for several files. */
  readonly from:
    | { readonly kind: 'file'; readonly path: string }
    | {
        readonly kind: 'container';
        readonly container: string;
        /** Address of the engine as DOCKER_HOST has it; null: the usual one. */
        readonly engine: string | null;
      };
}

/** Lines that are counted; with a severity each finding is an alert too. */
export interface LogPattern {
  readonly name: string;
  /** In RE2's syntax, found anywhere in an entry. */
  readonly match: string;
  readonly severity: Severity | null;
}

/** An entry of a log as it is kept: a line with what belongs to it, such as a stack trace. */
export interface LogEntry {
  /** When it was written, as it says itself, else when it was found. */
  readonly at: Instant;
  readonly level: LogLevel | null;
  readonly logger: string | null;
  /** The whole entry, at most 16 KiB. */
  readonly text: string;
  /** Of errors: the message with what differs each time replaced; null for all other entries. */
  readonly print: string | null;
  /** Of errors: what kind of trouble it is, or null. */
  readonly category: string | null;
}

export interface KeptEntry extends LogEntry {
  readonly id: number;
  readonly target: number;
  readonly log: string;
}

/** What one round found in one log, stored as one unit with where to go on. */
export interface LogBatch {
  readonly target: number;
  readonly log: string;
  /** Where to go on and what has been counted, in the words of whoever follows. */
  readonly state: string;
  readonly pieces: readonly LogPiece[];
}

/** Of one file, in the order of the file. */
export interface LogPiece {
  readonly file: string;
  /** Belongs to the last entry that was taken of this file; empty for nothing. */
  readonly more: string;
  readonly entries: readonly LogEntry[];
}

export interface LogFilter {
  /** [from, to). */
  readonly from: Instant;
  readonly to: Instant;
  /** null: of all. */
  readonly target: number | null;
  readonly log: string | null;
  /** The weakest level that counts; null: entries without one count too. */
  readonly level: LogLevel | null;
}

/** Errors that are the same but for numbers, ids and addresses. */
export interface ErrorGroup {
  readonly print: string;
  readonly category: string | null;
  readonly count: number;
  readonly first: Instant;
  readonly last: Instant;
  readonly example: KeptEntry;
}

export interface ErrorGroups {
  readonly total: number;
  /** Most frequent first. */
  readonly groups: readonly ErrorGroup[];
}

/** Errors of one logger, or of one kind of trouble; null: of those that name none. */
export interface ErrorShare {
  readonly name: string | null;
  readonly count: number;
  readonly first: Instant;
  readonly last: Instant;
}

export interface LogCounts {
  readonly entries: number;
  readonly errors: number;
  readonly warnings: number;
  /** Errors in equal spans from `from` to `to`. */
  readonly errorsOverTime: readonly number[];
}

/** What is kept of logs. */
export interface LogReader {
  /**
   * Entries, the newest first; with `words` only those that hold each of them, by their beginnings. `after`: only those
   * that were stored after the entry of that id.
   */
  find(
    filter: LogFilter,
    options: {
      readonly words?: readonly string[];
      readonly after?: number;
      readonly limit: number;
    },
  ): Promise<readonly KeptEntry[]>;
  errors(filter: LogFilter, limit: number): Promise<ErrorGroups>;
  /** All errors by what wrote them, or by their kind, most first. */
  shares(filter: LogFilter, by: 'logger' | 'category'): Promise<readonly ErrorShare[]>;
  counts(filter: LogFilter, spans: number): Promise<LogCounts>;
}
