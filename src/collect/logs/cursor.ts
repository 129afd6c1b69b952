import { createHash } from 'node:crypto';
import type { FileBlock } from './blocks.ts';
import { HEAD, isPacked, MARK, markOf } from './file-probes.ts';
import { splitLines } from './lines.ts';
import type { FileCursor } from './state.ts';

/** Id of a file that is to be found by its first bytes. */
export const NOWHERE = '0:0';

/** A cursor at the beginning of a file. */
export function begun({ id, path, size }: FileBlock, home: string): FileCursor {
  const place = { offset: 0, mark: '', head: '', isWithin: false };
  return { ...{ id, path, home, size, misses: 0 }, ...place };
}

/** The bytes before a cursor are the ones they were. */
export function proves(bytes: Buffer, { mark }: FileCursor): boolean {
  const before = markOf(mark);
  return bytes.length >= before.length && bytes.subarray(0, before.length).equals(before);
}

/** Whether a file that begins with `head` can be the one of a cursor. */
export function isSameHead(head: Buffer, cursor: FileCursor): boolean {
  const known = Buffer.from(cursor.head, 'base64');
  return known.length > 0 && head.subarray(0, known.length).equals(known);
}

/** A short name of the first bytes of a file. */
export function headName(head: Buffer): string {
  return createHash('sha256').update(head).digest('hex').slice(0, 16);
}

export interface Advanced {
  readonly cursor: FileCursor;
  readonly lines: readonly string[];
}

/** Takes whole lines of `bytes`, which begin with those that prove the cursor. `isLast`: nothing comes any more. */
export function advance(cursor: FileCursor, bytes: Buffer, isLast: boolean): Advanced {
  const before = bytes.subarray(0, markOf(cursor.mark).length);
  const fresh = bytes.subarray(before.length);
  const { lines, used, isWithin } = splitLines(fresh, { isWithin: cursor.isWithin, isLast });
  if (used === 0) return { cursor, lines };
  const whole = bytes.subarray(0, before.length + used);
  const offset = cursor.offset + used;
  const head = Buffer.from(cursor.head, 'base64');
  const isShort = head.length < HEAD && head.length === cursor.offset;
  const longer = isShort ? Buffer.concat([head, fresh.subarray(0, used)]).subarray(0, HEAD) : head;
  const mark = whole.subarray(Math.max(0, whole.length - MARK)).toString('base64');
  return { lines, cursor: { ...cursor, offset, mark, head: longer.toString('base64'), isWithin } };
}

/** Whether everything that a cursor's file holds was read, as far as its size tells. */
export function isRead({ path, offset, size }: FileCursor): boolean {
  return !isPacked(path) && offset >= size;
}
