import type { Probe, ProbeAnswers } from '../remote.ts';
import { fileBlocks } from './blocks.ts';
import { type Advanced, advance, headName, isRead, NOWHERE, proves } from './cursor.ts';
import { HEAD, isPacked, listProbe, MARK, MAX_READ, markOf, readProbe } from './file-probes.ts';
import { type Looked, looked } from './look.ts';
import { type Search, search, type WantedRead } from './search.ts';
import type { FileCursor, LogState } from './state.ts';
import type { NewLines } from './take-in.ts';

/** Files of one path that were rotated away and are still looked after: a program may write into them for a while. */
const MOST_ROTATED = 3;
/** Rounds after which a file that cannot be found is given up: it may be under way to another name. */
const MOST_MISSES = 2;
/** Files that are kept in mind after they were read. */
const MOST_SEEN = 64;

/** What a round gave of one log: whole lines, and where to go on. */
export interface Followed {
  readonly state: LogState;
  readonly news: readonly NewLines[];
  readonly isReadable: boolean;
  /** Paths of files that are gone and were not read to their end, as far as one can know. */
  readonly gone: readonly string[];
}

/** Asks the host again, within the same round. */
export type Ask = (probes: readonly Probe[]) => Promise<ProbeAnswers>;

/** Reads on where files are where they were; only when one is not, or is new, is more asked. */
export async function followFiles(
  state: LogState,
  answer: { readonly bytes: Buffer; readonly isWhole: boolean },
  { ask, token }: { readonly ask: Ask; readonly token: string },
): Promise<Followed> {
  const look = looked(state, fileBlocks(answer.bytes, token), answer.isWhole);
  if (look.homes.length === 0) {
    const isKnown = state.isKnown || answer.isWhole;
    const files = [...look.read, ...look.displaced.map(standing)];
    return followedOf({ ...state, isKnown }, look, {
      files,
      gone: [],
      seen: [],
      isSearching: false,
    });
  }
  const lists = (await ask([listProbe(look.homes, token)])).get('list')?.bytes ?? Buffer.alloc(0);
  const found = search(state, look, fileBlocks(lists, token));
  const rest = state.isKnown
    ? await readWanted(found, ask)
    : { files: await atTheirEnds(look, ask), gone: [], seen: found.noted, isSearching: false };
  const isLive = ({ cursor }: Advanced) => look.live.includes(cursor.path);
  // In the order of their lines: what was rotated away comes before what is written now.
  const files = [
    ...look.read.filter((one) => !isLive(one)),
    ...rest.files,
    ...look.read.filter(isLive),
  ];
  return followedOf({ ...state, isKnown: true }, look, { ...rest, files });
}

interface Rest {
  readonly files: readonly Advanced[];
  readonly gone: readonly FileCursor[];
  /** Names of files that were read to their end and are no more looked after. */
  readonly seen: readonly string[];
  readonly isSearching: boolean;
}

function standing(cursor: FileCursor): Advanced {
  return { cursor, lines: [] };
}

/** Reads the candidates of all that is wanted at once; the first whose bytes prove it is the one. */
async function readWanted({ wanted, hasMore }: Search, ask: Ask): Promise<Rest> {
  const reads = wanted.flatMap(({ candidates, cursor }, index) =>
    candidates.map(({ path }, place) =>
      readProbe(`${index} ${place}`, path, cursor.offset - markOf(cursor.mark).length),
    ),
  );
  const answers: ProbeAnswers = reads.length === 0 ? new Map() : await ask(reads);
  const results = wanted.map((one, index) => ({
    one,
    result: readOne(one, (place) => answers.get(`${index} ${place}`)),
  }));
  const found = results.flatMap(({ result }) => result ?? []);
  // Of what was not begun nothing is missing: if it came to hold something, it is found as a file that is not known.
  const missed = results
    .filter(({ one, result }) => result === null && one.cursor.offset > 0)
    .map(({ one: { cursor } }) => ({ ...cursor, id: NOWHERE, misses: cursor.misses + 1 }));
  const isGone = ({ misses }: FileCursor) => misses >= MOST_MISSES;
  const isUnfinished = found.some(
    ({ advanced, isDone }) => advanced.cursor.id === NOWHERE && !isDone,
  );
  return {
    files: [
      ...missed.filter((one) => !isGone(one)).map(standing),
      ...found.map(({ advanced }) => advanced),
    ],
    gone: missed.filter(isGone),
    seen: found.filter(({ isDone }) => isDone).map(({ head }) => head),
    isSearching: hasMore || isUnfinished,
  };
}

