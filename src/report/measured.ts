import type { Alert, Evidence } from '../model/alert.ts';
import { formatEvidence } from '../model/format.ts';
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
  const shown = formatEvidence(evidence, unit);
  if (operator === null || limit === null) return shown.value;
  return `${shown.value} (limit ${operator} ${shown.limit})`;
}

/** `system.cpu`, `count(2m) of system.cpu`; empty when the rule compares nothing simple. */
export function measuredName({ metric, window }: Pick<Evidence, 'metric' | 'window'>): string {
  if (metric === null) return '';
  return window === undefined ? metric : `${window} of ${metric}`;
}

/** Whether an expression reads a metric; `system.disk` is not read by `system.disk.inodes > 90`. */
export function mentions(expression: string, metric: string): boolean {
  const escaped = metric.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w.])${escaped}(?![\\w.])`).test(expression);
}
