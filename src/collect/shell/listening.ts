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

export function listenTo({ limit = MAX_ANSWER, isRaw = false }: Probe): Listening {
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
    answer(otherwise) {
      const [one] = chunks;
      const bytes = chunks.length === 1 && one !== undefined ? one : Buffer.concat(chunks);
      const end = code === null ? otherwise : 'ended';
      // Of what is wanted as bytes the text would be a second copy.
      return isRaw ? { end, text: '', code, bytes } : { end, text: bytes.toString('utf8'), code };
    },
  };
}
