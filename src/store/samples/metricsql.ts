import { PERCENTILES } from './functions.ts';
import type { PointTest, SampleQuery } from './port.ts';

/** Label that holds the target's number in a foreign database. */
export const TARGET_LABEL = 'tocsin_target';

/** A question in MetricsQL: https://docs.victoriametrics.com/metricsql/ */
export function metricsQl(question: SampleQuery): string {
  const { aggregate } = question;
  const expression = perSeries(question);
  if (!aggregate || !canBeAggregatedThere(question)) return expression;
  const by = aggregate.by.map((name) => (name === 'target' ? TARGET_LABEL : name));
  return `${aggregate.fn}(${expression}) by (${by.join(', ')})`;
}

/** A series without points in the window is not there for the database, but counts for us. */
export function canBeAggregatedThere({ fn }: SampleQuery): boolean {
  return fn !== 'count' && fn !== 'absent';
}

/** Selects the series of a question. */
export function selector({
  metric,
  target,
  labels = {},
}: Pick<SampleQuery, 'metric' | 'target' | 'labels'>): string {
  const wanted = { __name__: metric, ...labels };
  const matchers = Object.entries(wanted).map(
    ([name, value]) => `${name}=${JSON.stringify(value)}`,
  );
  if (target !== null) matchers.push(`${TARGET_LABEL}="${target}"`);
  return `{${matchers.join(', ')}}`;
}

/** The functions of the same name would look at the point before the window too; those of Prometheus' kind do not. */
function perSeries(question: SampleQuery): string {
  const window = `${selector(question)}[${question.window}ms]`;
  const { fn } = question;
  const enough = `(count_over_time(${window}) >= 2)`;
  switch (fn) {
    case 'p50':
    case 'p90':
    case 'p95':
    case 'p99':
      return `quantile_over_time(${PERCENTILES[fn]}, ${window})`;
    case 'increase':
      return `(increase_prometheus(${window}) and ${enough})`;
    case 'rate':
      return `(increase_prometheus(${window}) / (tlast_over_time(${window}) - tfirst_over_time(${window})))`;
    case 'delta':
      return `((last_over_time(${window}) - first_over_time(${window})) and ${enough})`;
    case 'slope':
      return `(deriv(${window}) and ${enough})`;
    case 'stddev':
      return `(stddev_over_time(${window}) and ${enough})`;
    case 'changes':
      return `(changes_prometheus(${window}) and ${enough})`;
    case 'age':
      return `(time() - tlast_over_time(${window}))`;
    case 'absent':
      return `count_over_time(${window})`;
    case 'share':
      return shareOf(window, question.test ?? { operator: '!=', limit: 0 });
    default:
      return `${fn}_over_time(${window})`;
  }
}

function shareOf(window: string, { operator, limit }: PointTest): string {
  const count = (name: string) => `count_${name}_over_time(${window}, ${limit})`;
  const all = `count_over_time(${window})`;
  switch (operator) {
    case '==':
      return `(${count('eq')} / ${all})`;
    case '!=':
      return `(${count('ne')} / ${all})`;
    case '>':
      return `(${count('gt')} / ${all})`;
    case '<=':
      return `(${count('le')} / ${all})`;
    case '>=':
      return `((${count('gt')} + ${count('eq')}) / ${all})`;
    case '<':
      return `((${count('le')} - ${count('eq')}) / ${all})`;
  }
}
