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
