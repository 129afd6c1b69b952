import { parentPort, workerData } from 'node:worker_threads';
import { StoreError } from '../ports.ts';
import { type Keeper, type KeeperOptions, openKeeper } from './keeper.ts';
import type { Asking, Told } from './remote.ts';

/** The thread that reads and writes the file of samples. It answers what the main thread asks, in any order. */
const port = parentPort;
if (!port) throw new Error('this is a part of Tocsin and runs in a thread of its own');

let ahead = 0;
const now = () => performance.now() + ahead;
const tell = (message: Told, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
const report = (line: string) => tell({ kind: 'report', line });

let keeper: Promise<Keeper> | null = null;
const answering = new Set<Promise<void>>();

port.on('message', ({ id, now: theirs, name, input }: Asking) => {
  ahead = theirs - performance.now();
  const answered = answer(id, async () => {
    const open = keeper ?? openKeeper(workerData as KeeperOptions, { now, report });
    keeper = open;
    // What could not be opened is tried again the next time.
    open.catch(() => {
      keeper = null;
    });
    return ((await open)[name] as (value: unknown) => Promise<unknown>)(input);
  });
  answering.add(answered);
  void answered.then(async () => {
    answering.delete(answered);
    if (name !== 'close') return;
    await Promise.all(answering);
    port.close();
  });
});

async function answer(id: number, work: () => Promise<unknown>): Promise<void> {
  try {
    const value = await work();
    tell({ kind: 'answer', id, value }, buffersOf(value));
  } catch (error) {
    const expected = error instanceof StoreError;
    const { message, stack = '' } = error as Error;
    const code = expected ? ((error.cause as { code?: string } | undefined)?.code ?? null) : null;
    tell({ kind: 'failed', id, message: expected ? message : stack, expected, code });
  }
}

/** Room of numbers is handed over, not copied: that of a run, or of the lines of an answer. */
function buffersOf(value: unknown): ArrayBuffer[] {
  if (typeof value !== 'object' || value === null) return [];
  const { lines = [value], at } = value as { lines?: readonly object[]; at?: unknown };
  const columns = [at, ...lines.map((line) => (line as { values?: unknown }).values)];
  const found = columns.filter((one) => one instanceof Float64Array).map(({ buffer }) => buffer);
  // What is empty may be one constant for all answers, and can be handed over only once.
  return [...new Set(found)].filter(({ byteLength }) => byteLength > 0) as ArrayBuffer[];
}
