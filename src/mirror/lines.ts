import { createReadStream } from 'node:fs';

/** Longest line that is read, in bytes. */
const MOST = 4 * 1_024 * 1_024;
const LINE_FEED = 0x0a;

export interface Line {
  /** 1-based. */
  readonly number: number;
  /** null: it is longer than what is read. */
  readonly text: string | null;
}

/**
 * Lines of a file, one at a time, in bounded memory; empty ones are left out. The last one may lack its line feed.
 *
 * @throws what the file system throws, or the signal's reason.
 */
export async function* linesOf(
  path: string,
  { signal, most = MOST }: { readonly signal?: AbortSignal; readonly most?: number } = {},
): AsyncGenerator<Line> {
  const line = lineInParts(most);
  for await (const chunk of createReadStream(path, signal ? { signal } : {})) {
    for (const part of partsOf(chunk as Buffer)) {
      const whole = line.add(part);
      if (whole) yield whole;
    }
  }
  const last = line.end();
  if (last) yield last;
}

/** Parts of a chunk, each but the last with the line feed that ends it. */
function* partsOf(chunk: Buffer): Generator<Buffer> {
  for (let from = 0; from < chunk.length; ) {
    const end = chunk.indexOf(LINE_FEED, from);
    const to = end === -1 ? chunk.length : end + 1;
    yield chunk.subarray(from, to);
    from = to;
  }
}

/** Puts lines together again. */
function lineInParts(most: number) {
  let number = 0;
  let parts: Buffer[] = [];
  let size = 0;

  function end(): Line | null {
    if (size === 0) return null;
    number += 1;
    const text = size > most ? null : Buffer.concat(parts).toString('utf8');
    [parts, size] = [[], 0];
    const trimmed = text === null ? null : text.replace(/^\uFEFF/, '').trim();
    return trimmed === '' ? null : { number, text: trimmed };
  }

  return {
    end,
    /** The line that the part ends, when it ends one. */
    add(part: Buffer): Line | null {
      size += part.length;
      if (size <= most) parts.push(part);
      else parts = [];
      return part.at(-1) === LINE_FEED ? end() : null;
    },
  };
}
