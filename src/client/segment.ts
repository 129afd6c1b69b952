import { open, readFile, rename, unlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { BATCH_BYTES, BATCH_ROWS } from './buffer.ts';

/** A file of lines that is only ever appended to, and read from its beginning. */
export interface Segment {
  /** Ends with `.<read>.jsonl`, so that after a crash no more than a batch is sent again. */
  path: string;
  bytes: number;
  /** Where the first line begins that is not delivered. */
  read: number;
}

/** Where a segment of this name was read up to. */
export function readOf(path: string): number {
  return Number(/\.(\d+)\.jsonl$/.exec(path)?.[1] ?? 0);
}

/** Remembers that a segment was read up to `next`. */
export async function advance(segment: Segment, next: number): Promise<void> {
  const moved = segment.path.replace(/\.\d+\.jsonl$/, `.${next}.jsonl`);
  await rename(segment.path, moved);
  segment.path = moved;
  segment.read = next;
}

/** Segments by age: their names begin with when they were made. */
export function byAge(one: Segment, other: Segment): number {
  return basename(one.path) < basename(other.path) ? -1 : 1;
}

/** Appends whole lines; `synced`: they are on the disk itself, not only with the system. */
export async function append(
  segment: Segment,
  lines: readonly string[],
  synced: boolean,
): Promise<void> {
  const file = await open(segment.path, 'a', 0o600);
  try {
    const text = `${lines.join('\n')}\n`;
    await file.writeFile(text);
    segment.bytes += Buffer.byteLength(text);
    if (synced) await file.datasync();
  } finally {
    await file.close();
  }
}

export interface Chunk {
  readonly lines: readonly string[];
  /** Lines that could not be read. */
  readonly broken: number;
  /** Where the next chunk begins. */
  readonly next: number;
}

/** The next lines of a segment. A line that a crash tore off is passed over, as is anything that is no row. */
export async function readChunk({ path, read }: Segment): Promise<Chunk> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(BATCH_BYTES);
    const { bytesRead } = await file.read(bytes, 0, BATCH_BYTES, read);
    return chunkIn(bytes.subarray(0, bytesRead), read);
  } finally {
    await file.close();
  }
}

const NEWLINE = 0x0a;

function chunkIn(bytes: Buffer, start: number): Chunk {
  const lines: string[] = [];
  let broken = 0;
  let from = 0;
  while (lines.length < BATCH_ROWS) {
    const end = bytes.indexOf(NEWLINE, from);
    if (end === -1) break;
    const line = bytes.toString('utf8', from, end);
    if (isRow(line)) lines.push(line);
    else broken++;
    from = end + 1;
  }
  const isShort = bytes.length < BATCH_BYTES;
  const hasMore = bytes.indexOf(NEWLINE, from) !== -1;
  // What has no end here is torn off, or longer than any row.
  const isTorn = from < bytes.length && !hasMore && (isShort || from === 0);
  const next = start + (isTorn ? bytes.length : from);
  return { lines, broken: broken + Number(isTorn), next };
}

/** `["/api/metrics", {...}]` */
function isRow(line: string): boolean {
  try {
    const [path, row] = JSON.parse(line) as [unknown, unknown];
    return typeof path === 'string' && typeof row === 'object' && row !== null;
  } catch {
    return false;
  }
}

/** Removes a segment and gives the number of its lines that were not delivered. */
export async function discard({ path, read }: Segment): Promise<number> {
  const rest = (await readFile(path)).subarray(read);
  await unlink(path);
  let count = 0;
  for (let at = rest.indexOf(NEWLINE); at !== -1; at = rest.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
