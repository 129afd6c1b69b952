import type { OutgoingSample } from '../model/export.ts';

/**
 * A sample as a line of InfluxDB's line protocol, with its time in milliseconds: the metric is the measurement, target
 * and labels are tags, the value is the field `value`.
 * https://docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference/
 */
export function lineOf({ target, metric, labels, value, at }: OutgoingSample): string {
  const tags = [['target', target], ...Object.entries(labels).map(renamed)]
    // A tag without a value is no tag there.
    .filter(([, text]) => text !== '')
    .map(([name = '', text = '']) => `,${tagText(name)}=${tagText(text)}`);
  return `${measurement(metric)}${tags.join('')} value=${value} ${at}`;
}

/** `time` is refused as a tag, and `target` is ours. */
function renamed([name, value]: [string, string]): [string, string] {
  return name === 'time' || name === 'target' ? [`exported_${name}`, value] : [name, value];
}

function measurement(text: string): string {
  return ended(text).replaceAll(/[, ]/g, '\\$&').replace(/^#/, '\\#');
}

function tagText(text: string): string {
  return ended(text).replaceAll(/[,= ]/g, '\\$&');
}

/**
 * A backslash in front of what is escaped, or at the end, means different things to different servers, some of which
 * then leave out the line: it becomes a slash. A line ends with its line.
 */
function ended(text: string): string {
  return text.replaceAll(/[\r\n]/g, ' ').replaceAll(/\\+(?=[, =]|$)/g, '/');
}
