import { retire } from './alert/retire.ts';
import { roundHandler, type Watched } from './alert/round.ts';
import { cardMaker } from './app/cards.ts';
import { openChats } from './app/chats.ts';
import { openCollectors } from './app/collecting.ts';
import type { Core } from './app/core.ts';
import { openCore } from './app/core.ts';
import { pruningJob } from './app/pruning.ts';
import { selfReport, serviceHealth } from './app/self.ts';
import { channelList } from './app/sending.ts';
import type { Stores } from './app/stores.ts';
import { openStores } from './app/stores.ts';
import { summaryJobs } from './app/summaries.ts';
import { openWeb } from './app/web.ts';
import { controlSocket, socketPath } from './chat/console/socket.ts';
import type { Reply } from './chat/reply.ts';
import type { ChatSurface, Desk, Identify } from './chat/surface.ts';
import { type Cluster, solo } from './cluster/solo.ts';
import { timerSleep } from './collect/sleep.ts';
import { watchAll } from './collect/watch-all.ts';
import type { Config } from './config/config.ts';
import type { Log } from './log/log.ts';
import { trouble } from './log/trouble.ts';
import type { Round } from './model/sample.ts';
import { SECOND, systemClock } from './model/time.ts';
import { aborted } from './model/wait.ts';
import { calendar } from './schedule/calendar.ts';
import { watchClock } from './schedule/clock-watch.ts';
import { StoreError } from './store/ports.ts';

export interface AppOptions {
  readonly log: Log;
  readonly version: string;
  /** Shows alerts and summaries where the process runs. */
  print(reply: Reply): void;
  /** Everything answers; called once. */
  ready(running: { readonly desk: Desk; readonly identify: Identify }): void;
}

/** What the parts below share. */
interface Shared extends Pick<Stores, 'store' | 'samples'> {
  readonly config: Config;
  readonly log: Log;
  readonly core: Core;
  readonly channels: ReturnType<typeof channelList>;
  readonly cluster: Cluster;
  readonly signal: AbortSignal;
}

const clock = systemClock;

/** Each target adds this to the time over which first rounds are spread: a few answer almost at once. */
const SPREAD = 40;

/** What is said not to work when a round cannot be judged. */
const JUDGING = 'rules';

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
  await using stores = await openStores(config, { clock, signal });
  const { store, samples } = stores;
  for (const notice of stores.notices) log.error(notice);

  const chats: ChatSurface[] = [];
  const self = { version, startedAt, store, samples, chats: () => chats };
  const channels = channelList(config, await store.people.channels());
  const core = await openCore({
    config,
    store,
    samples,
    clock,
    log,
    self: selfReport(self),
    listeners: channels.listeners,
    paired: channels.link,
    queued: channels.wake,
  });
  const cluster = solo();
  const shared: Shared = { config, store, samples, log, core, channels, cluster, signal };
  await using closing = new AsyncDisposableStack();
  // Comes first when this function is left, also by an error: what is waited for below ends with the signal.
  using _stopping = { [Symbol.dispose]: () => stop.abort() };
  chats.push(...(await connectChats(shared)));
  closing.defer(() => closeAll(chats));

  const card = cardMaker({ store, samples, core, clock });
  const sending = channels.send({ ...options, queue: store.outbox, card, clock }, chats, signal);
  closing.defer(() => sending);
  closing.use(runCalendar(shared));
  closing.use(await watchTargets(shared));
  const { desk, identify } = core;
  const path = socketPath(config.dataDir);
  closing.use(await openDoor({ path, desk, identify, signal }, log));
  const health = serviceHealth({ ...self, clock, targets: core.targets });
  closing.use(await openWeb(config, { log, health }));
  options.ready({ desk, identify });
  await aborted(signal);
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

function connectChats({ config, core, store, log, channels, signal }: Shared) {
  return openChats({
    config,
    core,
    inbox: store.inbox,
    log,
    now: clock.now,
    back: channels.wake,
    migrated: (from, to) =>
      log.warn(`the Telegram chat ${from} is ${to} now: write that into .env or tocsin.yaml`),
    signal,
  });
}

/** Rounds of every target, judged as they come. */
async function watchTargets(shared: Shared): Promise<AsyncDisposable> {
  const { core, store, samples, log, channels, cluster } = shared;
  const { judges, tell } = core;
  const targets = core.targets.filter(({ id }) => cluster.owns(id));
  const evaluating = { log: store.alerts, tell, unitOf: judges.unitOf };
  const watched = new Map(targets.map((target) => [target.id, judges.watched(target)]));
  await retire(evaluating, {
    at: clock.now(),
    rules: ({ target, rule }) =>
      core.targets
        .filter(({ id }) => id === target)
        .some((one) => judges.rulesOf(one).some(({ name }) => name === rule)),
  });
  const writing = trouble(log, (error) => error instanceof StoreError);
  const handle = roundHandler({
    ...evaluating,
    rounds: store.rounds,
    samples,
    clock,
    wrote: (what, error) => (error === null ? writing.worked(what) : writing.failed(what, error)),
  });
  const closing = new AsyncDisposableStack();
  const collectors = closing.use(await openCollectors(targets));
  closing.use(
    watchAll(targets, {
      collectorOf: collectors.of,
      async onRound(round) {
        const one = watched.get(round.target);
        tellOfRound(writing, one, round);
        if (one && (await handle(one, round)).length > 0) channels.wake();
        writing.worked(JUDGING);
      },
      onError: (error) => writing.failed(JUDGING, error),
      clock,
      sleep: timerSleep,
      random: Math.random,
      spread: Math.min(2 * SECOND, targets.length * SPREAD),
    }),
  );
  return closing;
}

/** A target that does not answer is a line in the log, and so is that it answers again. */
function tellOfRound(
  { failed, worked }: ReturnType<typeof trouble>,
  watched: Watched | undefined,
  round: Round,
): void {
  if (!watched) return;
  const what = watched.target.name;
  if (round.kind === 'measured') worked(what);
  else failed(what, new StoreError(round.detail));
}

/** Summaries and upkeep by the calendar, set anew when the clock jumps. */
function runCalendar(shared: Shared): AsyncDisposable {
  const { config, store, samples, log, channels, cluster, signal } = shared;
  const { linked, wake: queued } = channels;
  const parts = { config, store, samples, now: clock.now, linked, queued };
  const closing = new AsyncDisposableStack();
  const schedule = closing.use(
    calendar({
      jobs: cluster.holds('scheduler') ? [...summaryJobs(parts), pruningJob(config, parts)] : [],
      log: { ...store.jobs, ...store.settings },
      now: clock.now,
      failed: (job, error) => log.error({ err: error }, `${job} failed`),
      signal,
    }),
  );
  schedule.restart();
  const watching = watchClock({
    clock,
    sleep: timerSleep,
    jumped(by) {
      log.warn(`the clock jumped by ${Math.round(by / SECOND)} s: the calendar was set anew`);
      schedule.restart();
      channels.wake();
    },
    signal,
  });
  closing.defer(() => watching);
  return closing;
}
