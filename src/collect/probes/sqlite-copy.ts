import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, SECOND } from '../../model/time.ts';
import type { Probe, ProbeAnswers } from '../remote.ts';
import { copyProbe, PIECE, signProbe } from './question.ts';
import { type Queried, queryFile } from './sqlite-file.ts';

const MB = 1_024 * 1_024;
/** Bytes of a database, with what is not yet written back into it, that are copied. */
const MOST_COPIED = 20 * MB;
/** Pieces that are asked for at once: more would lie in memory together. */
const AT_ONCE = 2;
/** How long a megabyte that was copied keeps the next copy waiting, so that copying stays below 70 kB/s. */
const REST = 15 * SECOND;
/** A writer in between makes a copy worthless. */
const TRIES = 2;

type Ask = (probes: readonly Probe[]) => Promise<ProbeAnswers>;

/** A database of a host, where sqlite3 is not installed. */
export interface CopiedFile {
  /** Folder of the target or empty, and the file from there. */
  readonly folder: string;
  readonly file: string;
  readonly queries: readonly string[];
  /** What the host says of it: see `signProbe`. */
  readonly signature: string;
  /** Milliseconds that copying may take. */
  readonly patience: number;
}

interface Known {
  signature: string;
  answers: ReadonlyMap<string, Queried>;
  /** On the monotonic clock: no copy is made before. */
  until: number;
}

export interface Copies {
  /**
   * What its queries give, in their order: from a copy that is made over the connection of the rounds, or from the last
   * one as long as the file is as it was, or copying it has to rest.
   *
   * @throws what `ask` throws.
   */
  query(wanted: CopiedFile, ask: Ask): Promise<readonly Queried[]>;
}

export function sqliteCopies(clock: Pick<Clock, 'monotonic'>): Copies {
  const known = new Map<string, Known>();
  return {
    async query(wanted, ask) {
      const key = `${wanted.folder}\0${wanted.file}`;
      const before = readBefore(known.get(key), wanted);
      const isCurrent = before?.signature === wanted.signature;
      if (before !== null && (isCurrent || clock.monotonic() < before.until)) {
        return answersIn(before, wanted);
      }
      const bytes = bytesIn(wanted.signature);
      if (bytes > MOST_COPIED) return wanted.queries.map(() => tooLarge(bytes));
      const made = await copied(wanted, { ask, clock });
      if ('kind' in made)
        return before ? answersIn(before, wanted) : wanted.queries.map(() => made);
      const next = { ...made, until: clock.monotonic() + (bytes / MB) * REST };
      known.set(key, next);
      return answersIn(next, wanted);
    },
  };
}

/** What is known, when it has an answer to everything that is asked. */
function readBefore(known: Known | undefined, { queries }: CopiedFile): Known | null {
  return known !== undefined && queries.every((one) => known.answers.has(one)) ? known : null;
}

function answersIn({ answers }: Known, { queries }: CopiedFile): readonly Queried[] {
  return queries.map((query) => answers.get(query) ?? trouble('it was not asked'));
}

function trouble(message: string): Queried & { readonly kind: 'trouble' } {
  return { kind: 'trouble', message };
}

function tooLarge(bytes: number): Queried {
  const size = Math.ceil(bytes / MB);
  return trouble(
    `its file has ${size} MiB, more than the ${MOST_COPIED / MB} MiB that are copied where sqlite3 is not installed — install it there, e.g. apt install sqlite3`,
  );
}

/** Sizes of the database and of what is not yet written back into it. */
function sizesIn(signature: string): readonly number[] {
  return signature.split('\n').map((line) => Number(/^\d+/.exec(line)?.[0] ?? 0));
}

function bytesIn(signature: string): number {
  return sizesIn(signature).reduce((sum, one) => sum + one, 0);
}

/** Copies until the file is the same before and after, and asks the copy. */
async function copied(
  wanted: CopiedFile,
  { ask, clock }: { readonly ask: Ask; readonly clock: Pick<Clock, 'monotonic'> },
): Promise<Omit<Known, 'until'> | (Queried & { readonly kind: 'trouble' })> {
  const { queries, patience } = wanted;
  const until = clock.monotonic() + patience;
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-copy-'));
  try {
    let { signature } = wanted;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const place = join(folder, `${tries}.db`);
      const isWhole = await fetched({ ...wanted, signature }, place, async (probes) =>
        clock.monotonic() < until ? ask(probes) : new Map(),
      );
      if (!isWhole) break;
      const probe = signProbe(wanted);
      const after = (await ask([probe])).get(probe.name)?.text.trim() ?? '';
      if (after === signature) {
        const given = await queryFile(place, queries, AbortSignal.timeout(2 * patience));
        const answers = queries.map(
          (query, at) => [query, given[at] ?? trouble('it gave nothing')] as const,
        );
        return { signature, answers: new Map(answers) };
      }
      signature = after;
      if (bytesIn(after) > MOST_COPIED) break;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const why = clock.monotonic() < until ? 'is written to all the time' : 'comes too slowly';
  return trouble(
    `sqlite3 is not installed there, and its file ${why} to be copied within ${patience / SECOND} s — install it, e.g. apt install sqlite3`,
  );
}

const ENDINGS = ['', '-wal', '-journal'];

/** False when a piece did not come whole. */
async function fetched(wanted: CopiedFile, place: string, ask: Ask): Promise<boolean> {
  for (const [at, size] of sizesIn(wanted.signature).entries()) {
    const ending = ENDINGS[at] ?? '';
    const pieces = Array.from({ length: Math.ceil(size / PIECE) }, (_, index) =>
      copyProbe({ ...wanted, file: `${wanted.file}${ending}` }, index),
    );
    let left = size;
    for (let first = 0; first < pieces.length; first += AT_ONCE) {
      const some = pieces.slice(first, first + AT_ONCE);
      const answers = await ask(some);
      for (const { name } of some) {
        const bytes = answers.get(name)?.bytes;
        if (bytes?.length !== Math.min(left, PIECE)) return false;
        await appendFile(`${place}${ending}`, bytes);
        left -= bytes.length;
      }
    }
  }
  return true;
}