/** null: none of the candidates is it. */
function readOne(
  { candidates, cursor }: WantedRead,
  answerOf: (place: number) => { readonly end: string; readonly bytes?: Buffer } | undefined,
) {
  for (const [place, { id, path, size, bytes: head }] of candidates.entries()) {
    const { end, bytes = Buffer.alloc(0) } = answerOf(place) ?? { end: 'late' };
    const isFile = cursor.offset > 0 ? proves(bytes, cursor) : startsWith(bytes, head);
    if (!isFile) continue;
    const packed = isPacked(path);
    // Nothing comes any more into what is compressed, once all of it has been read.
    const isDone = packed && end === 'ended' && bytes.length < MAX_READ;
    const now = { ...cursor, id: packed ? NOWHERE : id, path, size, misses: 0 };
    return { advanced: advance(now, bytes, isDone), isDone, head: headName(head) };
  }
  return null;
}

function startsWith(bytes: Buffer, head: Buffer): boolean {
  return bytes.subarray(0, head.length).equals(head);
}

/** Cursors behind what is there at the first look. */
async function atTheirEnds({ fresh }: Looked, ask: Ask): Promise<readonly Advanced[]> {
  const reads = fresh.map(({ path, size }, index) =>
    readProbe(String(index), path, Math.max(0, size - MARK)),
  );
  const answers = reads.length === 0 ? new Map() : await ask(reads);
  return fresh.map(({ id, path, size, bytes: head }, index) => {
    const tail: Buffer = answers.get(String(index))?.bytes ?? Buffer.alloc(0);
    const before = tail.subarray(0, Math.min(MARK, size));
    const isWithin = before.length > 0 && before.at(-1) !== 10;
    const place = { offset: size, isWithin, size, misses: 0, mark: before.toString('base64') };
    const first = head.subarray(0, Math.min(HEAD, size)).toString('base64');
    return advance({ ...{ id, path, home: path, head: first }, ...place }, tail, false);
  });
}

function followedOf(
  state: LogState,
  look: Looked,
  { files, gone, seen, isSearching }: Rest,
): Followed {
  const news = files
    .filter(({ lines }) => lines.length > 0)
    .map(({ cursor: { id, offset }, lines }) => ({ file: id, lines, hasBefore: offset > 0 }));
  const finished = new Set(seen);
  const left = files
    .map(({ cursor }) => cursor)
    .filter(({ id, path, head }) => {
      const isDone =
        id === NOWHERE && isPacked(path) && finished.has(headName(Buffer.from(head, 'base64')));
      return !isDone;
    });
  const kept = keptCursors(left, look.live);
  const dropped = left.filter((one) => !kept.includes(one));
  const names = [...seen, ...dropped.map(({ head }) => headName(Buffer.from(head, 'base64')))];
  return {
    state: {
      ...state,
      files: kept,
      seen: [...state.seen, ...names].slice(-MOST_SEEN),
      isSearching,
    },
    news,
    isReadable: !look.isRefused && look.live.length > 0,
    gone: gone.map(({ path }) => path),
  };
}

/** Of files that were rotated away only the newest, and what is not read to its end; the newest stand last. */
function keptCursors(
  cursors: readonly FileCursor[],
  live: readonly string[],
): readonly FileCursor[] {
  const behind = new Map<string, number>();
  return cursors
    .toReversed()
    .filter((one) => {
      if (live.includes(one.path) || !isRead(one)) return true;
      const newer = behind.get(one.home) ?? 0;
      behind.set(one.home, newer + 1);
      return newer < MOST_ROTATED;
    })
    .toReversed();
}
