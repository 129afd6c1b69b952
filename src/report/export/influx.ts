import type { Labels } from '../../model/sample.ts';
import type { Writer } from './world.ts';

/** InfluxDB's line protocol, with times in nanoseconds and the value as the field `value`. */
export function influxWriter(): Writer {
  return {
    head: () => '',
    open: () => '',
    points({ target, metric, labels }, points) {
      const series = influxSeries(target.name, metric.name, labels);
      return points.map(({ at, value }) => `${series} value=${value} ${at}000000\n`).join('');
    },
    close: () => '',
    tail: () => '',
  };
}

/**
 * What a line begins with: the metric is the measurement, target and labels are tags; one without a value is no tag.
 * https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/
 */
export function influxSeries(target: string, metric: string, labels: Labels): string {
  const tags = Object.entries(labels)
    .map(([name, value]) => [TAKEN.includes(name) ? `exported_${name}` : name, value] as const)
    .concat([['target', target]])
    .filter(([, value]) => value !== '')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `,${escapedTag(name)}=${escapedTag(value)}`);
  return escaped(metric, /[, ]/g) + tags.join('');
}

/** The tag that is ours gets another name, as in `/metrics`; and InfluxDB leaves out points with a tag `time`. */
const TAKEN = ['target', 'time'];

function escapedTag(text: string): string {
  return escaped(text, /[,= ]/g);
}

/**
 * A line break ends a line whatever stands before it. A backslash at the end, or before a sign that is escaped, means
 * different things to different servers, some of which then leave out the line.
 */
function escaped(text: string, special: RegExp): string {
  const line = text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/\\+(?=[,= ]|$)/g, '');
  return line.replaceAll(special, '\\$&');
}
