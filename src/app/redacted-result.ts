import type { CheckMetric, CheckResult } from '../model/check.ts';

/** What is checked may show what it was sent: nothing of that reaches anybody. */
export function redactedResult(result: CheckResult, redact: (text: string) => string): CheckResult {
  const details = Object.entries(result.details).map(([name, value]) => [
    redact(name),
    typeof value === 'string' ? redact(value) : value,
  ]);
  return {
    ...result,
    reasons: result.reasons.map(redact),
    details: Object.fromEntries(details),
    metrics: redactedMetrics(result.metrics, redact),
  };
}

/** Thousands of series may come at once, and hardly ever is there anything: they are looked at together first. */
function redactedMetrics(
  metrics: readonly CheckMetric[],
  redact: (text: string) => string,
): readonly CheckMetric[] {
  const values = new Set(metrics.flatMap(({ labels }) => Object.values(labels ?? {})));
  const all = [...values].join('\n');
  if (redact(all) === all) return metrics;
  return metrics.map((one) => {
    if (one.labels === undefined) return one;
    const labels = Object.entries(one.labels).map(([name, text]) => [name, redact(text)]);
    return { ...one, labels: Object.fromEntries(labels) };
  });
}
