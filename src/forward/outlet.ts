import type { Export, ExportStatus, MetricFacts, OutgoingSample } from '../model/export.ts';
import type { Clock, Instant } from '../model/time.ts';
import { bell } from './bell.ts';
import type { Destination } from './destination.ts';
import type { Ended } from './pieces.ts';
import type { Queue, QueueLimits } from './queue.ts';
import { openQueue } from './queue.ts';
import { keepSending } from './sender.ts';
import { toDisk } from './to-disk.ts';

export interface OutletDeps {
  /** Folder of the queue. */
  readonly folder: string;
  readonly limits: QueueLimits;
  readonly clock: Clock;
  random(): number;
  describe(metric: string): MetricFacts;
  connect(place: Export['place']): Destination;
  /** A try ended. */
  tried(ended: Ended): void;
  /** Part of the queue's work on the disk failed, or works again (null). */
  disk(what: 'written' | 'read', error: unknown): void;
  dropped(samples: number, why: string): void;
}

/** One destination with its queue. */
export interface Outlet extends AsyncDisposable {
  /** Queues those of the samples that are wanted there. Never waits and never fails. */
  offer(samples: readonly OutgoingSample[]): void;
  /** Sends elsewhere, or other samples, from now on; what is queued stays. */
  change(wanted: Export): void;
  status(): ExportStatus;
}

/** Begins to take and to send. Disposing writes what is left to the queue and leaves it for the next start. */
export function openOutlet(first: Export, deps: OutletDeps): Outlet {
  const { folder, limits, clock } = deps;
  const stop = new AbortController();
  const [written, retryNow] = [bell(), bell()];
  let wanted = first;
  let destination = deps.connect(first.place);
  let opening: Promise<Queue> | null = null;
  let opened: Queue | null = null;
  const tally = tallying();

  const dropped = (samples: number, why: string) => {
    tally.dropped(samples);
    deps.dropped(samples, why);
  };
  const queue = (): Promise<Queue> => {
    opening ??= openQueue({ folder, limits, now: clock.now, dropped }).then(
      (made) => {
        opened = made;
        return made;
      },
      (error: unknown) => {
        opening = null;
        throw error;
      },
    );
    return opening;
  };
  const buffer = toDisk({
    ...{ now: clock.now, queue, dropped, written: written.ring },
    disk: (error) => deps.disk('written', error),
  });
  const writing = buffer.run(stop.signal);
  const sending = keepSending(
    {
      ...{ clock, random: deps.random, describe: deps.describe, queue, written, retryNow },
      destination: () => destination,
      sending: (batch) => tally.sending(batch?.oldest ?? null),
      tried(ended) {
        tally.tried(ended, clock.now());
        deps.tried(ended);
      },
      disk: (error) => deps.disk('read', error),
    },
    stop.signal,
  );

  return {
    offer: (samples) => buffer.offer(wantedOf(samples, wanted)),
    change(next) {
      wanted = next;
      destination = deps.connect(next.place);
      retryNow.ring();
    },
    status: () => ({
      ...{ name: wanted.name, kind: wanted.place.kind, ...tally.now() },
      waiting: buffer.waiting() + (opened?.waiting() ?? 0),
    }),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all([writing, sending]);
      await opened?.[Symbol.asyncDispose]();
    },
  };
}

/** What happened since the process began. */
function tallying() {
  const total = { sent: 0, dropped: 0, rejected: 0 };
  let lastSuccess: Instant | null = null;
  let oldest: Instant | null = null;
  let trouble: string | null = null;
  return {
    dropped(samples: number) {
      total.dropped += samples;
    },
    sending(since: Instant | null) {
      oldest = since;
    },
    tried(ended: Ended, at: Instant) {
      trouble = ended.reason;
      if (ended.kind === 'retry') return;
      total.sent += ended.delivered;
      total.rejected += ended.rejected;
      if (ended.delivered > 0) lastSuccess = at;
    },
    now: () => ({ ...total, lastSuccess, oldest, trouble }),
  };
}

function wantedOf(
  samples: readonly OutgoingSample[],
  { metrics, targets, labels }: Export,
): readonly OutgoingSample[] {
  const kept = samples.filter(
    ({ metric, target }) =>
      (metrics.length === 0 || metrics.some((beginning) => metric.startsWith(beginning))) &&
      (targets.length === 0 || targets.includes(target)),
  );
  if (Object.keys(labels).length === 0) return kept;
  return kept.map((one) => ({ ...one, labels: { ...labels, ...one.labels } }));
}
