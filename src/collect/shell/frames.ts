import { SIGN } from './script.ts';

/** What a shell says about a round, in the order it says it. */
export type Frame =
  | { readonly kind: 'begins'; readonly place: number }
  | { readonly kind: 'ended'; readonly code: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'killed' };

/** Longest rest of a line behind a mark: a sign and a number. */
const LONGEST = 12;

function frameOf(line: string): Frame | null {
  const number = Number(line.slice(1));
  if (!Number.isSafeInteger(number) || number < 0) return null;
  switch (line[0]) {
    case SIGN.begins:
      return { kind: 'begins', place: number };
    case SIGN.ended:
      return { kind: 'ended', code: number };
    case SIGN.done:
      return { kind: 'done' };
    case SIGN.killed:
      return { kind: 'killed' };
    default:
      return null;
  }
}

export interface FrameHearer {
  /** Bytes between two marks, in pieces as they came. */
  data(bytes: Buffer): void;
  frame(frame: Frame): void;
}

export interface FrameReader {
  take(chunk: Buffer): void;
  /** Nothing comes any more: what could have been half a mark is data. */
  end(): void;
}

/**
 * Takes apart what a shell prints in one round. Marks are found wherever they stand, also within a line and over two
 * chunks; what looks like one and is none is data.
 */
export function frameReader(mark: string, hear: FrameHearer): FrameReader {
  const wanted = Buffer.from(mark);
  let rest: Buffer = Buffer.alloc(0);

  /** Hands on the first bytes as data, if any, and goes on behind `next`. */
  function pass(bytes: number, next: number): void {
    if (bytes > 0) hear.data(rest.subarray(0, bytes));
    rest = rest.subarray(next);
  }

  /** Hands on what stands before the next mark; false when more must come. */
  function step(): boolean {
    const at = rest.indexOf(wanted);
    if (at < 0) {
      // Its end may be the beginning of a mark.
      const sure = Math.max(0, rest.length - wanted.length + 1);
      pass(sure, sure);
      return false;
    }
    const from = at + wanted.length;
    const line = rest.toString('latin1', from, from + LONGEST);
    const end = line.indexOf('\n');
    if (end < 0 && line.length < LONGEST) return false;
    const frame = end < 0 ? null : frameOf(line.slice(0, end));
    if (frame === null) pass(from, from);
    else {
      pass(at, from + end + 1);
      hear.frame(frame);
    }
    return rest.length > 0;
  }

  return {
    take(chunk) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      while (step());
    },
    end() {
      if (rest.length > 0) hear.data(rest);
      rest = Buffer.alloc(0);
    },
  };
}
