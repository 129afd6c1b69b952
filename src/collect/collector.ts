import type { TopProcesses } from '../model/processes.ts';
import type { Reading } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Host } from './remote.ts';

/** Reads one kind of target. One collector serves all targets of its kind. */
export interface Collector {
  readonly kind: Target['kind'];
  /**
   * Takes one round of readings of `target`.
   *
   * @throws CollectError when the target cannot be read; the caller records a gap.
   * @throws the signal's reason when `signal` aborts first.
   */
  collect(target: Target, signal: AbortSignal): Promise<readonly Reading[]>;
  /** The host of a target, for whoever asks more of it than a round does; null where there is none. */
  host?(target: Target): Host | null;
  /** The processes that took most when they were last looked at; null when they were not. */
  processes?(target: Target): TopProcesses | null;
  /** Frees what is kept for targets that are no longer watched; all of them at the end. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Why a target could not be read: the way to it, a refused log-in, what is needed to log in, a host key that nobody
 * knows, one that is not the known one any more, the host itself, or that something else goes on there.
 */
export type CollectReason =
  | 'network'
  | 'authentication'
  | 'credentials'
  | 'unknown host key'
  | 'host key changed'
  | 'host'
  | 'busy';

/** A target that could not be read. The message says what to do and never holds a secret. */
export class CollectError extends Error {
  override readonly name = 'CollectError';
  readonly target: string;
  readonly retryable: boolean;
  /** Nothing can be said yet, not even that the target does not answer. */
  readonly isUnknown: boolean;
  readonly reason: CollectReason;

  constructor(message: string, context: CollectContext) {
    super(message, { cause: context.cause });
    this.target = context.target;
    this.retryable = context.retryable;
    this.isUnknown = context.isUnknown ?? false;
    this.reason = context.reason ?? 'host';
  }
}

export interface CollectContext {
  readonly target: string;
  readonly retryable: boolean;
  readonly isUnknown?: boolean;
  /** `host` unless given. */
  readonly reason?: CollectReason;
  readonly cause?: unknown;
}
