import type { Instant } from './time.ts';

/** A process and what it takes. */
export interface ProcessUse {
  readonly pid: number;
  /** Its program's name without arguments, which may hold secrets. */
  readonly name: string;
  /** Percent of one core, since the snapshot before, else over its life; null when unknown. */
  readonly cpu: number | null;
  /** Bytes in memory. */
  readonly memory: number;
}

/** The processes of a host that take most, at one moment; at most ten of each. */
export interface TopProcesses {
  readonly at: Instant;
  readonly byCpu: readonly ProcessUse[];
  readonly byMemory: readonly ProcessUse[];
}
