import type { ExportPlace } from '../model/export.ts';
import type { Destination } from './destination.ts';
import { post } from './post.ts';

const HEADERS = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'user-agent': 'tocsin',
  'x-prometheus-remote-write-version': '0.1.0',
};

/** Prometheus remote write 1.0: https://prometheus.io/docs/specs/prw/remote_write_spec/ */
export function remoteWrite(
  { url, login }: Extract<ExportPlace, { kind: 'remote_write' }>,
  ask: typeof fetch,
): Destination {
  return {
    kind: 'remote_write',
    async send({ samples, describe }, signal) {
      // With the libraries that it needs, which other destinations do without.
      const { writeRequest } = await import('./write-request.ts');
      const body = writeRequest(samples, describe);
      return post(ask, { url, login, headers: HEADERS, body }, signal);
    },
  };
}
