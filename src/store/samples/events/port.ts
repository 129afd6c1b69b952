/** What the events take on the disk, in bytes of content. */
export interface EventUsage {
  readonly events: number;
  readonly bytes: number;
  /** Bytes that a day adds, by the newest events of each kind. */
  readonly perDay: number;
  /** Beyond this the oldest are forgotten early. */
  readonly most: number;
  /** Largest first. */
  readonly kinds: readonly {
    readonly target: number;
    readonly type: string;
    readonly events: number;
    readonly bytes: number;
  }[];
}

/** What became of a batch of events. */
export interface EventsTaken {
  /** Places in the batch of those that are new. */
  readonly taken: readonly number[];
  /** Their key was there already. */
  readonly duplicate: readonly number[];
  readonly refused: readonly { readonly index: number; readonly reason: string }[];
}
