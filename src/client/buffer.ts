/** Rows of one batch, and the bytes that they may have: well below what a request may carry. */
export const BATCH_ROWS = 500;
export const BATCH_BYTES = 256 * 1024;

/** Keeps rows, one line of JSON each, until they are delivered, oldest first. */
export interface RowBuffer {
  /** Takes a line; never throws, never waits. */
  add(line: string): void;
  /** The oldest lines, a batch of them; the same ones until `done`. Empty when there is nothing. */
  take(): Promise<readonly string[]>;
  /** What was taken is delivered. */
  done(): Promise<void>;
  /** What was taken could not be delivered: it may be long until it can. */
  away(): void;
  /** Leaves everything where the next process finds it, if there is such a place. */
  close(): Promise<void>;
}

/** Bytes that a line takes. */
export function sizeOf(line: string): number {
  return Buffer.byteLength(line) + 1;
}

/** How many of the first lines make a batch. */
export function batchOf(lines: readonly string[]): number {
  let bytes = 0;
  let count = 0;
  for (const line of lines) {
    bytes += sizeOf(line);
    if (count > 0 && (bytes > BATCH_BYTES || count >= BATCH_ROWS)) break;
    count++;
  }
  return count;
}
