import { z } from 'zod';
import type { MetricKey } from '../model/metric-said.ts';
import { METRIC_KEYS } from '../model/metric-said.ts';
import { DAY } from '../model/time.ts';
import { duration, size, whole } from './fields.ts';

/** Longest time that measurements can be kept. */
const LONGEST = 3_650 * DAY;
/** A year and a day: a year ago is still there. */
const YEAR = 366 * DAY;

/** A key of a metric, read as everywhere else that metrics are said something of. */
function said<Key extends MetricKey>(key: Key) {
  type Value = Extract<ReturnType<(typeof METRIC_KEYS)[Key]>, { value: unknown }>['value'];
  return z.unknown().transform((value, context): Value => {
    const read = METRIC_KEYS[key](value);
    if ('value' in read) return read.value as Value;
    context.issues.push({ code: 'custom', message: read.hint, input: value });
    return z.NEVER;
  });
}

export const MetricEntry = z.strictObject({
  name: said('name'),
  title: said('title').optional(),
  type: said('type').optional(),
  unit: said('unit').optional(),
  category: said('category').optional(),
  explanation: said('explanation').optional(),
  tags: said('tags').optional(),
  bands: said('bands').optional(),
  aliases: said('aliases').optional(),
  key: said('key').optional(),
  retention: duration(DAY, LONGEST).optional(),
});

const PER_TARGET = 5_000;

export const StorageEntry = z
  .strictObject({
    retention: duration(DAY, LONGEST).optional(),
    hours: duration(DAY, LONGEST).default(YEAR),
    limit: size(10_000_000).optional(),
    written_per_day: size(1_000_000).default(500_000_000),
    series_per_target: whole(1, 1_000_000, 'a number of series').default(PER_TARGET),
    series_total: whole(1, 10_000_000, 'a number of series').default(200_000),
    logs: duration(DAY, LONGEST).default(7 * DAY),
    logs_size: size(1_000_000).default(200_000_000),
  })
  .refine(({ retention, hours }) => hours === YEAR || hours >= (retention ?? 0), {
    path: ['hours'],
    error: 'hours are made of points: write at least as long as `retention`',
  })
  .refine((one) => isDefault(one) || one.series_per_target <= one.series_total, {
    path: ['series_per_target'],
    error: 'one target cannot have more than all: write at most `series_total`',
  });

function isDefault(one: { readonly series_per_target: number }): boolean {
  return one.series_per_target === PER_TARGET;
}
