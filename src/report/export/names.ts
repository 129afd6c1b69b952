import type { Labels } from '../../model/sample.ts';

/** Base units, as Prometheus wants them: https://prometheus.io/docs/practices/naming/#base-units */
const BASE_UNITS = [
  { end: /_ms$/, base: '_seconds', factor: 1_000 },
  { end: /_s$/, base: '_seconds', factor: 1 },
] as const;

/** How a metric is called in Prometheus; its values are divided by `factor`. */
export interface PrometheusName {
  /** Legal; a counter's ends with `_total`. */
  readonly name: string;
  readonly factor: number;
  readonly isCounter: boolean;
}

export function prometheusName(metric: string, counts: boolean): PrometheusName {
  const legal = undotted(metric);
  const isCounter = counts || legal.endsWith('_total');
  const bare = legal.replace(/_total$/, '');
  const unit = BASE_UNITS.find(({ end }) => end.test(bare));
  const based = unit ? bare.replace(unit.end, unit.base) : bare;
  return { name: isCounter ? `${based}_total` : based, factor: unit?.factor ?? 1, isCounter };
}

/** How one series leaves: its name, its labels and the factor of its values. */
export interface OutgoingSeries extends PrometheusName {
  readonly labels: Labels;
}

const PART = /_(?:bucket|sum|count)$/;

/**
 * A series under the name that `GET /metrics` gives it. Parts of a histogram that came as series of their own keep their
 * ends, and their bounds are in its base unit. `isCounter` says it of any metric.
 */
export function outgoingSeries(
  { target, metric, labels }: { target: string; metric: string; labels: Labels },
  isCounter: (metric: string) => boolean,
): OutgoingSeries {
  const legal = prometheusLabels(target, labels);
  const end = PART.exec(metric)?.[0] ?? '';
  const base = metric.slice(0, metric.length - end.length);
  if (end === '' || !isCounter(`${base}_bucket`)) {
    return { ...prometheusName(metric, isCounter(metric)), labels: legal };
  }
  const { name, factor } = prometheusName(base, false);
  const { le } = legal;
  const bound = le === undefined ? {} : { le: boundText(boundOf(le) / factor) };
  return {
    ...{ name: name + end, isCounter: true, labels: { ...legal, ...bound } },
    factor: end === '_sum' ? factor : 1,
  };
}

/** The number behind `le`; NaN when it is none. */
export function boundOf(text: string): number {
  if (/^\+?Inf$/i.test(text)) return Number.POSITIVE_INFINITY;
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** As OpenMetrics wants bounds: https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md#considerations-canonical-numbers */
export function boundText(bound: number): string {
  if (bound === Number.POSITIVE_INFINITY) return '+Inf';
  return Number.isInteger(bound) && Math.abs(bound) < 1e21 ? `${bound}.0` : String(bound);
}

/** The family of a name in OpenMetrics, whose counters leave `_total` to their samples. */
export function familyName(name: string, isCounter: boolean): string {
  return isCounter ? name.replace(/_total$/, '') : name;
}

/** A name of Prometheus, which has no dots and colons: https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels */
function undotted(text: string): string {
  const legal = text.replaceAll(/[^a-zA-Z0-9_]/g, '_');
  return /^[0-9]/.test(legal) ? `_${legal}` : legal;
}

/** Names with two underscores in front are the scraper's own, and `target` is ours. */
export function prometheusLabels(target: string, labels: Labels): Labels {
  const legal: Record<string, string> = { target };
  for (const [name, value] of Object.entries(labels)) {
    let own = undotted(name).replace(/^__+/, '_');
    while (Object.hasOwn(legal, own)) own = `exported_${own}`;
    legal[own] = value;
  }
  return legal;
}

/** Labels as they stand behind a name; empty for none. */
export function labelsText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

/** As OpenMetrics escapes help and values of labels. */
export function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}
