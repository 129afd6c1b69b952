import type { SeriesFunction } from './series-question.ts';

/** One figure of a panel. */
export type PanelField = { readonly title: string; readonly metric: string } & (
  | { readonly show: 'now' }
  /** One function over the last `window` milliseconds. */
  | { readonly show: 'over'; readonly fn: SeriesFunction; readonly window: number }
  /** So much for one of another metric. */
  | { readonly show: 'per'; readonly other: string }
  /** How fast it grows in an hour, and when it is at `limit` if that goes on. */
  | { readonly show: 'until'; readonly limit: number }
);

/** What belongs together about a kind of application, on one card. */
export interface Panel {
  readonly name: string;
  readonly title: string;
  readonly fields: readonly PanelField[];
  /** A row for each value of a label. */
  readonly table?: {
    readonly label: string;
    readonly columns: readonly { readonly title: string; readonly metric: string }[];
  };
  /** Metric that is drawn over the last day. */
  readonly trend?: string;
  /** Type of events whose newest is shown: rows of JSON, as declared probes keep them. */
  readonly event?: string;
}
