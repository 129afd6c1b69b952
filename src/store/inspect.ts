import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import type { PairedChannel } from './ports.ts';
import { workerFile } from './worker-file.ts';

/** A larger file is opened, and not read through: that could take minutes. */
const MOST_SCANNED = 512 * 1_024 * 1_024;
/** What is read is not kept. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 32 } as const;

export interface InspectOrder {
  readonly file: string;
  /** Whether it is read through. */
  readonly scan: boolean;
}

/** What a look at a database found. */
export type Inspected =
  | { readonly kind: 'sound'; readonly schema: number; readonly scanned: boolean }
  | { readonly kind: 'damaged' | 'unreadable'; readonly reason: string };

/**
 * Looks at a database and changes nothing, in a thread of its own: whoever uses the file goes on. null when there is no
 * such file.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export async function inspectDatabase(
  file: string,
  signal: AbortSignal,
): Promise<Inspected | null> {
  signal.throwIfAborted();
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return null;
  const order: InspectOrder = { file, scan: found.size <= MOST_SCANNED };
  const worker = new Worker(workerFile('inspect-worker'), {
    workerData: order,
    resourceLimits: LIMITS,
  });
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const told = await toldBy(worker);
    signal.throwIfAborted();
    return told;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function toldBy(worker: Worker): Promise<Inspected> {
  let told: Inspected = { kind: 'unreadable', reason: 'the look at it came to no end' };
  worker.on('message', (message: Inspected) => {
    told = message;
  });
  worker.on('error', (error) => {
    told = { kind: 'unreadable', reason: String(error) };
  });
  return new Promise((resolve) => worker.on('exit', () => resolve(told)));
}

/** Chats that are linked in a database that nobody uses; none where it cannot be read. */
export function pairedIn(file: string): readonly PairedChannel[] {
  try {
    const raw = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: 0 });
    try {
      const columns = 'select name, kind, address, thread from paired_channels order by name';
      return raw.prepare<[], PairedChannel>(columns).all();
    } finally {
      raw.close();
    }
  } catch {
    return [];
  }
}
