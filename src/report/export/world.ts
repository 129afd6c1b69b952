import type { DescribedMetric, MetricDefinition } from '../../model/metric.ts';
import type { Rule } from '../../model/rule.ts';
import type { Labels, Point } from '../../model/sample.ts';
import type { SeriesAnswer } from '../../model/series-question.ts';
import type { Target } from '../../model/target.ts';
import type { Instant } from '../../model/time.ts';

/** What an export reads of samples; the store's `Samples` fits. */
export interface SampleReader {
  series(target: number): Promise<readonly { metric: string; labels: Labels }[]>;
  /** Points in [from, to), oldest first; more than `limit` are averaged. */
  points(
    target: number,
    series: { metric: string; labels: Labels },
    range: { from: Instant; to: Instant; limit: number },
  ): Promise<readonly Point[]>;
  /** One value per window (at - window, at], for every series that has the labels; no value, no point. */
  query(question: {
    readonly metric: string;
    readonly target: number;
    readonly labels: Labels;
    readonly fn: 'avg' | 'last' | 'count';
    readonly window: number;
    readonly when: { readonly from: Instant; readonly to: Instant; readonly step: number };
  }): Promise<SeriesAnswer>;
}

/** Where the product answers HTTP. */
export interface HttpPlace {
  readonly enabled: boolean;
  readonly host: string;
  readonly port: number;
  readonly hasKey: boolean;
}

/** Everything that an export is made from. */
export interface ExportWorld {
  readonly now: Instant;
  readonly metrics: readonly MetricDefinition[];
  readonly targets: { list(): Promise<readonly Target[]> };
  readonly samples: SampleReader;
  readonly http: HttpPlace;
  rules(target: Target): readonly Rule[];
  /** Metrics of a preset by its name; null: there is none of that name. */
  presetMetrics(name: string): readonly MetricDefinition[] | null;
}

/** One series to write. */
export interface Chosen {
  readonly target: Target;
  readonly metric: DescribedMetric;
  readonly labels: Labels;
}

/** Series in [from, to), by metric, target and labels. */
export interface Selection {
  readonly series: readonly Chosen[];
  readonly from: Instant;
  readonly to: Instant;
  /** Milliseconds between two values; null: every stored point. */
  readonly step: number | null;
}

/** A format as pure text: what stands before, around and behind the points of each series. */
export interface Writer {
  head(): string;
  /** null: this series is left out, because it reads like one before it. */
  open(one: Chosen): string | null;
  /** A piece of the series' points; `isFirst`: none was written before. */
  points(one: Chosen, points: readonly Point[], isFirst: boolean): string;
  close(): string;
  tail(): string;
}
