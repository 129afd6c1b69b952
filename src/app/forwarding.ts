import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Destination } from '../forward/destination.ts';
import type { Forwarder } from '../forward/forwarder.ts';
import type { Outlet } from '../forward/outlet.ts';
import type { Ended } from '../forward/pieces.ts';
import type { Log } from '../log/log.ts';
import { trouble } from '../log/trouble.ts';
import type { Export, ExportPlace, ExportStatus, MetricFacts } from '../model/export.ts';
import type { MetricDefinition } from '../model/metric.ts';
import type { Clock } from '../model/time.ts';
import { DAY, SECOND } from '../model/time.ts';
import type { Samples } from '../store/ports.ts';
import type { SampleRow } from '../store/samples/port.ts';
import type { Live } from './live.ts';

const UNKNOWN: MetricFacts = { unit: 'none', isCounter: false };
/** What the queue of one destination may hold. */
const LIMITS = { bytes: 256 * 1_024 * 1_024, age: 7 * DAY };

export interface ForwardingDeps {
  readonly live: Pick<Live, 'config' | 'catalogue' | 'target'>;
  readonly samples: Samples;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}

/** Pushes what is stored to the destinations that are configured. */
export interface Forwarding extends AsyncDisposable {
  /** The samples; whatever is stored through them is pushed too. */
  readonly samples: Samples;
  /** Takes over the destinations in force. */
  refresh(): Promise<void>;
  status(): readonly ExportStatus[];
  /** Seconds that the oldest sample has waited; 0 when none does. */
  oldest(): number;
}

export async function openForwarding(deps: ForwardingDeps): Promise<Forwarding> {
  const { live, clock, log } = deps;
  const folder = join(live.config().dataDir, 'forward');
  let running: Forwarder | null = null;
  const status = () => running?.status() ?? [];

  const refresh = async () => {
    const { exports } = live.config();
    if (exports.length > 0 && running === null) running = await start(deps, folder);
    await running?.configure(exports);
    for (const name of await leftover(folder, exports)) {
      log.warn(
        `exports: samples wait for ${name}, which is configured no more: configure it again, or delete ${join(folder, name)}`,
      );
    }
  };
  const offer = (rows: readonly SampleRow[]) => {
    running?.offer(
      rows.flatMap(({ target: id, metric, labels, at, value }) => {
        const target = live.target(id)?.name;
        return target === undefined ? [] : [{ target, metric, labels, at, value }];
      }),
    );
  };
  await refresh();
  return {
    samples: tapped(deps.samples, offer),
    refresh,
    status,
    oldest() {
      const since = status().flatMap(({ oldest }) => (oldest === null ? [] : [oldest]));
      if (since.length === 0) return 0;
      return Math.max(0, Math.round((clock.now() - Math.min(...since)) / SECOND));
    },
    [Symbol.asyncDispose]: async () => running?.[Symbol.asyncDispose](),
  };
}

/** Tells of every row that was stored, by whatever way it came. */
export function tapped(samples: Samples, stored: (rows: readonly SampleRow[]) => void): Samples {
  const ingest: Samples['ingest'] = async (rows, options) => {
    const ingested = await samples.ingest(rows, options);
    const refused = new Set(ingested.refused.map(({ index }) => index));
    stored(refused.size === 0 ? rows : rows.filter((_, index) => !refused.has(index)));
    return ingested;
  };
  return {
    ...samples,
    ingest,
    async append(target, at, readings) {
      await ingest(
        readings.map(({ metric, labels, value }) => ({ target, metric, labels, at, value })),
      );
    },
  };
}

/** Loaded only when something is to be pushed. */
async function start({ live, clock, log }: ForwardingDeps, folder: string) {
  const [{ forwarder }, { openOutlet }, connect] = await Promise.all([
    import('../forward/forwarder.ts'),
    import('../forward/outlet.ts'),
    connector(),
  ]);
  return forwarder({
    open: (wanted): Outlet =>
      openOutlet(wanted, {
        ...{ folder: join(folder, wanted.name), limits: LIMITS, clock, random: Math.random },
        ...{ describe: describer(live), connect, ...teller(log, wanted.name) },
      }),
  });
}

/** What the catalogue in force says of a metric. */
function describer(live: ForwardingDeps['live']): (name: string) => MetricFacts {
  let catalogue: readonly MetricDefinition[] = [];
  let facts = new Map<string, MetricFacts>();
  return (name) => {
    const { metrics } = live.catalogue();
    if (metrics !== catalogue) {
      const all = metrics.map(({ name: own, unit, type }) => {
        return [own, { unit, isCounter: type === 'counter' }] as const;
      });
      [catalogue, facts] = [metrics, new Map(all)];
    }
    return facts.get(name) ?? UNKNOWN;
  };
}

async function connector(): Promise<(place: ExportPlace) => Destination> {
  const [{ influx }, { pushUrl }, { remoteWrite }] = await Promise.all([
    import('../forward/influx.ts'),
    import('../forward/push-url.ts'),
    import('../forward/remote-write.ts'),
  ]);
  return (place) => {
    switch (place.kind) {
      case 'url':
        return pushUrl(place, fetch);
      case 'influx':
        return influx(place, fetch);
      case 'remote_write':
        return remoteWrite(place, fetch);
      default:
        return place satisfies never;
    }
  };
}

/** Says each kind of trouble once until it is over, so that an outage is a line and not a page. */
function teller(log: ForwardingDeps['log'], name: string) {
  const disk = trouble(log, () => true);
  let said: string | null = null;
  let isDropping = false;
  /** A server's words may quote what it refuses; its status is the same for all. */
  const say = ({ kind, reason }: Ended, tell: () => void) => {
    const text = `${kind} ${/^HTTP \d+/.exec(reason ?? '')?.[0] ?? reason}`;
    if (said !== text) tell();
    said = text;
  };
  return {
    tried(ended: Ended): void {
      const { kind, reason } = ended;
      if (kind === 'retry') {
        say(ended, () => log.warn(`export ${name}: ${reason}; samples are kept, trying again`));
        return;
      }
      if (ended.rejected > 0) {
        const text = `export ${name}: it refuses samples for good, which are left out there: ${reason}`;
        say(ended, () => log.error(text));
        return;
      }
      if (said !== null) log.info(`export ${name}: samples arrive again`);
      said = null;
      isDropping = false;
    },
    dropped(samples: number, why: string): void {
      if (!isDropping) log.error(`export ${name}: ${samples} samples are given up: ${why}`);
      isDropping = true;
    },
    disk(what: 'written' | 'read', error: unknown): void {
      const queue = `export ${name}, its queue cannot be ${what}`;
      if (error === null) disk.worked(queue);
      else disk.failed(queue, error);
    },
  };
}

/** Queues of destinations that are configured no more. */
async function leftover(folder: string, exports: readonly Export[]): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !exports.some((one) => one.name === name));
}
