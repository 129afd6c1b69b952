import type { EventMapping } from '../model/event.ts';
import type { MetricSaid } from '../model/metric-said.ts';

/** What mappings say of the metrics that they make, by being what they are. */
export function definedBy(mappings: readonly EventMapping[]): readonly MetricSaid[] {
  return mappings.flatMap((mapping): MetricSaid[] => {
    if ('alert' in mapping) return [];
    const { type, by: tags = [] } = mapping;
    if ('histogram' in mapping) {
      const explanation = `What ${mapping.field} says in each event ${type}.`;
      return [{ name: mapping.histogram, type: 'histogram', tags, explanation }];
    }
    const { counter: name, value } = mapping;
    return value === undefined
      ? [{ name, type: 'counter', unit: 'count', tags, explanation: `Events ${type}, counted.` }]
      : [{ name, type: 'counter', tags, explanation: `The sum of ${value} in events ${type}.` }];
  });
}
