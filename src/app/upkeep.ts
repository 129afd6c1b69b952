import { dirname } from 'node:path';
import { tellElsewhere } from '../alert/fail-over.ts';
import type { OwnNetwork } from '../alert/own-network.ts';
import type { Cluster } from '../cluster/solo.ts';
import { timerSleep } from '../collect/sleep.ts';
import type { Log } from '../log/log.ts';
import { trouble } from '../log/trouble.ts';
import type { JobView } from '../model/job.ts';
import type { OutboxEntry } from '../model/outbox.ts';
import type { Clock } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import type { Job } from '../schedule/calendar.ts';
import { calendar } from '../schedule/calendar.ts';
import { watchClock } from '../schedule/clock-watch.ts';
import type { Events, Logs, Samples, Store } from '../store/ports.ts';
import { StoreError } from '../store/ports.ts';
import type { Alerting } from './alerting.ts';
import { hourly, keepAuditing, tally } from './audit.ts';
import type { BackupKeeper } from './backups.ts';
import { forecastJob } from './foretelling.ts';
import type { Forwarding } from './forwarding.ts';
import { handovers } from './handovers.ts';
import { jobViews } from './job-views.ts';
import type { Live } from './live.ts';
import { mirrorJob } from './mirroring.ts';
import { passOn } from './pass-on.ts';
import { keepResuming } from './pauses.ts';
import type { People } from './people.ts';
import { pruningJob } from './pruning.ts';
import type { channelList } from './sending.ts';
import type { StorageWatch } from './storage.ts';
import { type MakeReport, summaryJobs } from './summaries.ts';
import { keepSweeping } from './sweeping.ts';
import type { Watching } from './watching.ts';

export interface UpkeepDeps {
  readonly live: Live;
  readonly alerting: Alerting;
  readonly people: Pick<People, 'overrides'>;
  readonly store: Store;
  readonly samples: Samples;
  readonly events: Pick<Events, 'prune'>;
  readonly logs: Pick<Logs, 'prune'>;
  readonly backups: BackupKeeper;
  readonly storage: Pick<StorageWatch, 'measure'>;
  readonly network: OwnNetwork;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly log: Log;
  readonly channels: ReturnType<typeof channelList>;
  readonly forwarding: Pick<Forwarding, 'oldest'>;
  readonly signal: AbortSignal;
  readonly report: MakeReport;
  queued(): void;
}

/** What was begun. */
interface Started {
  /** Takes over another calendar. */
  restart(): void;
  /** What happens by the calendar. */
  jobs(): Promise<readonly JobView[]>;
}

