import type { Duplex } from 'node:stream';

/** What a round asks of a host: one piece of POSIX shell that only reads. */
export interface Probe {
  /** Unique within a round; it names the answer. */
  readonly name: string;
  /**
   * Constant text for `sh`. What comes from people or from the host is never part of it: it is handed over in `args` and
   * read as `$1`, `$2` ... It may be wrong in any way, `exit` included, without harm to others.
   */
  readonly script: string;
  /** Any text without the character 0, which no argument of a program can hold. */
  readonly args?: readonly string[];
  /** Milliseconds that it may take on the host. */
  readonly patience: number;
  /** Bytes that are read of its output, 1 MiB at most and unless given. */
  readonly limit?: number;
  /**
   * For what other people wrote: its output goes through a pipe of its own, so that what it leaves running in the
   * background cannot write into later answers. Costs the host two processes.
   */
  readonly isForeign?: boolean;
  /**
   * For short text: the host gathers it and sends it in one piece when the probe has ended, which spares packets. What is
   * late has no text then, and the character 0 is lost.
   */
  readonly isGathered?: boolean;
  /** What an engine that is asked directly gives instead: the output of a container. */
  readonly output?: {
    readonly container: string;
    /** From which time on, as the engine writes it; null: only what time it is there, when there is such a container. */
    readonly since: string | null;
    /** Bytes that are read. */
    readonly limit: number;
  };
  /** Its output is wanted as bytes: the answer has `bytes` then, and no text. */
  readonly isRaw?: boolean;
}

/** How a probe ended: by itself, too late, with more output than is read, or with the shell or the connection. */
export type ProbeEnd = 'ended' | 'late' | 'too long' | 'broken off';

export interface ProbeAnswer {
  readonly end: ProbeEnd;
  /** What it printed, as far as it was read, without what it wrote to stderr; bytes that are no UTF-8 are replaced. */
  readonly text: string;
  /** Its exit code; null unless it ended by itself. */
  readonly code: number | null;
  /** The output as it came, where that was asked for. */
  readonly bytes?: Buffer;
}

/** Every probe's answer, by its name. */
export type ProbeAnswers = ReadonlyMap<string, ProbeAnswer>;

/** Runs probes where a target is: over SSH on a kept shell, or here. */
export interface Host {
  /**
   * Runs all of them in one go, one after the other, each with its own patience and limit; a probe that hangs, floods or
   * fails never disturbs another, and what is too late or too long is ended there. Calls wait for each other.
   *
   * @throws CollectError when the host cannot be reached; the caller records the gap.
   * @throws the signal's reason when `signal` aborts first; what ran there is ended.
   */
  ask(probes: readonly Probe[], signal: AbortSignal): Promise<ProbeAnswers>;
  /**
   * Opens a stream to a port of the host's own loopback, or to the socket of a path there. Over SSH one at a time: the
   * next call waits until the last stream is closed. Whoever asked closes it.
   *
   * @throws CollectError when the host cannot be reached, nothing listens there, or we may not connect to it.
   * @throws the signal's reason when `signal` aborts first.
   */
  connect(to: number | string, signal: AbortSignal): Promise<Duplex>;
  /**
   * Runs one probe that may take long beside all rounds, in a shell of its own; it is ended there with its patience, the
   * signal, or the connection. Over SSH that takes the place of the stream: `connect` says meanwhile that it is `busy`.
   * Calls wait for each other.
   *
   * @throws CollectError when the host cannot be reached; nothing was run then.
   * @throws the signal's reason when `signal` aborts first.
   */
  run(probe: Probe, signal: AbortSignal): Promise<ProbeAnswer>;
  /** The next call tries at once, whatever went wrong before; not there where nothing ever waits. */
  retry?(): void;
  /**
   * Milliseconds until a call tries again, after what went wrong before; `Infinity`: only once another host key is
   * expected. null: the next call tries. Not there where nothing ever waits.
   */
  waits?(): number | null;
}
