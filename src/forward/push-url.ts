import type { ExportPlace } from '../model/export.ts';
import type { Destination } from './destination.ts';
import { post } from './post.ts';

/** JSON to any address; the body is described in docs/forwarding.md. */
export function pushUrl(
  { url, login }: Extract<ExportPlace, { kind: 'url' }>,
  ask: typeof fetch,
): Destination {
  return {
    kind: 'url',
    send({ key, sentAt, samples, describe }, signal) {
      const rows = samples.map(({ target, metric, labels, value, at }) => ({
        ...{ target, metric, labels, value },
        at: new Date(at).toISOString(),
        unit: describe(metric).unit,
      }));
      const body = JSON.stringify({ sent_at: new Date(sentAt).toISOString(), samples: rows });
      const headers = { 'content-type': 'application/json', 'idempotency-key': key };
      return post(ask, { url, login, headers, body }, signal);
    },
  };
}
