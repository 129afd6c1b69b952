import type { ExportPlace } from '../model/export.ts';
import { influxSeries } from '../report/export/influx.ts';
import type { Destination } from './destination.ts';
import { post } from './post.ts';

/**
 * InfluxDB 1 (https://docs.influxdata.com/influxdb/v1/tools/api/#write-http-endpoint) and 2
 * (https://docs.influxdata.com/influxdb/v2/api/#operation/PostWrite), and what speaks like them. Of a point that comes
 * again the last one stays.
 */
export function influx(
  { url, login, into }: Extract<ExportPlace, { kind: 'influx' }>,
  ask: typeof fetch,
): Destination {
  const path = 'db' in into ? '/write' : '/api/v2/write';
  const query = new URLSearchParams({ ...into, precision: 'ms' });
  return {
    kind: 'influx',
    send({ samples }, signal) {
      const body = samples
        .map(
          ({ target, metric, labels, value, at }) =>
            `${influxSeries(target, metric, labels)} value=${value} ${at}`,
        )
        .join('\n');
      const headers = { 'content-type': 'text/plain; charset=utf-8' };
      // InfluxDB 2 has a scheme of its own.
      const what = { login, scheme: 'Token', headers, body };
      return post(ask, { url: `${url}${path}?${query}`, ...what }, signal);
    },
  };
}
