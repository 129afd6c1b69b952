import type { DescribedMetric, Unit } from '../model/metric.ts';
import { type Labels, labelText } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';

/** Bounds in seconds: those of Prometheus' own clients (https://pkg.go.dev/github.com/prometheus/client_golang/prometheus#pkg-variables), and two more for what takes long. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;
const PARTS = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1] as const;
const COUNTS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 1e4, 1e5, 1e6] as const;
/** From 256 B in steps of four times, to 1 GiB. */
const BYTES = Array.from({ length: 12 }, (_, step) => 256 * 4 ** step);

/** Upper bounds of the buckets of a metric, ascending, in its own unit. */
export function boundsFor(unit: Unit): readonly number[] {
  switch (unit) {
    case 'seconds':
      return SECONDS;
    case 'ms':
      return SECONDS.map((bound) => bound * 1_000);
    case 'ratio':
      return PARTS;
    case 'percent':
      return PARTS.map((part) => part * 100);
    case 'bytes':
    case 'bytes/s':
      return BYTES;
    case 'points':
    case 'count':
    case 'none':
      return COUNTS;
    default:
      return unit satisfies never;
  }
}

/** How the values of one series are spread since they are counted. */
export interface Histogram {
  readonly target: number;
  readonly metric: string;
  readonly labels: Labels;
  readonly bounds: readonly number[];
  /** Values in each bucket alone; the last is for what is above every bound. */
  readonly counts: Float64Array;
  /** null once a value was below zero: the sum would not only grow. */
  sum: number | null;
  /** Times of the newest values: what comes again is not counted again. */
  readonly recent: Instant[];
}

/** Series that are counted; each takes about 300 bytes, and 2 kB more for the times of its values. */
const MOST_SERIES = 10_000;
const MOST_RECENT = 256;

export interface Tally {
  /** Of two values of one series at one time the first is counted, as it is stored, when they come close together. */
  observe(
    target: number,
    one: { metric: string; labels: Labels; value: number; at: Instant },
  ): void;
  all(): Iterable<Histogram>;
}

/** Counts values of metrics of type `histogram`, one value per case, as they arrive. */
export function openTally(
  metricOf: (name: string) => Pick<DescribedMetric, 'type' | 'unit'> | null,
): Tally {
  const series = new Map<string, Histogram>();
  /** null when too many are counted already. */
  const histogramOf = (
    key: string,
    one: Pick<Histogram, 'target' | 'metric' | 'labels'>,
    unit: Unit,
  ) => {
    const own = series.get(key);
    if (own || series.size >= MOST_SERIES) return own ?? null;
    const bounds = boundsFor(unit);
    const added = {
      ...one,
      bounds,
      counts: new Float64Array(bounds.length + 1),
      sum: 0,
      recent: [],
    };
    series.set(key, added);
    return added;
  };
  return {
    observe(target, { metric, labels, value, at }) {
      const known = metricOf(metric);
      if (known?.type !== 'histogram' || !Number.isFinite(value)) return;
      const key = `${target}\n${metric}\n${labelText(labels)}`;
      const own = histogramOf(key, { target, metric, labels }, known.unit);
      if (own && isNew(own, at)) add(own, value);
    },
    all: () => series.values(),
  };
}

function isNew({ recent }: Histogram, at: Instant): boolean {
  if (recent.includes(at)) return false;
  recent.push(at);
  if (recent.length > MOST_RECENT) recent.shift();
  return true;
}

function add(histogram: Histogram, value: number): void {
  const { bounds, counts, sum } = histogram;
  const at = bounds.findIndex((bound) => value <= bound);
  const bucket = at === -1 ? bounds.length : at;
  counts[bucket] = (counts[bucket] ?? 0) + 1;
  histogram.sum = sum === null || value < 0 ? null : sum + value;
}