/** What goes on beside the rounds: what happens by time alone, by the calendar, and the monitor's look at itself. */
export function openUpkeep(deps: UpkeepDeps) {
  const { alerting, store, clock, log, channels, signal } = deps;
  const given = hourly(clock);
  const errors = tally();
  const jumps = tally();
  const closing = new AsyncDisposableStack();
  const failing = trouble(log, (error) => error instanceof StoreError);

  return {
    /** A round could not be judged, or could. */
    judged(error: unknown): void {
      if (error !== null) errors.add(1);
    },

    /** A message was given up: another channel tells of it. */
    async undelivered(entry: OutboxEntry, reason: string): Promise<void> {
      given.add();
      const at = clock.now();
      const why = `${entry.channel} does not take it: ${reason}`;
      const { overdue, posted } = store.outbox;
      const over = { ...alerting, overdue, posted, backups: channels.backups };
      if (entry.kind === 'card') await tellElsewhere(over, entry, { at, why });
      else await passOn({ store, backups: channels.backups }, entry, { at, why });
      channels.wake();
    },

    /** Begins; `restart` takes over another calendar. */
    start(watching: Watching): Started {
      const planned = runCalendar(deps, (by) => jumps.add(by));
      closing.use(planned);
      const sweeping = keepSweeping(
        {
          ...deps,
          backups: channels.backups,
          handovers: handovers(deps),
          failed(error) {
            errors.add(1);
            failing.failed('alerts by time', error);
          },
          worked: () => failing.worked('alerts by time'),
        },
        signal,
      );
      const auditing = keepAuditing(
        {
          ...deps,
          folder: dirname(deps.live.config().databaseFile),
          lastRound: watching.lastRound,
          ruleErrors: errors.take,
          clockJump: jumps.take,
          undelivered: given.count,
          forwardOldest: deps.forwarding.oldest,
          storage: () => storageNow(deps, failing),
          take: (round) => watching.take(deps.live.self, round),
          fetch,
          failed: failing.failed,
          worked: failing.worked,
        },
        signal,
      );
      const resuming = keepResuming(
        {
          pauses: alerting.pauses,
          targets: deps.live.targets,
          resumed: watching.refresh,
          failed: (error) => failing.failed('pauses of targets', error),
        },
        signal,
      );
      closing.defer(async () => void (await Promise.all([sweeping, auditing, resuming])));
      const startedAt = clock.now();
      const jobs = () => jobViews(planned.jobs(), store.jobs, { now: clock.now(), startedAt });
      return { restart: planned.restart, jobs };
    },

    [Symbol.asyncDispose]: () => closing[Symbol.asyncDispose](),
  };
}

/** A store that does not answer must not hide the rest of what the audit finds. */
async function storageNow(
  { storage }: UpkeepDeps,
  { failed, worked }: ReturnType<typeof trouble>,
): Promise<Readonly<Record<string, number>>> {
  try {
    const found = await storage.measure();
    worked('a look at the storage');
    return found;
  } catch (error) {
    failed('a look at the storage', error);
    return {};
  }
}

/** Summaries, pruning and backups by the calendar, set anew when the clock jumps or the configuration changes. */
function runCalendar(
  {
    live,
    alerting,
    store,
    samples,
    events,
    logs,
    backups,
    report,
    clock,
    log,
    channels,
    cluster,
    signal,
  }: UpkeepDeps,
  jumped: (by: number) => void,
): AsyncDisposable & { restart(): void; jobs(): readonly Job[] } {
  let planned: readonly Job[] = [];
  const made = () => {
    const { linked, wake: queued } = channels;
    const kept = { store, samples, events, logs };
    const paused = alerting.pauses.of;
    const parts = {
      report,
      config: live.config(),
      ...kept,
      paused,
      now: clock.now,
      linked,
      queued,
      reached: alerting.audience.destinations,
    };
    const jobs: Job[] = [
      ...summaryJobs(parts),
      pruningJob(live.config(), parts),
      backups.job(),
      forecastJob({ live, store, samples, now: clock.now }),
    ];
    const { mirror } = live.config();
    if (mirror) jobs.push(mirrorJob({ ...live.config(), mirror }, clock.now));
    planned = cluster.holds('scheduler') ? jobs : [];
    return calendar({
      jobs: planned,
      log: { ...store.jobs, ...store.settings },
      now: clock.now,
      failed: (job, error) => log.error({ err: error }, `${job} failed`),
      signal,
    });
  };
  let schedule = made();
  let former: Promise<unknown> = Promise.resolve();
  schedule.restart();
  const watching = watchClock({
    clock,
    sleep: timerSleep,
    jumped(by) {
      jumped(by);
      log.warn(`the clock jumped by ${Math.round(by / SECOND)} s: the calendar was set anew`);
      schedule.restart();
      channels.wake();
    },
    signal,
  });
  return {
    jobs: () => planned,
    restart() {
      const old = schedule;
      former = former.then(() => old[Symbol.asyncDispose]()).catch(() => {});
      schedule = made();
      schedule.restart();
    },
    async [Symbol.asyncDispose]() {
      await former;
      await schedule[Symbol.asyncDispose]();
      await watching;
    },
  };
}
