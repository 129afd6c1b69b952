import type { Labels } from './sample.ts';

/** Base units, as Prometheus wants them: https://prometheus.io/docs/practices/naming/#base-units */
const BASE_UNITS = [
  { end: /_ms$/, base: '_seconds', factor: 1_000 },
  { end: /_s$/, base: '_seconds', factor: 1 },
] as const;

/** The name of a metric for Prometheus, and what its values are divided by to be in that name's unit. */
export function prometheusName(metric: string, counts: boolean) {
  const legal = legalName(metric);
  const isCounter = counts || legal.endsWith('_total');
  const bare = legal.replace(/_total$/, '');
  const unit = BASE_UNITS.find(({ end }) => end.test(bare));
  const based = unit ? bare.replace(unit.end, unit.base) : bare;
  return { name: isCounter ? `${based}_total` : based, factor: unit?.factor ?? 1, isCounter };
}

/** Names with two underscores in front are the scraper's own, and `target` is ours. */
export function prometheusLabels(target: string, labels: Labels): Labels {
  const legal: Record<string, string> = { target };
  for (const [name, value] of Object.entries(labels)) {
    let own = legalName(name).replace(/^__+/, '_');
    while (Object.hasOwn(legal, own)) own = `exported_${own}`;
    legal[own] = value;
  }
  return legal;
}

/** https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels */
function legalName(text: string): string {
  const legal = text.replaceAll(/[^a-zA-Z0-9_]/g, '_');
  return /^[0-9]/.test(legal) ? `_${legal}` : legal;
}
