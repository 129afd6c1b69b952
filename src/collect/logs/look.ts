import type { FileBlock } from './blocks.ts';
import { type Advanced, advance, NOWHERE, proves } from './cursor.ts';
import type { FileCursor, LogState } from './state.ts';

/** What the first look of a round says of the files of a log. */
export interface Looked {
  /** Known files, in the order of the cursors, and what is new in them. */
  readonly read: readonly Advanced[];
  /** Known files that are not where they were, or hold something else. */
  readonly displaced: readonly FileCursor[];
  /** Files that are not known. */
  readonly fresh: readonly FileBlock[];
  /** Paths of the files that the log has now. */
  readonly live: readonly string[];
  readonly isRefused: boolean;
  /** Paths beside which files may have come and gone. */
  readonly homes: readonly string[];
}

export function looked(
  { files, isSearching }: LogState,
  blocks: readonly FileBlock[],
  isWhole: boolean,
): Looked {
  const read: Advanced[] = [];
  const displaced: FileCursor[] = [];
  for (const [index, cursor] of files.entries()) {
    const block = blocks.find((one) => OF_KNOWN.has(one.kind) && one.index === index);
    const now = block === undefined ? null : readKnown(cursor, block, isWhole);
    if (now !== null) read.push(now);
    else displaced.push(block === undefined ? cursor : { ...cursor, id: NOWHERE });
  }
  const fresh = blocks.filter(({ kind }) => kind === 'N');
  const homes = [
    ...displaced.map(({ home }) => home),
    ...fresh.map(({ path }) => path),
    // What was empty may have been another file until it was rotated away, with the same inode.
    ...blocks
      .filter(({ kind, index, size }) => kind === 'C' && files[index]?.offset === 0 && size > 0)
      .map(({ path }) => path),
    ...(isSearching ? files.map(({ home }) => home) : []),
  ];
  return {
    ...{ read, displaced, fresh },
    live: blocks.flatMap(({ kind, path }) => (kind === 'C' || kind === 'N' ? path : [])),
    isRefused: blocks.some(({ kind }) => kind === 'U'),
    // Of an answer that was cut off nothing is missing: it did not come yet.
    homes: isWhole ? [...new Set(homes)] : [],
  };
}

const OF_KNOWN: ReadonlySet<FileBlock['kind']> = new Set(['C', 'R', 'G'] as const);

/** null: it is another file. */
function readKnown(
  cursor: FileCursor,
  { kind, id, path, size, bytes }: FileBlock,
  isWhole: boolean,
): Advanced | null {
  if (kind === 'G') return null;
  const isRotated = kind === 'R';
  const home = isRotated ? cursor.home : path;
  const now: FileCursor = { ...cursor, id, path, home, size, misses: 0 };
  if (bytes.length === 0) return { cursor: now, lines: [] };
  if (!proves(bytes, cursor)) return null;
  // A half line that was rotated away and waits for nothing more.
  const isLast = isWhole && isRotated && size === cursor.size;
  return advance(now, bytes, isLast);
}
