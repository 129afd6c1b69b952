import type { ExportPlace, MetricFacts, OutgoingSample } from '../model/export.ts';
import type { Instant } from '../model/time.ts';

/** What one request holds. */
export interface Batch {
  /** The same whenever these samples are sent again, also after a restart. */
  readonly key: string;
  readonly sentAt: Instant;
  /** In the order in which they were stored. At least one. */
  readonly samples: readonly OutgoingSample[];
  describe(metric: string): MetricFacts;
}

/** How a try ended. Reasons are one line for people and hold no secret. */
export type Sent =
  | { readonly kind: 'delivered' }
  /** Not now: the destination is away, busy, or wants other credentials. `after`: milliseconds it asked to wait. */
  | { readonly kind: 'retry'; readonly after: number; readonly reason: string }
  /** Never: these samples are not to its liking. A part of them may be. */
  | { readonly kind: 'rejected'; readonly reason: string };

/** A place outside that takes samples. */
export interface Destination {
  readonly kind: ExportPlace['kind'];
  /**
   * Sends all of a batch. What was taken already is taken again without harm.
   *
   * @throws the signal's reason when `signal` aborts first; nothing else.
   */
  send(batch: Batch, signal: AbortSignal): Promise<Sent>;
}
