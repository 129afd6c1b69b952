import type { FileBlock } from './blocks.ts';
import { begun, headName, isSameHead, NOWHERE } from './cursor.ts';
import { isPacked } from './file-probes.ts';
import type { Looked } from './look.ts';
import type { FileCursor, LogState } from './state.ts';

/** Files that are read in one search, and files in which one that was displaced is looked for. */
const MOST_BETWEEN = 6;
const MOST_CANDIDATES = 3;

/** A file that is to be read on. */
export interface WantedRead {
  /** Where it may be, the likeliest first. */
  readonly candidates: readonly FileBlock[];
  readonly cursor: FileCursor;
}

export interface Search {
  /** What was rotated away, the oldest first, and then what is new. */
  readonly wanted: readonly WantedRead[];
  /** Files that are noted and not read: what is there at the first look. */
  readonly noted: readonly string[];
  /** There were more than can be read at once. */
  readonly hasMore: boolean;
}

/**
 * Finds what was displaced in the lists of files beside it: by its first bytes, which a new name, a copy and compression
 * leave as they are. Files that came and were rotated away since the last round are those that are not known, named as
 * rotation names them, and newer than the oldest one that is.
 *
 * @param lists of each of `looked.homes`, the newest first.
 */
export function search(state: LogState, looked: Looked, lists: readonly FileBlock[]): Search {
  const displaced = looked.displaced.map(
    (cursor): WantedRead => ({
      cursor,
      candidates: candidatesOf(cursor, looked, lists).slice(0, MOST_CANDIDATES),
    }),
  );
  const found = new Set(displaced.flatMap(({ candidates }) => candidates.map(({ path }) => path)));
  const between = looked.homes.flatMap((home, index) => {
    const beside = lists.filter(
      (one) => one.index === index && isRotationOf(one.path, home) && one.bytes.length > 0,
    );
    return betweenOf(beside, (one) => found.has(one.path) || isKnown(one, state, looked)).map(
      (block): WantedRead => ({ candidates: [block], cursor: begun(block, home) }),
    );
  });
  if (!state.isKnown) {
    const noted = between.flatMap(({ candidates }) =>
      candidates.map(({ bytes }) => headName(bytes)),
    );
    return { wanted: [], noted, hasMore: false };
  }
  const fresh = looked.fresh
    .filter(({ path }) => !found.has(path))
    .map((block): WantedRead => ({ candidates: [block], cursor: begun(block, block.path) }));
  const hasMore = between.length > MOST_BETWEEN;
  return {
    // What is new waits for what came before it.
    wanted: [...displaced, ...between.slice(0, MOST_BETWEEN), ...(hasMore ? [] : fresh)],
    ...{ noted: [], hasMore },
  };
}

/** Files that begin as it did, and are long enough. */
function candidatesOf(
  cursor: FileCursor,
  { live, homes }: Looked,
  lists: readonly FileBlock[],
): readonly FileBlock[] {
  const beside = lists.filter(({ index }) => homes[index] === cursor.home);
  const same = beside.filter(
    (one) => isSameHead(one.bytes, cursor) && (isPacked(one.path) || one.size >= cursor.offset),
  );
  const rank = ({ path }: FileBlock) => (live.includes(path) ? 1 : 0);
  return same.toSorted((one, other) => rank(one) - rank(other));
}

/** Those that are not known and newer than the oldest known one, the oldest first. */
function betweenOf(
  beside: readonly FileBlock[],
  isKnownOne: (one: FileBlock) => boolean,
): readonly FileBlock[] {
  const last = beside.findLastIndex(isKnownOne);
  const newer = last < 0 ? beside : beside.slice(0, last);
  return newer.filter((one) => !isKnownOne(one)).toReversed();
}

function isKnown({ path, bytes }: FileBlock, { seen }: LogState, { live, read }: Looked): boolean {
  if (live.includes(path) || seen.includes(headName(bytes))) return true;
  return read.some(({ cursor }) => cursor.id !== NOWHERE && isSameHead(bytes, cursor));
}

/** Whether a name is what rotation makes of another: `app.log.1`, `app.log-20261126.gz`, `app-2026-11-26.log`. */
function isRotationOf(path: string, home: string): boolean {
  if (path.startsWith(home)) return /^[._-]\d/.test(path.slice(home.length));
  const ending = /\.[^./]+$/.exec(home)?.[0] ?? '';
  const stem = home.slice(0, home.length - ending.length);
  const rest = path.slice(stem.length);
  return path.startsWith(stem) && /^[._-]\d{4}/.test(rest) && rest.includes(ending);
}
