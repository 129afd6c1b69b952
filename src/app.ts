import { openActing } from './app/acting.ts';
import type { Alerting } from './app/alerting.ts';
import { openAlerting } from './app/alerting.ts';
import { openBackups } from './app/backups.ts';
import { BOARD, newsOf, openBoards } from './app/boards.ts';
import { aboutMaker, cardMaker } from './app/cards.ts';
import { type Causes, openCauses } from './app/causes.ts';
import { openChats } from './app/chats.ts';
import { openCheckBook } from './app/check-book.ts';
import { checkDesk } from './app/check-desk.ts';
import { openCheckSwitches } from './app/check-switches.ts';
import type { Checking } from './app/checking.ts';
import { openChecking } from './app/checking.ts';
import { openContainers, storedSight } from './app/containers.ts';
import { openCore } from './app/core.ts';
import { doctorDesk } from './app/doctor-desk.ts';
import { openElsewhere } from './app/elsewhere.ts';
import { exporter } from './app/exporting.ts';
import type { ConfigFile } from './app/file-desk.ts';
import type { Forwarding } from './app/forwarding.ts';
import { openForwarding } from './app/forwarding.ts';
import { judgePushed } from './app/ingest.ts';
import { lastLived } from './app/last-lived.ts';
import { openLastOk } from './app/last-ok.ts';
import type { Live } from './app/live.ts';
import { openLive } from './app/live.ts';
import { liveMessages } from './app/live-messages.ts';
import { logLooking } from './app/log-looking.ts';
import { maskedLogs } from './app/masked-logs.ts';
import { mirroring } from './app/mirroring.ts';
import { networkOf } from './app/network.ts';
import { openPeople, type People } from './app/people.ts';
import { openPingBook } from './app/ping-book.ts';
import { discordBody, plainText } from './app/plain-text.ts';
import { openPlugins, type Plugins } from './app/plugins.ts';
import { registering } from './app/registering.ts';
import { configDesk } from './app/reload.ts';
import { selfReport, serviceHealth } from './app/self.ts';
import { channelList } from './app/sending.ts';
import { servicesOf } from './app/services.ts';
import { samplePolicy, watchStorage } from './app/storage.ts';
import { openStores } from './app/stores.ts';
import { channelsOf } from './app/sweeping.ts';
import { tallied } from './app/tallying.ts';
import { openTelling, type Telling } from './app/telling.ts';
import { toldChecks } from './app/told-checks.ts';
import { openUpkeep } from './app/upkeep.ts';
import { openWatching, type Watching } from './app/watching.ts';
import { openHttp } from './app/web.ts';
import type { ConfigDesk } from './chat/command.ts';
import { controlSocket, socketPath } from './chat/console/socket.ts';
import type { Reply } from './chat/reply.ts';
import type { ChatSurface, Desk, Identify } from './chat/surface.ts';
import { solo } from './cluster/solo.ts';
import type { Config, Loaded } from './config/config.ts';
import type { Log } from './log/log.ts';
import type { Target } from './model/target.ts';
import { systemClock } from './model/time.ts';
import { aborted } from './model/wait.ts';
import { alertmanagerSilences } from './notify/alertmanager.ts';
import { channelKinds } from './notify/kinds.ts';
import { openPictures } from './picture/pictures.ts';
import type { Samples } from './store/ports.ts';

export interface AppOptions {
  readonly log: Log;
  readonly version: string;
  /** Reads and checks `.env` and `tocsin.yaml` anew. */
  read(): Promise<Loaded>;
  /** The file that commands may change. */
  readonly file: ConfigFile;
  /** Shows alerts and summaries where the process runs. */
  print(reply: Reply): void;
  /** Everything answers; called once. */
  ready(running: { readonly desk: Desk; readonly identify: Identify }): void;
}

const clock = systemClock;

/**
 * Runs the product until `signal` aborts. Then everything stops in the reverse order of its start: HTTP and the
 * terminal's door, rounds, calendar, messages under way, chats, stores.
 *
 * @throws StoreError with one line that says what to do, when the data directory is held or cannot be used.
 */
