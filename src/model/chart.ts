import type { Unit } from './metric.ts';
import type { Instant } from './time.ts';

/** What a line, a span or a limit of a picture means; themes choose the colour. */
export type ChartTone = 'plain' | 'good' | 'warning' | 'bad' | 'critical' | 'muted';

/** Evenly or unevenly spaced, oldest first; null is a gap, never drawn as a line. */
export type ChartPoint = readonly [at: Instant, value: number | null];

export interface ChartSeries {
  readonly name: string;
  readonly points: readonly ChartPoint[];
  /** Drawn beside the others for comparison: dashed and pale, such as the same hours of last week. */
  readonly isBefore?: true;
  /** `#rrggbb` where a preset names one. */
  readonly colour?: string;
}

/** Something that lasted, drawn behind the lines: an alert, a maintenance, a gap. */
export interface ChartSpan {
  readonly from: Instant;
  /** null while it lasts. */
  readonly to: Instant | null;
  readonly label: string;
  readonly tone: ChartTone;
}

interface TimeFrame {
  readonly title: string;
  /** IANA zone of the axis. */
  readonly zone: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** Values over time. */
export interface TimeChart extends TimeFrame {
  readonly kind: 'time';
  readonly look: 'line' | 'area' | 'stacked' | 'bars';
  readonly unit: Unit;
  readonly series: readonly ChartSeries[];
  /** Ends of the scale; null: of the values' own. */
  readonly bounds: readonly [least: number | null, most: number | null];
  /** Thresholds, as lines across. */
  readonly limits: readonly {
    readonly value: number;
    readonly label: string;
    readonly tone: ChartTone;
  }[];
  /** Moments with a name, such as a deployment. */
  readonly marks: readonly { readonly at: Instant; readonly label: string }[];
  readonly spans: readonly ChartSpan[];
  /** Where values are usual, or where a forecast expects them. */
  readonly band: {
    readonly name: string;
    readonly points: readonly (readonly [at: Instant, low: number, high: number])[];
  } | null;
}

/** Rows of states over time, such as of checks. */
export interface StatesChart extends TimeFrame {
  readonly kind: 'states';
  readonly rows: readonly { readonly name: string; readonly spans: readonly ChartSpan[] }[];
}

/** A cell for each row and column; null: not measured. */
export interface HeatmapChart {
  readonly kind: 'heatmap';
  readonly title: string;
  readonly unit: Unit;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly (readonly (number | null)[])[];
}

/** A score from 0 to 100 with how it came to be. */
export interface GaugeChart {
  readonly kind: 'gauge';
  readonly title: string;
  readonly zone: string;
  readonly score: number | null;
  readonly tone: ChartTone;
  readonly history: readonly ChartPoint[];
}

/** How often values were in each bin, and where some of them lie, such as the median. */
export interface DistributionChart {
  readonly kind: 'distribution';
  readonly title: string;
  readonly unit: Unit;
  readonly bins: readonly { readonly from: number; readonly to: number; readonly count: number }[];
  readonly marks: readonly {
    readonly value: number;
    readonly label: string;
    readonly tone: ChartTone;
  }[];
}

/** Values that are compared, the first on top. */
export interface RankChart {
  readonly kind: 'rank';
  readonly title: string;
  readonly unit: Unit;
  readonly rows: readonly {
    readonly name: string;
    readonly value: number;
    readonly tone: ChartTone;
  }[];
}

/** What a picture shows, without how; the same for chats, reports and pages. */
export type Chart =
  | TimeChart
  | StatesChart
  | HeatmapChart
  | GaugeChart
  | DistributionChart
  | RankChart;
