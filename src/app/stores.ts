import { dirname } from 'node:path';
import { askRunning, socketPath } from '../chat/console/socket.ts';
import type { Config } from '../config/config.ts';
import type { Clock } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import type { LockOptions } from '../store/lock.ts';
import { isSameFolder, lockDataDir } from '../store/lock.ts';
import type { Events, Logs, Samples, Store } from '../store/ports.ts';
import { StoreError } from '../store/ports.ts';
import { openSamples } from '../store/samples/store.ts';
import { openStore } from '../store/sqlite/store.ts';
import { samplePolicy } from './storage.ts';

/** A holder that is just stopping has this long to go. */
const WAIT = 5 * SECOND;

type LockWait = Pick<LockOptions, 'wait' | 'signal'>;

export interface Stores extends AsyncDisposable {
  readonly store: Store;
  readonly samples: Samples;
  readonly events: Events;
  readonly logs: Logs;
  /** One line for each file that had to be moved aside. */
  readonly notices: readonly string[];
}

interface OpenOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly wait?: number;
  /** See `openStore`. */
  readonly isReplaceable?: boolean;
  /** Takes one line for each stored piece of samples that cannot be read. */
  report?(line: string): void;
}

/**
 * Takes the data directory for this process alone and opens what is in it.
 *
 * @throws StoreError with one line that says what to do.
 */
export async function openStores(
  config: Config,
  { clock, signal, wait = WAIT, isReplaceable = false, report = () => {} }: OpenOptions,
): Promise<Stores> {
  await using opened = new AsyncDisposableStack();
  opened.use(await lockStores(config, { wait, signal }));
  const store = opened.use(await openStore(config.databaseFile, { now: clock.now, isReplaceable }));
  const samples = opened.use(
    await openSamples(config.samplesFile, { now: clock.now, report, ...samplePolicy(config) }),
  );
  const kept = opened.move();
  return {
    store,
    samples,
    events: samples.events,
    logs: samples.logs,
    notices: [...store.notices, ...samples.notices],
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  };
}

/**
 * Takes the data directory for this process alone.
 *
 * @throws StoreError with one line when another process keeps it.
 */
export async function lockStores(config: Config, options: LockWait): Promise<AsyncDisposable> {
  await using locks = new AsyncDisposableStack();
  const lock = await lockFolder(config.dataDir, options);
  if (!lock) {
    throw new StoreError(
      `Tocsin is running already on ${config.dataDir}: stop it, or set TOCSIN_DATA_DIR to another folder`,
    );
  }
  locks.use(lock);
  locks.use(await lockDatabase(config, options));
  return locks.move();
}

/** Another data directory may name the same database: then its folder, where the samples lie too, has a lock as well. */
async function lockDatabase(
  { dataDir, databaseFile }: Config,
  options: LockWait,
): Promise<AsyncDisposable | null> {
  const folder = dirname(databaseFile);
  if (isSameFolder(folder, dataDir)) return null;
  const lock = await lockFolder(folder, options);
  if (lock) return lock;
  throw new StoreError(
    `Tocsin is running already on ${databaseFile}: stop it, or write another file in another folder into DATABASE_URL`,
  );
}

function lockFolder(folder: string, options: LockWait): Promise<AsyncDisposable | null> {
  const path = socketPath(folder);
  return lockDataDir(folder, {
    ...options,
    async stillRunning() {
      const answer = await askRunning(path, { kind: 'ping' }, SECOND);
      return answer?.kind === 'running' && !answer.stopping;
    },
  });
}
