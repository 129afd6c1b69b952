import { askRunning, socketPath } from '../chat/console/socket.ts';
import type { Config } from '../config/config.ts';
import type { Clock } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { lockDataDir } from '../store/lock.ts';
import type { Samples, Store } from '../store/ports.ts';
import { StoreError } from '../store/ports.ts';
import { openSamples } from '../store/samples/store.ts';
import { openStore } from '../store/sqlite/store.ts';

/** A holder that is just stopping has this long to go. */
const WAIT = 5 * SECOND;

export interface Stores extends AsyncDisposable {
  readonly store: Store;
  readonly samples: Samples;
  /** One line for each file that had to be moved aside. */
  readonly notices: readonly string[];
}

/**
 * Takes the data directory for this process alone and opens what is in it.
 *
 * @throws StoreError with one line that says what to do.
 */
export async function openStores(
  config: Config,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<Stores> {
  const path = socketPath(config.dataDir);
  const lock = await lockDataDir(config.dataDir, {
    wait: WAIT,
    async stillRunning() {
      const answer = await askRunning(path, { kind: 'ping' }, SECOND);
      return answer?.kind === 'running' && !answer.stopping;
    },
    signal,
  });
  if (!lock) {
    throw new StoreError(
      `Tocsin is running already on ${config.dataDir}: stop it, or set TOCSIN_DATA_DIR to another folder`,
    );
  }
  await using opened = new AsyncDisposableStack();
  opened.use(lock);
  const store = opened.use(await openStore(config.databaseFile, { now: clock.now }));
  const samples = opened.use(await openSamples(config.samplesFile, { now: clock.now }));
  const kept = opened.move();
  return {
    store,
    samples,
    notices: [...store.notices, ...samples.notices],
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  };
}
