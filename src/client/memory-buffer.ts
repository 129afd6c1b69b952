import type { RowBuffer } from './buffer.ts';
import { batchOf, sizeOf } from './buffer.ts';

/** Lines in memory, the oldest of which make room for new ones. */
export interface Lines {
  readonly bytes: number;
  readonly count: number;
  add(line: string): void;
  /** Takes out the first lines, a batch of them. */
  batch(): string[];
  /** Takes out all. */
  all(): string[];
  /** Puts lines back in front. */
  putBack(lines: readonly string[]): void;
}

export function boundedLines(max: number, dropped: (count: number) => void): Lines {
  let lines: string[] = [];
  let bytes = 0;

  function makeRoom(): void {
    let count = 0;
    while (bytes > max && count < lines.length - 1) bytes -= sizeOf(lines[count++] ?? '');
    if (count === 0) return;
    lines.splice(0, count);
    dropped(count);
  }

  function takeOut(count: number): string[] {
    const out = lines.splice(0, count);
    for (const line of out) bytes -= sizeOf(line);
    return out;
  }

  return {
    get bytes() {
      return bytes;
    },
    get count() {
      return lines.length;
    },
    add(line) {
      lines.push(line);
      bytes += sizeOf(line);
      if (bytes > max) makeRoom();
    },
    batch: () => takeOut(batchOf(lines)),
    all: () => takeOut(lines.length),
    putBack(front) {
      lines = [...front, ...lines];
      for (const line of front) bytes += sizeOf(line);
      makeRoom();
    },
  };
}

/** Keeps rows in memory: they end with the process. */
export function memoryBuffer(options: {
  readonly maxBytes: number;
  dropped(count: number): void;
}): RowBuffer {
  const lines = boundedLines(options.maxBytes, options.dropped);
  let held: readonly string[] = [];
  return {
    add: lines.add,
    async take() {
      if (held.length === 0) held = lines.batch();
      return held;
    },
    async done() {
      held = [];
    },
    away() {},
    async close() {
      const lost = held.length + lines.count;
      if (lost > 0) options.dropped(lost);
    },
  };
}
