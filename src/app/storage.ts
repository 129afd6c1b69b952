import type { Config } from '../config/config.ts';
import type { RefusedSeries, RefusedTally } from '../model/refused-series.ts';
import { refusedTally } from '../model/refused-series.ts';
import { allBytes, type StorageReport } from '../model/storage.ts';
import type { Clock } from '../model/time.ts';
import { DAY, HOUR } from '../model/time.ts';
import { storageForecast } from '../report/storage-forecast.ts';
import type { Events, Logs, Samples, Store } from '../store/ports.ts';
import type { SamplePolicy } from '../store/samples/port.ts';
import type { BackupKeeper } from './backups.ts';
import type { Live } from './live.ts';
import { writtenMeter } from './written.ts';

/** Days that are as good as never. */
const NEVER = 3_650;
/** How long a forecast holds: to make one, parts of the file are read. */
const FORECAST = HOUR;

export interface StorageDeps {
  readonly live: Live;
  readonly store: Pick<Store, 'size'>;
  readonly samples: Pick<Samples, 'usage' | 'stats' | 'size'>;
  readonly events: Pick<Events, 'usage'>;
  readonly logs: Pick<Logs, 'size'>;
  readonly backups: Pick<BackupKeeper, 'list'>;
  readonly clock: Clock;
}

/** Knows what is kept, and what does not fit. */
export interface StorageWatch {
  /** New series that were refused on their way in are counted here. */
  readonly refused: RefusedTally;
  report(): Promise<StorageReport>;
  /** What the monitor finds of its own storage, as metrics of itself; asked once a minute. */
  measure(): Promise<Readonly<Record<string, number>>>;
}

/** How much is kept, and how long, as it is configured. */
export function samplePolicy({
  storage,
  metrics,
}: Pick<Config, 'storage' | 'metrics'>): SamplePolicy {
  const { seriesPerTarget, seriesTotal, hours } = storage;
  const own = metrics.flatMap(({ said, retention }) =>
    retention === null ? [] : [[said.name, { raw: retention }] as const],
  );
  return {
    limits: { perTarget: seriesPerTarget, all: seriesTotal },
    retention: { hours, metrics: Object.fromEntries(own) },
  };
}

export function watchStorage(deps: StorageDeps): StorageWatch {
  const { live, clock, samples } = deps;
  const refused = refusedTally();
  const refusals = recentRefusals(clock);
  const written = writtenMeter(clock);
  let forecast: { readonly at: number; readonly daysLeft: number | null } | null = null;

  async function look(): Promise<{ readonly fresh: number }> {
    const stats = await samples.stats();
    written.note(stats.written);
    return { fresh: refusals.note([...refused.all(), ...stats.refusedSeries]) };
  }

  async function daysLeft(): Promise<number> {
    const now = clock.monotonic();
    if (forecast === null || now - forecast.at >= FORECAST) {
      const made = storageForecast(await report());
      forecast = { at: now, daysLeft: made?.daysLeft ?? null };
    }
    return forecast.daysLeft ?? NEVER;
  }

  async function report(): Promise<StorageReport> {
    const usage = await samples.usage();
    const { events: count, bytes, perDay, most } = await deps.events.usage();
    const { storage, retention, metrics } = live.config();
    const nameOf = (id: number) => live.target(id)?.name ?? `target ${id} (watched no more)`;
    return {
      parts: await partsOf(deps),
      limit: storage.limit,
      logsLimit: storage.logBytes,
      samples: {
        ...{ series: usage.series, count: usage.samples, free: usage.free },
        ...{ bytesEach: usage.bytesPerSample, tiers: usage.tiers },
        ...{ perDay: usage.perDay, oldest: usage.oldest, own: usage.own },
        targets: usage.targets.map(({ target, ...rest }) => ({ target: nameOf(target), ...rest })),
      },
      events: { count, bytes, perDay, most },
      retention: {
        ...{ points: retention, hours: storage.hours },
        exceptions: metrics.flatMap(({ said, retention: kept }) =>
          kept === null ? [] : [{ metric: said.name, kept }],
        ),
      },
      written: written.lastDay(),
      writtenLimit: storage.writtenPerDay,
      series: {
        ...{ perTarget: storage.seriesPerTarget, all: storage.seriesTotal },
        refused: refusals
          .recent()
          .map((one) => ({ ...one, target: one.target === 0 ? 'others' : nameOf(one.target) })),
      },
      registered: live.registered().size,
    };
  }

  return {
    refused,
    async report() {
      await look();
      return report();
    },

    async measure() {
      const { storage } = live.config();
      const { fresh } = await look();
      const all = allBytes(await partsOf(deps));
      const wrote = written.lastDay();
      return {
        'self.series_refused': fresh,
        'self.storage_bytes': all,
        ...(storage.limit !== null && {
          'self.storage_used': (100 * all) / storage.limit,
          'self.storage_days_left': await daysLeft(),
        }),
        // What a few minutes would come to in a day is no measurement.
        ...(wrote !== null &&
          wrote.span >= HOUR && {
            'self.written_used': (100 * wrote.bytes * DAY) / wrote.span / storage.writtenPerDay,
          }),
      };
    },
  };
}

async function partsOf({
  store,
  samples,
  logs,
  backups,
}: StorageDeps): Promise<StorageReport['parts']> {
  const [database, bytes, entries, { kept }] = await Promise.all([
    store.size(),
    samples.size(),
    logs.size(),
    backups.list(),
  ]);
  return {
    database,
    samples: bytes,
    logs: entries,
    backups: kept.reduce((sum, one) => sum + one.bytes, 0),
  };
}

/** Finds in counts that only grow what came since they were looked at last. */
function recentRefusals(clock: Pick<Clock, 'monotonic'>) {
  const seen = new Map<string, { count: number; at: number; one: RefusedSeries }>();
  return {
    /** How many came since. */
    note(all: readonly RefusedSeries[]): number {
      let fresh = 0;
      const counts = new Map<string, RefusedSeries>();
      for (const one of all) {
        const key = `${one.target} ${one.metric}`;
        const count = one.count + (counts.get(key)?.count ?? 0);
        counts.set(key, { ...one, count });
      }
      for (const [key, one] of counts) {
        const before = seen.get(key)?.count ?? 0;
        // A thread that died took its count with it.
        const more = one.count >= before ? one.count - before : one.count;
        if (more > 0) seen.set(key, { count: one.count, at: clock.monotonic(), one });
        fresh += more;
      }
      return fresh;
    },
    /** Within the last hour, with their counts since the start. */
    recent: (): readonly RefusedSeries[] =>
      [...seen.values()]
        .filter(({ at }) => clock.monotonic() - at < HOUR)
        .map(({ one }) => one)
        .sort((one, other) => other.count - one.count),
  };
}
