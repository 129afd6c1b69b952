import type { ChartPreset } from '../model/panel.ts';
import type { Labels } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import type { MeasuredMetric } from './metric-values.ts';

/** What a chart may be compared with; `before`: the window before it. */
export const COMPARISONS = ['last-week', 'yesterday', 'before'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** A chart as it was asked for. */
export interface ChartAsked {
  /** Metrics to draw, at least one. */
  readonly metrics: readonly MeasuredMetric[];
  /** The preset it comes from, or null. */
  readonly preset: ChartPreset | null;
  /** Those that were named; none: all. */
  readonly named: readonly Target[];
  readonly labels: Labels;
  /** As it was written, such as `24h`. */
  readonly window: string;
  /** Milliseconds. */
  readonly span: number;
  readonly to: Instant;
  readonly compared: Comparison | null;
  /** Alert that it is drawn around, or null. */
  readonly alert: number | null;
}

/** The words that ask for the same again, with some of it another way; what was not named stays unnamed. */
export function chartWords(
  { metrics, preset, named, labels, window, compared }: ChartAsked,
  changes: {
    readonly metric?: string;
    readonly window?: string;
    readonly compared?: Comparison | null;
  } = {},
): string {
  const what = changes.metric ?? (preset === null ? metrics[0]?.metric.name : preset.name) ?? '';
  const against = changes.compared === undefined ? compared : changes.compared;
  const own = changes.metric === undefined ? Object.entries(labels) : [];
  return [
    what,
    ...named.map(({ name }) => name),
    ...own.map(([key, value]) => `${key}=${value}`),
    changes.window ?? window,
    ...(against === null ? [] : [`vs ${against}`]),
  ].join(' ');
}
