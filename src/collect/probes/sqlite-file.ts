import { type ExecFileOptionsWithStringEncoding, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SECOND } from '../../model/time.ts';
import { turns } from '../turns.ts';
import { MAX_ANSWER } from './question.ts';
import { MAX_ROWS } from './rows.ts';

/** What one query of a copied database gave: text as sqlite3 prints it in its mode `ascii`, or what is wrong. */
export type Queried =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'trouble'; readonly message: string };

/** For the process that reads. */
export interface CopyOrder {
  readonly file: string;
  readonly queries: readonly string[];
  readonly mostRows: number;
  readonly mostText: number;
}

/** How long all queries of one file may take together. */
const PATIENCE = 5 * SECOND;

/** One process at a time: each takes some 40 MB. */
const reading = turns();

/**
 * Asks a database file of ours, in a process that is ended when it takes too long.
 *
 * @throws the signal's reason when `signal` aborts before its turn.
 */
export function queryFile(
  file: string,
  queries: readonly string[],
  signal: AbortSignal,
): Promise<readonly Queried[]> {
  const order: CopyOrder = { file, queries, mostRows: MAX_ROWS, mostText: MAX_ANSWER };
  return reading.take(() => answersOf(order, signal), signal);
}

function answersOf(order: CopyOrder, signal: AbortSignal): Promise<readonly Queried[]> {
  const { promise, resolve } = Promise.withResolvers<readonly Queried[]>();
  const options = {
    ...{ timeout: PATIENCE, killSignal: 'SIGKILL', signal, env: {}, encoding: 'utf8' },
    maxBuffer: order.queries.length * 4 * MAX_ANSWER,
  } as const satisfies ExecFileOptionsWithStringEncoding;
  const words = [readerFile(), JSON.stringify(order)];
  execFile(process.execPath, words, options, (error, stdout) => {
    // Each line is an answer; the one that was written last may be half.
    const told = stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Queried);
    const isLate = error?.killed === true;
    resolve(order.queries.map((_, at) => told[at] ?? (isLate ? LATE : FAILED)));
  });
  return promise;
}

const LATE: Queried = {
  kind: 'trouble',
  message: `its query takes longer than ${PATIENCE / SECOND} s on a copy of the file, or one before it does`,
};
const FAILED: Queried = { kind: 'trouble', message: 'the process that reads its copy failed' };

/** The sources run themselves; in a bundle the process has a file of its own beside the entries, see bin/bundle.mjs. */
function readerFile(): string {
  if (import.meta.url.endsWith('.ts')) {
    return fileURLToPath(new URL('./sqlite-reader.ts', import.meta.url));
  }
  const beside = fileURLToPath(new URL('./sqlite-reader.js', import.meta.url));
  return existsSync(beside)
    ? beside
    : fileURLToPath(new URL('../sqlite-reader.js', import.meta.url));
}
