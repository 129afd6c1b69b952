import { formatValue } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';

/**
 * The ends of a usual range, in the unit of the metric: `12 % to 100 %`. What is a share stays from 0 to 100 %, unless
 * the range or what was measured lies beyond it.
 */
export function usualRangeText(
  { low, high }: { readonly low: number; readonly high: number },
  value: number | null,
  unit: Unit,
): string {
  const most = MOST[unit] ?? Number.POSITIVE_INFINITY;
  const isBeyond = low > most || (value ?? 0) > most;
  const end = isBeyond ? high : Math.min(most, high);
  return `${formatValue(low, unit)} to ${formatValue(end, unit)}`;
}

const MOST: Partial<Record<Unit, number>> = { percent: 100, ratio: 1 };
