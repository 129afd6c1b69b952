import { CONSOLE } from '../chat/console/prompt.ts';
import type { Reply } from '../chat/reply.ts';
import type { Config } from '../config/config.ts';
import { openLog } from '../log/log.ts';
import { systemClock } from '../model/time.ts';
import { openCore } from './core.ts';
import { selfReport } from './self.ts';
import { channelList } from './sending.ts';
import { openStores } from './stores.ts';

/** Longest time a single command may take, the wait for a stopping process included. */
const DEADLINE = 25_000;

/**
 * Answers one command on the stored data, when nothing runs. What it queues for chats is sent at the next start.
 *
 * @throws StoreError with one line that says what to do.
 */
export async function runOnce(
  config: Config,
  ask: {
    readonly name: string;
    readonly input: string;
    readonly user: string;
    readonly version: string;
  },
): Promise<Reply> {
  const clock = systemClock;
  const signal = AbortSignal.timeout(DEADLINE);
  const { secrets, logLevel: level } = config;
  const log = openLog({ level, secrets, file: `${config.dataDir}/tocsin.log`, show: null });
  await using stores = await openStores(config, { clock, signal });
  const { store, samples } = stores;
  const channels = channelList(config, await store.people.channels());
  const { desk, identify } = await openCore({
    config,
    store,
    samples,
    clock,
    log,
    self: selfReport({
      running: false,
      version: ask.version,
      startedAt: clock.now(),
      store,
      samples,
      chats: () => [],
    }),
    listeners: channels.listeners,
    paired: channels.link,
    queued: channels.wake,
  });
  const seen = {
    surface: 'console',
    userId: ask.user,
    name: ask.user,
    groups: [],
    owner: false,
  } as const;
  const actor = await identify(seen);
  return await desk.answer({ name: ask.name, input: ask.input, actor, place: CONSOLE, signal });
}
