import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Instant } from '../../model/time.ts';
import { StoreError } from '../ports.ts';
import type { Keeper, KeeperOptions } from './keeper.ts';
import type { SamplePolicy } from './port.ts';

/** What the main thread asks of the keeper's thread. */
export interface Asking {
  readonly id: number;
  /** The main thread's wall clock, which may be a test's own. */
  readonly now: Instant;
  readonly name: keyof Keeper;
  readonly input: unknown;
}

/** What the keeper's thread tells. */
export type Told =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly message: string;
      /** A StoreError: something for people to do. */
      readonly expected: boolean;
      /** SQLite's code, or null. */
      readonly code: string | null;
    }
  | { readonly kind: 'report'; readonly line: string };

export interface Remote {
  /** Asks the keeper's thread, which is started when it is first needed, and again after it has died. */
  ask<Name extends keyof Keeper>(
    name: Name,
    input: Parameters<Keeper[Name]>[0],
    transfer?: ArrayBuffer[],
  ): ReturnType<Keeper[Name]>;
  /** How many threads have ended: each took with it what it knew. */
  readonly ended: number;
  /** Waits for everything that was asked; then the thread ends. */
  close(): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A keeper in a thread of its own. */
export function remoteKeeper(
  options: KeeperOptions,
  { now, report }: { now(): Instant; report(line: string): void },
): Remote {
  let settings = options;
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let ended = 0;
  let lastId = 0;
  let closing = false;

  const settle = (told: Told) => {
    if (told.kind === 'report') return report(told.line);
    const one = waiting.get(told.id);
    waiting.delete(told.id);
    if (waiting.size === 0 && !closing) worker?.unref();
    if (told.kind === 'answer') one?.resolve(told.value);
    else one?.reject(errorOf(told));
  };
  const start = (): Worker => {
    const made = new Worker(workerFile(), { workerData: settings, resourceLimits: LIMITS });
    let reason: string | null = null;
    made.on('message', settle);
    made.on('error', (error) => {
      reason = String(error);
    });
    made.on('exit', (code) => {
      ended++;
      if (worker === made) worker = null;
      const lost = [...waiting.values()];
      waiting.clear();
      for (const { reject } of lost) {
        reject(
          new StoreError(
            `the thread that keeps the samples failed: ${reason ?? `it ended with code ${code}`}`,
          ),
        );
      }
    });
    made.unref();
    return made;
  };
  const ask = (name: keyof Keeper, input: unknown, transfer: ArrayBuffer[] = []) =>
    new Promise<unknown>((resolve, reject) => {
      if (closing && name !== 'close') throw new StoreError('the samples are closed');
      worker ??= start();
      worker.ref();
      // A thread that takes its place later begins with these.
      if (name === 'keep') settings = { ...settings, ...(input as SamplePolicy) };
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, now: now(), name, input } satisfies Asking, transfer);
    });

  return {
    ask: ask as Remote['ask'],
    get ended() {
      return ended;
    },
    async close() {
      const open = worker;
      if (!open) return;
      closing = true;
      const gone = new Promise<void>((done) => open.once('exit', () => done()));
      await ask('close', undefined);
      await gone;
    },
  };
}

/** A small young generation: what is read is large and short-lived, and memory counts. */
const LIMITS = { maxYoungGenerationSizeMb: 8 } as const;

/** The sources run themselves; in a bundle the thread has a file of its own beside the entries, see bin/bundle.mjs. */
function workerFile(): URL {
  if (import.meta.url.endsWith('.ts')) return new URL('./worker.ts', import.meta.url);
  const beside = new URL('./samples-worker.js', import.meta.url);
  return existsSync(fileURLToPath(beside))
    ? beside
    : new URL('../samples-worker.js', import.meta.url);
}

function errorOf({ message, expected, code }: Extract<Told, { kind: 'failed' }>): Error {
  if (!expected) return new Error(`the keeper of samples failed: ${message}`);
  const cause = code === null ? undefined : Object.assign(new Error(code), { code });
  return new StoreError(message, { cause });
}
