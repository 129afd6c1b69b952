import type { Alert } from '../model/alert.ts';
import { formatValue } from '../model/format.ts';
import type { MetricDefinition, Unit } from '../model/metric.ts';

/** Unit of a metric; `none` for one that nobody declared. */
export function unitIn(metrics: readonly MetricDefinition[], name: string | null): Unit {
  return metrics.find((one) => one.name === name)?.unit ?? 'none';
}

/**
 * What was measured and the limit it broke: `96 % (limit > 95 %)`; null when the rule compares nothing simple, or asks
 * for yes or no: then the message has said it all.
 */
export function measuredText({ evidence }: Pick<Alert, 'evidence'>, unit: Unit): string | null {
  const { metric, value, operator, limit } = evidence;
  if (metric === null) return null;
  if (typeof value === 'boolean' || typeof limit === 'boolean') return null;
  const shown = formatValue(value, unit);
  if (operator === null || limit === null) return shown;
  return `${shown} (limit ${operator} ${formatValue(limit, unit)})`;
}

/** Whether an expression reads a metric; `system.disk` is not read by `system.disk.inodes > 90`. */
export function mentions(expression: string, metric: string): boolean {
  const escaped = metric.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w.])${escaped}(?![\\w.])`).test(expression);
}
