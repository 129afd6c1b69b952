import type { Learned } from '../learned.ts';
import { legalName } from './legal-name.ts';
import type { Fields } from './otlp-fields.ts';
import { attributesOf, eachOf, objectOf, textOf } from './otlp-fields.ts';
import type { SentRow } from './sent-row.ts';

type Name = 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';

/** A metric with all its points. */
export interface Metric {
  readonly name: string;
  readonly kind: Name;
  readonly data: Fields;
}

/** Who sends, as far as the resource says it. */
export interface Source {
  readonly hints: readonly string[];
  readonly sender: NonNullable<SentRow['sender']>;
  readonly labels: SentRow['labels'];
}

/** Every metric of a request, whatever resource and scope it is of; null lets others have their turn. */
export function* metricsIn(message: unknown) {
  for (const own of eachOf(objectOf(message)['resourceMetrics'])) {
    yield null;
    const source = sourceOf(objectOf(own['resource'])['attributes']);
    for (const scope of eachOf(own['scopeMetrics'])) {
      yield null;
      for (const one of eachOf(scope['metrics'])) {
        const kind = KINDS.find((name) => one[name] !== undefined && one[name] !== null);
        const metric: Metric = {
          name: legalName(textOf(one['name'])),
          kind: kind ?? 'gauge',
          data: objectOf(kind && one[kind]),
        };
        yield { metric, source, definitions: definitionsOf(metric, one) };
      }
    }
  }
}

const KINDS: readonly Name[] = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'];

/** Who sends, as Prometheus has it: https://prometheus.io/docs/guides/opentelemetry/#promoting-resource-attributes */
function sourceOf(attributes: unknown): Source {
  const all = new Map(attributesOf(attributes));
  const service = all.get('service.name');
  const host = all.get('host.name');
  const instance = all.get('service.instance.id');
  return {
    hints: [service, host].filter((name) => name !== undefined),
    // Without the id of an instance the host tells processes of one service apart.
    sender: [
      ...(service === undefined ? [] : [['job', service] as const]),
      ...(host === undefined || instance !== undefined ? [] : [['host.name', host] as const]),
    ],
    labels: instance === undefined ? [] : [['instance', instance]],
  };
}

/** It never falls. */
export function isRising({ data }: Metric): boolean {
  return Boolean(data['isMonotonic']);
}

function definitionsOf(metric: Metric, one: Fields): readonly Learned[] {
  const { name, kind } = metric;
  const own = { name, unit: textOf(one['unit']), help: textOf(one['description']) };
  switch (kind) {
    case 'gauge':
      return [{ ...own, type: 'gauge' }];
    case 'sum':
      return [{ ...own, type: isRising(metric) ? 'counter' : 'gauge' }];
    case 'summary':
      return [{ ...own, type: 'gauge' }, ...partsOf(own, ['count', 'sum'])];
    case 'histogram':
    case 'exponentialHistogram':
      return [{ ...own, type: 'histogram' }, ...partsOf(own, ['bucket', 'count', 'sum'])];
    default:
      return kind satisfies never;
  }
}

function partsOf(own: Omit<Learned, 'type'>, parts: readonly string[]): readonly Learned[] {
  return parts.map((part) => {
    const unit = part === 'sum' ? own.unit : '';
    return { ...own, name: `${own.name}_${part}`, unit, type: 'counter' };
  });
}
