/** Units a metric can have; a number keeps its metric's declared unit everywhere. */
export type Unit =
  | 'percent'
  | 'ratio'
  | 'bytes'
  | 'bytes/s'
  | 'count'
  | 'seconds'
  | 'ms'
  | 'points'
  | 'none';

export interface MetricDefinition {
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  /** It holds or does not hold, and is no number. */
  readonly isTruth?: true;
}
