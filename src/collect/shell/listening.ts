import type { Probe, ProbeAnswer, ProbeEnd } from '../remote.ts';

/** Longest answer of one probe, in bytes. */
export const MAX_ANSWER = 1024 * 1024;

/** What is read of one probe. */
export interface Listening {
  /** Its exit code as soon as it has ended. */
  readonly code: number | null;
  /** False as soon as it is more than is read. */
  take(bytes: Buffer): boolean;
  ended(code: number): void;
  /** `otherwise`: how it ended unless by itself. */
  answer(otherwise: ProbeEnd): ProbeAnswer;
}

export function listenTo({ limit = MAX_ANSWER }: Probe): Listening {
  const chunks: Buffer[] = [];
  let room = Math.min(limit, MAX_ANSWER);
  let code: number | null = null;
  return {
    get code() {
      return code;
    },
    take(bytes) {
      // What comes after its end was written by something it left behind.
      if (code !== null) return true;
      const fits = bytes.length <= room;
      if (room > 0) chunks.push(bytes.subarray(0, room));
      room -= Math.min(room, bytes.length);
      return fits;
    },
    ended(exit) {
      code ??= exit;
    },
    answer: (otherwise) => ({
      end: code === null ? otherwise : 'ended',
      text: Buffer.concat(chunks).toString('utf8'),
      code,
    }),
  };
}
