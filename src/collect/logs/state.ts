import { z } from 'zod';

/** How far a file was read. */
export interface FileCursor {
  /** `device:inode`, or `0:0` of a file that is looked for by its first bytes. */
  readonly id: string;
  readonly path: string;
  /** Path under which it was followed before it was rotated away. */
  readonly home: string;
  /** Bytes that were taken, always up to the end of a line. */
  readonly offset: number;
  /** Its first bytes, and the last ones before `offset`, in base64. */
  readonly head: string;
  readonly mark: string;
  /** The line at `offset` is too long: its beginning was taken, and the rest of it is passed over. */
  readonly isWithin: boolean;
  /** Rounds in a row in which it could not be found. */
  readonly misses: number;
  /** Size in the last round. */
  readonly size: number;
}

/** How far the output of a container was read: up to the `count`-th line of the time `at`, as the engine writes it. */
export interface ContainerCursor {
  readonly at: string;
  readonly count: number;
}

/** Where to go on in one log, and what was counted in it since it is followed. */
export interface LogState {
  /** Those that were rotated away first, the oldest first. */
  readonly files: readonly FileCursor[];
  /** Names of the first bytes of files that were read to their end, the newest last. */
  readonly seen: readonly string[];
  /** Rotated files were found that are not read to their end. */
  readonly isSearching: boolean;
  readonly container: ContainerCursor | null;
  /** False until it was looked at for the first time: what is there then is not read. */
  readonly isKnown: boolean;
  /** Entries begin with a time or a level: every other line belongs to the one before. */
  readonly isStructured: boolean;
  readonly lines: number;
  readonly errors: number;
  readonly warnings: number;
  readonly patterns: Readonly<Record<string, number>>;
}

export const NEW_STATE: LogState = {
  files: [],
  seen: [],
  isSearching: false,
  container: null,
  isKnown: false,
  isStructured: false,
  lines: 0,
  errors: 0,
  warnings: 0,
  patterns: {},
};

const count = z.number().int().nonnegative();
const bytes = z.string().regex(/^[A-Za-z0-9+/]{0,400}={0,2}$/);
const State = z.object({
  files: z.array(
    z.object({
      id: z.string().regex(/^\d{1,20}:\d{1,20}$/),
      path: z.string(),
      home: z.string(),
      offset: count,
      head: bytes,
      mark: bytes,
      isWithin: z.boolean(),
      misses: count,
      size: count,
    }),
  ),
  seen: z.array(z.string()),
  isSearching: z.boolean(),
  container: z.object({ at: z.string().max(40), count }).nullable(),
  isKnown: z.boolean(),
  isStructured: z.boolean(),
  lines: count,
  errors: count,
  warnings: count,
  patterns: z.record(z.string(), count),
});

/** A state that was stored; what cannot be read begins anew. */
export function readState(text: string | undefined): LogState {
  if (text === undefined) return NEW_STATE;
  try {
    return State.parse(JSON.parse(text));
  } catch {
    return NEW_STATE;
  }
}
