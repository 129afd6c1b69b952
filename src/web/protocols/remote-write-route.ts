import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Learned } from '../learned.ts';
import { refuse } from '../refuse.ts';
import type { Protocol, ProtocolDeps } from './protocol.ts';
import { bodyOf, gathered, reasonsOf, takeRows } from './protocol.ts';
import { metricOf } from './sent-row.ts';

/**
 * `POST /api/v1/write`: remote write 1.0 of Prometheus. 4xx is for what can never be taken, so that it is not sent for
 * ever; 429 and 5xx are sent again: https://prometheus.io/docs/specs/prw/remote_write_spec/#retries-backoff
 */
export const remoteWrite: Protocol = {
  codings: ['snappy'],
  coding: 'snappy',
  fail: (_request, answer, { code, error, headers = {} }) =>
    answer.code(code).headers(headers).send({ error }),
  routes(scope, deps) {
    scope.post('/api/v1/write', (request, answer) => write(request, answer, deps));
  },
};

async function write(request: FastifyRequest, answer: FastifyReply, deps: ProtocolDeps) {
  if (/proto=io\.prometheus\.write\.v2/.test(request.headers['content-type'] ?? '')) {
    refuse(415, 'remote write 2.0 is not taken — set protobuf_message: prometheus.WriteRequest');
  }
  const body = bodyOf(request);
  const { readWriteRequest } = await import('./remote-write.ts');
  const learned: Learned[] = [];
  const rows = await gathered(readWriteRequest(body, learned));
  const how = 'external_labels: {target: <name>} in prometheus.yml';
  const { take, learn } = deps;
  const { rejected } = await takeRows(request, { rows, place: 'remote-write', how, take });
  learn(learned);
  if (rejected.length === 0) return answer.code(204).send();
  const reasons = reasonsOf(rejected, (index) => metricOf(rows[index]));
  const mayComeAgain = rejected.some(({ retry }) => retry);
  const error = `${rejected.length} of ${rows.length} samples were refused: ${reasons}`;
  return answer.code(mayComeAgain ? 503 : 400).send({ error });
}
