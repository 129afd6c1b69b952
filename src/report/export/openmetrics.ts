import { SECOND } from '../../model/time.ts';
import { escaped, familyName, labelsText, prometheusLabels, prometheusName } from './names.ts';
import type { Chosen, Writer } from './world.ts';

/**
 * OpenMetrics with the time of each value in seconds, under the names, labels and base units of `GET /metrics`:
 * https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md. Series must come by `byFamily`.
 */
export function openMetricsWriter(): Writer {
  let family = '';
  const taken = new Set<string>();
  return {
    head: () => '',
    open(one) {
      const { name, isCounter } = nameOf(one);
      const id = name + labelsOf(one);
      if (taken.has(id)) return null;
      taken.add(id);
      if (name === family) return '';
      family = name;
      const bare = familyName(name, isCounter);
      const help = escaped(one.metric.title);
      return `# HELP ${bare} ${help}\n# TYPE ${bare} ${isCounter ? 'counter' : 'gauge'}\n`;
    },
    points(one, points) {
      const { name, factor } = nameOf(one);
      const key = name + labelsOf(one);
      return points.map(({ at, value }) => `${key} ${value / factor} ${at / SECOND}\n`).join('');
    },
    close: () => '',
    tail: () => '# EOF\n',
  };
}

/** Series of one family stand together; a gauge that is called as the family of a counter gives way. */
export function byFamily(all: readonly Chosen[]): readonly Chosen[] {
  const counters = new Set(
    all.map(nameOf).flatMap(({ name, isCounter }) => (isCounter ? [familyName(name, true)] : [])),
  );
  const series = all.filter((one) => {
    const { name, isCounter } = nameOf(one);
    return isCounter || !counters.has(name);
  });
  const names = new Map(series.map((one) => [one, nameOf(one).name]));
  const compared = (one: string = '', other: string = '') => {
    if (one === other) return 0;
    return one < other ? -1 : 1;
  };
  return series.toSorted((one, other) => compared(names.get(one), names.get(other)));
}

function nameOf({ metric }: Chosen) {
  return prometheusName(metric.name, metric.type === 'counter');
}

function labelsOf({ target, labels }: Chosen): string {
  return labelsText(prometheusLabels(target.name, labels));
}
