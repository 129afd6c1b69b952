/** What a round asks of a host: one piece of POSIX shell that only reads. */
export interface Probe {
  /** Unique within a round; it names the answer. */
  readonly name: string;
  /**
   * Constant text for `sh`. What comes from people or from the host is never part of it: it is handed over in `args` and
   * read as `$1`, `$2` ...
   */
  readonly script: string;
  readonly args?: readonly string[];
  /** Milliseconds that it may take on the host. */
  readonly patience: number;
  /** Bytes that are read of its output, 1 MiB at most. */
  readonly limit?: number;
}

/** How a probe ended: by itself, too late, with more output than is read, or with the connection. */
export type ProbeEnd = 'ended' | 'late' | 'too long' | 'broken off';

export interface ProbeAnswer {
  readonly end: ProbeEnd;
  /** What it printed, as far as it was read; bytes that are no UTF-8 are replaced. */
  readonly text: string;
  /** Its exit code; null unless it ended by itself. */
  readonly code: number | null;
}

/** Runs probes where a target is: over SSH on a kept shell, or here. */
export interface Host {
  /**
   * Runs all of them in one go, one after the other, each with its own patience and limit; a probe that hangs, floods or
   * fails never disturbs another. Every probe has its answer, by its name.
   *
   * @throws CollectError when the host cannot be reached; the caller records the gap.
   * @throws the signal's reason when `signal` aborts first.
   */
  ask(probes: readonly Probe[], signal: AbortSignal): Promise<ReadonlyMap<string, ProbeAnswer>>;
}