export async function runApp(
  config: Config,
  options: AppOptions,
  asked: AbortSignal,
): Promise<void> {
  const { log, version } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([asked, stop.signal]);
  const startedAt = clock.now();
  await using stores = await openStores(config, {
    clock,
    signal,
    report: (line) => log.error(line),
  });
  const { store, events, logs } = stores;
  for (const notice of stores.notices) log.error(notice);

  const channels = channelList(config, await store.people.channels());
  const { listeners, wake: queued } = channels;
  const live = await openLive(config, { store, clock });
  const people = await openPeople({
    ...{ live, store, clock },
    moved: () => channels.meet(people.places()),
  });
  channels.meet(people.places());
  await using forwarding = await openForwarding({ live, samples: stores.samples, clock, log });
  const { samples, tally } = tallied(forwarding.samples, live);
  const telling = openTelling({ samples, clock });
  const containers = openContainers({ settings: store.settings, log });
  const note: Telling['note'] = (...of) => telling.note(...of) ?? containers.note(...of);
  const switches = await openCheckSwitches(store.settings);
  const plugins = await openPlugins({ config: live.config, log });
  const checks = await openCheckBook({
    ...{ store: store.checks, clock, switches, kinds: [plugins.kind] },
    configured: () => [...live.config().checks, ...plugins.checks()],
    lived: () => lastLived(store, live),
    lastOk: await openLastOk(store.settings),
  });
  const running: Running = {};
  const pings = await openPingBook({
    ...{ store: store.checks, book: checks, clock },
    arrived: async (...of) => running.checking?.arrived(...of),
  });
  const needs = checks.needsOf;
  const alerting = await openAlerting(live, {
    ...{ store, clock, listeners, people, note, needs },
    heardAs: channels.heardAs,
    fired: (alerts) => running.causes?.fired(alerts),
  });
  const cluster = solo();
  const network = networkOf({ live, alerting, checks, clock }, signal);
  const chats: ChatSurface[] = [];
  const exports = forwarding.status;
  const self = { version, startedAt, store, samples, exports, chats: () => chats };
  const backups = openBackups({ config: live.config, samples, clock, log, signal });
  const mirror = await mirroring(config, log);
  const rejudge = async () => running.watching?.refresh();
  const kept = { live, store, samples, events, logs, backups, clock };
  const told = toldChecks({ samples, clock });
  const services = servicesOf({ book: checks, told, live, pauses: alerting.pauses, clock });
  const storage = watchStorage(kept);
  const registered = registering({ ...kept, rejudge });
  const shared = {
    ...kept,
    mirror,
    alerting,
    people,
    telling,
    told,
    services,
    containers,
    checks,
    pings,
    events,
    logs,
    network,
    cluster,
    log,
    queued,
    storage,
    registered,
  };

  const elsewhere = await openElsewhere({
    ...{ live, store, clock, log, connect: alertmanagerSilences },
    active: alerting.silences.active,
    async tell({ key, alert, reply }) {
      const open = alerting.book.byId(alert);
      for (const channel of channelsOf({ live, alerting, clock }, open ? [open] : [])) {
        await store.outbox.queue({ key, channel, body: JSON.stringify(reply) }, clock.now());
      }
      queued();
    },
  });
  alerting.silences.watch(elsewhere.ended);

  await using closing = new AsyncDisposableStack();
  // Comes first when this function is left, also by an error: what is waited for below ends with the signal.
  using _stopping = { [Symbol.dispose]: () => stop.abort() };
  closing.use(elsewhere);
  closing.use(backups);
  closing.use(mirror);
  const pictures = closing.use(openPictures({ log: (level, line) => log[level](line) }));
  const looking = logLooking({
    logs: maskedLogs(shared),
    chats: () => chats,
    targets: () => live.targets().filter(({ id }) => live.logsOf(id).logs.length > 0),
    look: async (target, within) => running.watching?.lookAtLogs(target, within),
    clock,
    failed: (error) => log.error({ err: error }, 'logs are not followed'),
  });
  const messages = liveMessages({
    chats: () => chats,
    failed: (error) => log.error({ err: error }, 'a message cannot be kept current'),
  });
  const boards = await openBoards({
    ...{ settings: store.settings, clock, signal, chats: () => chats },
    show: (within) => core.desk.answer({ ...BOARD, signal: within }),
    news: () => newsOf(alerting.book.open(null)),
    failed: (error) => log.error({ err: error }, 'a board is not kept up to date'),
  });
  const host = (target: Target) => running.watching?.host(target) ?? null;
  const acting = openActing({ ...shared, chats: () => chats, host });
  const core = openCore({
    ...shared,
    ...{ acting, host, elsewhere, pictures },
    doctor: doctorDesk({ ...shared, chats: () => chats, startedAt, read: options.read }),
    checks: checkDesk({
      ...{ book: checks, switches, pings, live, clock, services, samples, host },
      refresh: async () => running.checking?.refresh(),
      async run(...of) {
        const ran = await running.checking?.run(...of);
        return ran ?? { problem: 'Checks are not run yet; ask again in a moment.' };
      },
      troubles: plugins.troubles,
    }),
    looking,
    liveMessages: messages,
    boards: boards.desk,
    config: reloading({
      ...shared,
      channels,
      people,
      forwarding,
      plugins,
      running,
      read: options.read,
    }),
    file: options.file,
    self: selfReport(self),
    probes: (target) => running.watching?.probes(target) ?? [],
    jobs: async () => (await running.upkeep?.jobs()) ?? null,
    processes: (target) => running.watching?.processes(target) ?? null,
    paired: channels.link,
    places: channels.places,
    chats: () => chats,
    rejudge,
    pushed: async (target, series) =>
      void (await running.watching?.judge(target, (watched) =>
        judgePushed(alerting, watched, { at: clock.now(), series }),
      )),
  });
  const { desk, identify, report } = core;
  chats.push(
    ...(await openChats({
      ...chatDeps(channels, log),
      config,
      core,
      inbox: store.inbox,
      log,
      painter: pictures,
      signal,
    })),
  );
  closing.defer(() => closeAll(chats));
  closing.use(looking);
  closing.use(messages);
  const boarding = boards.keep();
  closing.defer(() => boarding);

  const upkeep = openUpkeep({ ...shared, report, channels, forwarding, signal });
  const { fitting } = acting.desk;
  const card = cardMaker({ store, samples, live, book: alerting.book, clock, fitting });
  const sending = channels.send(
    {
      ...{ log, print: options.print, queue: store.outbox, card, clock, random: Math.random },
      ...{ kinds: channelKinds, text: plainText(live, clock), discord: discordBody },
      about: aboutMaker({ store, live, book: alerting.book }),
      undelivered: upkeep.undelivered,
    },
    chats,
    signal,
  );
  closing.defer(() => sending);
  running.watching = await openWatching({ ...shared, judged: upkeep.judged });
  running.causes = closing.use(
    openCauses({
      ...{ live, alerting, store, samples, clock, queued, logs: maskedLogs(shared) },
      processes: (id) => processesOf(running, live, id),
      sight: async (id) => containers.sight(id) ?? (await storedSight(store.settings, id)),
      failed: (error) => log.error({ err: error }, 'the cause of an alert is not known'),
    }),
  );
  running.upkeep = upkeep.start(running.watching);
  closing.use(upkeep);
  closing.use(running.watching);
  const { judge, take } = running.watching;
  running.checking = closing.use(
    await openChecking({ ...shared, book: checks, host, judge, take }),
  );
  closing.use(acting);
  const byItself = acting.keep(signal);
  closing.defer(() => byItself);
  const door = { path: socketPath(config.dataDir), desk, identify, file: exporter(shared), signal };
  closing.use(await openDoor(door, log));
  const health = serviceHealth({
    ...{ ...self, clock },
    targets: live.targets,
    paused: alerting.pauses.of,
  });
  closing.use(
    await openHttp(config, {
      ...{ ...shared, ...self, tally, health, rejudge, judge },
      run: async (name) => running.checking?.run(name, signal),
    }),
  );
  options.ready({ desk, identify });
  await aborted(signal);
}

