import { type ExecFileOptionsWithStringEncoding, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CheckValue } from '../model/check.ts';
import { CheckFailure } from './kind.ts';

/** For the process that reads. */
export interface SqliteOrder {
  readonly path: string;
  readonly query: string | null;
  /** Whether the whole file is looked through for damage. */
  readonly integrity: boolean;
  /** Milliseconds that it waits for a writer. */
  readonly patience: number;
}

/** What it found, or SQLite's own code and words. */
export type SqliteAnswer =
  | { readonly facts: Readonly<Record<string, CheckValue>>; readonly damage?: string | null }
  | { readonly code: string; readonly message: string };

/** Characters that the process may answer. */
const MOST_ANSWER = 1_048_576;

/**
 * Asks a database file in a process of its own, which ends when `signal` aborts.
 *
 * @throws CheckFailure when the process fails.
 */
export function askFile(order: SqliteOrder, signal: AbortSignal): Promise<SqliteAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<SqliteAnswer>();
  const options = {
    ...{ signal, killSignal: 'SIGKILL', env: {}, encoding: 'utf8' },
    maxBuffer: MOST_ANSWER,
  } as const satisfies ExecFileOptionsWithStringEncoding;
  const words = [processFile(), JSON.stringify(order)];
  execFile(process.execPath, words, options, (cause, stdout) => {
    if (cause === null) return resolve(JSON.parse(stdout) as SqliteAnswer);
    const message = 'the process that reads the file failed';
    reject(signal.aborted ? signal.reason : new CheckFailure(message, { status: 'error', cause }));
  });
  return promise;
}

/** The sources run themselves; in a bundle the process has a file of its own beside the entries, see bin/bundle.mjs. */
function processFile(): string {
  const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  if (import.meta.url.endsWith('.ts')) return at('./sqlite-process.ts');
  const beside = at('./sqlite-process.js');
  return existsSync(beside) ? beside : at('../sqlite-process.js');
}
