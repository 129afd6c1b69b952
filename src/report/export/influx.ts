import type { Writer } from './world.ts';

/**
 * InfluxDB's line protocol: the metric is the measurement, target and labels are tags, the value is the field `value`,
 * times are in nanoseconds. https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/
 */
export function influxWriter(): Writer {
  return {
    head: () => '',
    open: () => '',
    points({ target, metric, labels }, points) {
      const tags = Object.entries({ ...named(labels), target: target.name })
        .filter(([, value]) => value !== '')
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, value]) => `,${escapedTag(name)}=${escapedTag(value)}`);
      const key = escaped(metric.name, /[, ]/g) + tags.join('');
      return points.map(({ at, value }) => `${key} value=${value} ${at}000000\n`).join('');
    },
    close: () => '',
    tail: () => '',
  };
}

/** A label that is called as our own tag gets another name, as in `/metrics`. */
function named(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { target, ...rest } = labels;
  return target === undefined ? rest : { ...rest, exported_target: target };
}

function escapedTag(text: string): string {
  return escaped(text, /[,= ]/g);
}

/** A line break ends a line whatever stands before it, and a backslash at the end would take the next sign with it. */
function escaped(text: string, special: RegExp): string {
  const line = text.replaceAll(/[\r\n]+/g, ' ').replace(/\\+$/, '');
  return line.replaceAll(special, '\\$&');
}
