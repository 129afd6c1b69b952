import type { MetricBand, MetricDefinition } from '../model/metric.ts';

export const health = { category: 'health' } as const;

/** The end of a share of what there is. */
export const FULL = { at: 100, by: 'rising' } as const;

/** The band of what must hold. */
export function isFalse(level: MetricBand['level']): readonly MetricBand[] {
  return [{ level, of: 'value', operator: '==', limit: false }];
}

/** A metric that holds or does not hold; bad, unless said otherwise, when it does not. */
export function truth(
  name: string,
  title: string,
  more: Partial<MetricDefinition> & Required<Pick<MetricDefinition, 'explanation'>>,
): MetricDefinition {
  return {
    ...health,
    bands: isFalse('critical'),
    ...more,
    name,
    title,
    unit: 'none',
    isTruth: true,
  };
}
