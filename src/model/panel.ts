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

/** A picture that people ask for by its name. */
export interface ChartPreset {
  readonly name: string;
  readonly title: string;
  readonly look: 'line' | 'area' | 'stacked' | 'bars';
  /** As people write it, such as `24h`. */
  readonly window: string;
  /** Ends of the scale; null: of the values' own. */
  readonly bounds: readonly [least: number | null, most: number | null];
  /** All of one unit; of each every series. */
  readonly lines: readonly {
    readonly metric: string;
    readonly title: string;
    /** `#rrggbb` */
    readonly colour?: string;
  }[];
}