function chatDeps({ back }: ReturnType<typeof channelList>, log: Log) {
  return {
    now: clock.now,
    back,
    migrated: (from: string, to: string) =>
      log.warn(`the Telegram chat ${from} is ${to} now: write that into .env or tocsin.yaml`),
  };
}

/** What begins only when everything that it needs is there. */
interface Running {
  watching?: Watching;
  causes?: Causes;
  checking?: Checking;
  upkeep?: ReturnType<ReturnType<typeof openUpkeep>['start']>;
}

function processesOf({ watching }: Running, live: Live, id: number) {
  const target = live.targets().find((one) => one.id === id);
  return (target && watching?.processes(target)) ?? null;
}

/** Takes over another configuration wherever it matters. */
function reloading(parts: {
  readonly live: Live;
  readonly alerting: Alerting;
  readonly channels: ReturnType<typeof channelList>;
  readonly people: Pick<People, 'places'>;
  readonly forwarding: Forwarding;
  readonly plugins: Plugins;
  readonly running: Running;
  readonly samples: Samples;
  readonly log: Log;
  read(): Promise<Loaded>;
}): ConfigDesk {
  const { live, alerting, channels, people, forwarding, plugins, running, samples, log, read } =
    parts;
  return configDesk({
    live,
    read,
    async follow() {
      log.learn(live.config().secrets);
      channels.configure(live.config().channels);
      channels.meet(people.places());
      await forwarding.refresh();
      await alerting.windows.refresh();
      await samples.keep(samplePolicy(live.config()));
      await running.watching?.refresh();
      await plugins.refresh();
      await running.checking?.refresh();
      running.upkeep?.restart();
    },
    said: (by, { kind }) => log.info(`the configuration was read anew for ${by}: ${kind}`),
  });
}

/** At the same time: each takes what is in work to its end, and the budgets must not add up. */
async function closeAll(chats: readonly ChatSurface[]): Promise<void> {
  await Promise.all(chats.map((chat) => chat[Symbol.asyncDispose]()));
}

/** Without it the command line reaches nothing here, and everything else goes on. */
async function openDoor(
  options: Parameters<typeof controlSocket>[0],
  log: Log,
): Promise<AsyncDisposable | null> {
  try {
    return await controlSocket(options);
  } catch (error) {
    log.error(
      `commands from a shell do not reach this process: ${String(error)} (${options.path})`,
    );
    return null;
  }
}
