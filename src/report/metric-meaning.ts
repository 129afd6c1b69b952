import type { Field } from '../chat/reply.ts';
import { formatValue } from '../model/format.ts';
import type { DescribedMetric, MetricBand, Unit } from '../model/metric.ts';
import { shortened } from './state-text.ts';

/** What it is, in a sentence or two. */
export function meaning({ explanation, category }: DescribedMetric, isDefined: boolean): string {
  if (explanation !== '') return shortened(explanation, 600);
  if (isDefined) return 'Nobody has written yet what it is.';
  return `A ${category} metric: it is reported, and nobody has said what it is. Its unit is not known.`;
}

const UNITS: Readonly<Record<Unit, string>> = {
  percent: 'percent, 100 is all',
  ratio: 'ratio, 1 is all',
  bytes: 'bytes',
  'bytes/s': 'bytes per second',
  count: 'count',
  seconds: 'seconds',
  ms: 'milliseconds',
  points: 'points, 0 to 100',
  none: 'none',
};

const TYPES: Readonly<Record<DescribedMetric['type'], string>> = {
  gauge: 'gauge: goes up and down',
  counter: 'counter: only grows; increase() and rate() say how much of late',
  histogram: 'histogram: one value per case; p95() and p99() say how the slow ones do',
  state: 'state: holds or does not',
};

/** Unit, type, category, labels, bands and other names. */
export function fieldsOf(metric: DescribedMetric, bands: readonly MetricBand[]): Field[] {
  const { unit, isTruth, type, category, tags, aliases, isKey } = metric;
  return [
    field('Unit', isTruth ? 'yes or no' : UNITS[unit]),
    field('Type', TYPES[type]),
    field('Category', isKey ? `${category}, a key metric` : category),
    ...(tags.length > 0 ? [field('One series per', tags.join(', '))] : []),
    field('Bands', bandsText(bands, unit)),
    ...(aliases.length > 0 ? [field('Also called', aliases.join(', '))] : []),
  ];
}

function field(name: string, value: string): Field {
  return { name, value: shortened(value, 500), inline: true };
}

const FIGURES = { value: '', avg: 'average of 1 h: ', p95: 'p95 of 1 h: ', p99: 'p99 of 1 h: ' };

/** `warning > 75 %, critical > 90 %`, a figure over an hour with its name; `none` without bands. */
function bandsText(bands: readonly MetricBand[], unit: Unit): string {
  const groups = [...Map.groupBy(bands, ({ of }) => of)].map(([of, all]) => {
    const parts = all.map(({ level, operator, limit }) => {
      const when = operator === '==' ? 'when' : operator;
      return `${level} ${when} ${formatValue(limit, unit)}`;
    });
    return FIGURES[of] + [...new Set(parts)].join(', ');
  });
  return groups.length === 0 ? 'none' : groups.join('; ');
}
