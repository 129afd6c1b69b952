import { monitorEventLoopDelay } from 'node:perf_hooks';
import { compareSeverity, SEVERITIES } from '../model/alert.ts';
import type { ExportStatus } from '../model/export.ts';
import type { MetricDefinition } from '../model/metric.ts';
import { described } from '../model/metric.ts';
import type { Labels } from '../model/sample.ts';
import { noLabels } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Clock, Instant } from '../model/time.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import type { Samples, Store } from '../store/ports.ts';
import type { Described, Family, Newest } from '../web/exposition.ts';
import { familiesOf, together } from '../web/exposition.ts';
import { countedFamilies, pushedFamilies } from '../web/histogram-families.ts';
import type { Tally } from '../web/histograms.ts';
import type { Alerting } from './alerting.ts';
import type { Live } from './live.ts';

/** A series without a value for so long, or for three rounds, has gone. */
const GONE_AFTER = 15 * MINUTE;
const ROUNDS = 3;
/** Points of one series within that time are fewer. */
const MAX_POINTS = 100_000;
/** Series that are looked up before others get their turn. */
const BATCH = 100;
/** How often the event loop is looked at, in milliseconds. */
const RESOLUTION = 10;
const NANOSECONDS = 1e9;

export interface ScrapeDeps {
  readonly live: Live;
  readonly alerting: Pick<Alerting, 'book'>;
  readonly store: Pick<Store, 'outbox'>;
  readonly samples: Pick<Samples, 'series' | 'points'>;
  readonly tally: Pick<Tally, 'all'>;
  readonly clock: Clock;
  /** Destinations of samples. */
  exports(): readonly ExportStatus[];
  readonly version: string;
  readonly startedAt: number;
}

export type Scrape = Disposable & { families(signal: AbortSignal): Promise<readonly Family[]> };

/** What `GET /metrics` shows: the newest value of every series, and how the process itself does. */
export function openScrape(deps: ScrapeDeps): Scrape {
  const lag = monitorEventLoopDelay({ resolution: RESOLUTION });
  lag.enable();
  return {
    async families(signal) {
      const targets = [...deps.live.targets(), deps.live.self];
      const newest: Newest[] = [];
      for (const target of targets) newest.push(...(await newestOf(deps, target, signal)));
      const describe = descriptions(deps.live);
      const names = new Map(targets.map(({ id, name }) => [id, name]));
      const nameOf = (id: number) => names.get(id) ?? null;
      const counted = countedFamilies(deps.tally.all(), nameOf, describe);
      // Of one value per case the newest says nothing.
      const plain = newest.filter(({ metric }) => describe(metric)?.type !== 'histogram');
      const pushed = pushedFamilies(plain, describe);
      const measured = familiesOf(pushed.rest, describe);
      return together(await ownFamilies(deps, lag), counted, pushed.families, measured);
    },
    [Symbol.dispose]: () => void lag.disable(),
  };
}

async function newestOf(
  { samples, clock }: ScrapeDeps,
  target: Target,
  signal: AbortSignal,
): Promise<Newest[]> {
  const now = clock.now();
  const from = now - Math.max(GONE_AFTER, ROUNDS * target.interval);
  const range = { from, to: now + MINUTE, limit: MAX_POINTS };
  const all = await samples.series(target.id);
  const found: Newest[] = [];
  for (let at = 0; at < all.length; at += BATCH) {
    signal.throwIfAborted();
    const asked = all.slice(at, at + BATCH).map(async (series): Promise<Newest[]> => {
      const last = (await samples.points(target.id, series, range)).at(-1);
      return last ? [{ target: target.name, ...series, ...last }] : [];
    });
    found.push(...(await Promise.all(asked)).flat());
  }
  return found;
}

/** Its title, else what whoever sends it says of it. */
function shownTitle({ name, title, explanation = '' }: MetricDefinition): string {
  if (title !== name) return title;
  return explanation || `${name}, as it was sent`;
}

function descriptions(live: Live): (metric: string) => Described | null {
  const { find } = live.catalogue();
  return (name) => {
    const found = find(name);
    if (!found) return null;
    const { type } = described(found);
    // What a sender calls a histogram comes as a value like others.
    const isTold = live.registered().get(name)?.source === 'program' && type === 'histogram';
    return { title: shownTitle(found), type: isTold ? 'gauge' : type };
  };
}

async function ownFamilies(
  { alerting, store, exports, clock, version, startedAt }: ScrapeDeps,
  lag: ReturnType<typeof monitorEventLoopDelay>,
): Promise<Family[]> {
  const { queued, sending } = await store.outbox.counts();
  const open = [...alerting.book.open(null)].filter(({ state }) => state.kind !== 'pending');
  const late = Math.max(0, lag.percentile(99) / NANOSECONDS - RESOLUTION / SECOND);
  lag.reset();
  return [
    gauge('tocsin_info', 'The version that runs', [[1, { version }]]),
    gauge('tocsin_outbox_waiting', 'Messages that are still to be sent', [[queued + sending]]),
    gauge(
      'tocsin_alerts_open',
      'Alerts that have fired and are not resolved',
      [...SEVERITIES].sort(compareSeverity).map((severity) => {
        return [open.filter((alert) => alert.severity === severity).length, { severity }] as const;
      }),
    ),
    gauge(
      'tocsin_event_loop_lag_seconds',
      'By how much 1 of 100 timers was late at most, since the last look',
      [[late]],
    ),
    gauge('process_resident_memory_bytes', 'Memory of the process', [[process.memoryUsage.rss()]]),
    gauge('process_start_time_seconds', 'When the process started', [[startedAt / SECOND]]),
    ...forwardFamilies(exports(), clock.now()),
  ];
}

/** How the destinations of samples do, one series for each. */
function forwardFamilies(exports: readonly ExportStatus[], now: Instant): Family[] {
  if (exports.length === 0) return [];
  const each = (value: (one: ExportStatus) => number | null) =>
    exports.flatMap((one): (readonly [number, Labels])[] => {
      const found = value(one);
      return found === null ? [] : [[found, { destination: one.name }]];
    });
  const counter = (name: string, help: string, value: (one: ExportStatus) => number): Family => ({
    ...gauge(name, help, each(value)),
    type: 'counter',
  });
  const sent = 'Samples that the destination took';
  const dropped = 'Samples that were given up because the queue was full, too old or damaged';
  const rejected = 'Samples that the destination refused for good';
  const since = ({ oldest }: ExportStatus) => (oldest === null ? 0 : (now - oldest) / SECOND);
  const last = ({ lastSuccess }: ExportStatus) => lastSuccess && lastSuccess / SECOND;
  return [
    gauge(
      'tocsin_forward_waiting',
      'Samples that are still to be pushed',
      each((one) => one.waiting),
    ),
    gauge('tocsin_forward_oldest_seconds', 'How long the oldest of them has waited', each(since)),
    gauge('tocsin_forward_last_success_seconds', 'When samples were taken last', each(last)),
    counter('tocsin_forward_sent_total', sent, (one) => one.sent),
    counter('tocsin_forward_dropped_total', dropped, (one) => one.dropped),
    counter('tocsin_forward_rejected_total', rejected, (one) => one.rejected),
  ];
}

function gauge(
  name: string,
  help: string,
  samples: readonly (readonly [value: number, labels?: Labels])[],
): Family {
  return {
    ...{ name, help },
    type: 'gauge',
    samples: samples.map(([value, labels = noLabels()]) => ({ labels, value, at: null })),
  };
}
