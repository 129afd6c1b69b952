import type { Unit } from './metric.ts';
import type { Labels } from './sample.ts';
import type { Instant } from './time.ts';

/** What a destination asks of whoever writes to it. */
export type ExportLogin =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'password'; readonly user: string; readonly password: string };

/** Where samples are pushed to. `url` has no user and no password in it. */
export type ExportPlace = {
  readonly url: string;
  readonly login: ExportLogin;
} & (
  | { readonly kind: 'url' }
  | { readonly kind: 'remote_write' }
  /** `into` is a database of InfluxDB 1, or a bucket of InfluxDB 2; `url` is the server's own. */
  | {
      readonly kind: 'influx';
      readonly into: { readonly db: string } | { readonly org: string; readonly bucket: string };
    }
);

/** A named place, which samples go there, and the labels that they get on the way. */
export interface Export {
  readonly name: string;
  readonly place: ExportPlace;
  /** Beginnings of metric names; empty: every metric. */
  readonly metrics: readonly string[];
  /** Names of targets; empty: every target. */
  readonly targets: readonly string[];
  /** A label that a sample has already stays as it is. */
  readonly labels: Labels;
}

/** A sample on its way out: its target by name, since elsewhere nobody knows our ids. */
export interface OutgoingSample {
  readonly target: string;
  readonly metric: string;
  readonly labels: Labels;
  readonly at: Instant;
  /** Finite. */
  readonly value: number;
}

/** What is known of a metric, for those who want it beside the value. */
export interface MetricFacts {
  readonly unit: Unit;
  readonly isCounter: boolean;
}

/** How one destination does. Counts are of samples, and begin at 0 when the process does. */
export interface ExportStatus {
  readonly name: string;
  readonly kind: ExportPlace['kind'];
  readonly waiting: number;
  /** When the oldest of those that wait was stored; null when none waits. */
  readonly oldest: Instant | null;
  /** When the destination took something last, or null. */
  readonly lastSuccess: Instant | null;
  readonly sent: number;
  /** Given up because the queue was full or too old, or could not be written or read. */
  readonly dropped: number;
  /** Refused by the destination for good. */
  readonly rejected: number;
  /** Why the last try failed; null when it did not. */
  readonly trouble: string | null;
}
