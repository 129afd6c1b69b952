import { CONSOLE } from '../chat/console/prompt.ts';
import type { Reply } from '../chat/reply.ts';
import type { Config } from '../config/config.ts';
import { shownConfig } from '../config/shown.ts';
import { openLog } from '../log/log.ts';
import { systemClock } from '../model/time.ts';
import { openPictures } from '../picture/pictures.ts';
import type { Planned } from '../report/export/plan.ts';
import { openAlerting } from './alerting.ts';
import { openBackups } from './backups.ts';
import { openCheckBook } from './check-book.ts';
import { checkDesk } from './check-desk.ts';
import { openCheckSwitches } from './check-switches.ts';
import { openCore } from './core.ts';
import { exporter } from './exporting.ts';
import { lastLived } from './last-lived.ts';
import { openLastOk } from './last-ok.ts';
import { openLive } from './live.ts';
import { openPeople } from './people.ts';
import { openPingBook } from './ping-book.ts';
import { registering } from './registering.ts';
import { selfReport } from './self.ts';
import { channelList } from './sending.ts';
import { servicesOf } from './services.ts';
import { settingsFile } from './settings.ts';
import { watchStorage } from './storage.ts';
import { openStores } from './stores.ts';
import { toldChecks } from './told-checks.ts';

const NOT_RUNNING = 'Tocsin is not running: the next start reads the configuration';

/** Longest time a single command may take, the wait for a stopping process included. */
const DEADLINE = 25_000;

interface Asked {
  readonly name: string;
  readonly input: string;
  readonly user: string;
}

/** What answers on stored data, when nothing runs. */
export interface Once extends AsyncDisposable {
  answer(ask: Asked, signal: AbortSignal): Promise<Reply>;
  /** Waits for a backup that was begun; false when none was. */
  settled(): Promise<boolean>;
}

/**
 * Answers one command on the stored data, when nothing runs. What it queues for chats is sent at the next start.
 *
 * @throws StoreError with one line that says what to do.
 */
export async function runOnce(
  config: Config,
  { version, ...ask }: Asked & { readonly version: string },
): Promise<Reply> {
  const signal = AbortSignal.timeout(DEADLINE);
  await using once = await openOnce(config, { version, signal });
  const reply = await once.answer(ask, signal);
  // Here nobody else waits, and the process must stay until the backup is there.
  if (!(await once.settled())) return reply;
  return once.answer({ ...ask, input: 'list' }, AbortSignal.timeout(DEADLINE));
}

/** Opens what answers commands on the stored data. Throws as `runOnce` does. */
export async function openOnce(
  config: Config,
  { version, signal }: { readonly version: string; readonly signal: AbortSignal },
): Promise<Once> {
  await using opened = new AsyncDisposableStack();
  const clock = systemClock;
  const { secrets, logLevel: level } = config;
  const log = openLog({ level, secrets, file: `${config.dataDir}/tocsin.log`, show: null });
  const stores = opened.use(await openStores(config, { clock, signal }));
  const { store, samples, events, logs } = stores;
  const channels = channelList(config, await store.people.channels());
  const live = await openLive(config, { store, clock });
  const { listeners, wake: queued } = channels;
  const people = await openPeople({
    ...{ live, store, clock },
    moved: () => channels.meet(people.places()),
  });
  channels.meet(people.places());
  const alerting = await openAlerting(live, {
    ...{ store, clock, listeners, people, heardAs: channels.heardAs },
  });
  const backups = opened.use(
    openBackups({
      ...{ config: () => config, samples, clock, log },
      signal: new AbortController().signal,
    }),
  );
  const rejudge = async () => {};
  const kept = { live, store, samples, events, logs, backups, clock };
  const switches = await openCheckSwitches(store.settings);
  const book = await openCheckBook({
    ...{ store: store.checks, clock, switches },
    configured: () => config.checks,
    lived: () => lastLived(store, live),
    lastOk: await openLastOk(store.settings),
  });
  const pings = await openPingBook({ store: store.checks, book, clock });
  const pictures = opened.use(openPictures({ log: (at, line) => log[at](line) }));
  const { desk, identify } = openCore({
    ...{ backups, pictures },
    checks: checkDesk({
      ...{ book, switches, pings, live, clock, refresh: book.refresh },
      services: servicesOf({
        ...{ book, live, clock, pauses: alerting.pauses },
        told: toldChecks({ samples, clock }),
      }),
    }),
    storage: watchStorage(kept),
    registered: registering({ ...kept, rejudge }),
    file: settingsFile(process.cwd()),
    isRunning: false,
    live,
    alerting,
    people,
    ...{ store, samples, events, logs },
    clock,
    log,
    config: {
      show: async () => shownConfig(config),
      reload: async () => ({ kind: 'refused', problems: [NOT_RUNNING] }),
    },
    self: selfReport({
      running: false,
      version,
      startedAt: clock.now(),
      store,
      samples,
      exports: () => [],
      chats: () => [],
    }),
    paired: channels.link,
    places: channels.places,
    queued,
    rejudge,
    pushed: async () => {},
  });
  const closing = opened.move();
  return {
    async answer({ name, input, user: userId }, within) {
      const seen = { surface: 'console', userId, name: userId, groups: [], owner: false } as const;
      const actor = await identify(seen);
      return desk.answer({ name, input, actor, place: CONSOLE, signal: within });
    },
    settled: () => backups.settled(),
    [Symbol.asyncDispose]: () => closing[Symbol.asyncDispose](),
  };
}

/**
 * Hands the file that `input` asks for, made from the stored data, to `use`, when nothing runs.
 *
 * @throws StoreError with one line that says what to do.
 */
export async function exportOnce(
  config: Config,
  input: string,
  use: (planned: Planned) => Promise<void>,
): Promise<void> {
  const clock = systemClock;
  await using stores = await openStores(config, { clock, signal: AbortSignal.timeout(DEADLINE) });
  const { store, samples } = stores;
  const live = await openLive(config, { store, clock });
  await use(await exporter({ live, store, samples, clock })(input));
}
