/** Both ends of a shell somewhere: what is sent is its input, what is heard its output. */
export interface Pipe {
  readonly isOpen: boolean;
  send(text: string): void;
  /** Ends the input, and with it the shell. */
  close(): void;
  /** Only the last hearer hears; null: what comes is thrown away. */
  hear(hearer: PipeHearer | null): void;
}

export interface PipeHearer {
  data(chunk: Buffer): void;
  /** Once, after the last data. */
  closed(): void;
}

/**
 * Hands on what arrives to whoever hears at that moment. What comes before the first hearer waits for it, since a program
 * may have ended before anybody could listen.
 */
export function hearing(): PipeHearer & { set(hearer: PipeHearer | null): void } {
  let early: Buffer[] | null = [];
  let hearer: PipeHearer | null = null;
  let isClosed = false;
  return {
    data(chunk) {
      if (early !== null) early.push(chunk);
      else hearer?.data(chunk);
    },
    closed() {
      isClosed = true;
      hearer?.closed();
    },
    set(next) {
      hearer = next;
      const waiting = early ?? [];
      early = null;
      for (const chunk of waiting) next?.data(chunk);
      if (isClosed) next?.closed();
    },
  };
}
