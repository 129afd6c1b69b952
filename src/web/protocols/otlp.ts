import type { FastifyReply, FastifyRequest } from 'fastify';
import { jsonIn } from '../body.ts';
import type { Learned } from '../learned.ts';
import { refuse } from '../refuse.ts';
import { bucketRanges } from './otlp-histogram.ts';
import type { Protocol } from './protocol.ts';
import { bodyOf, gathered, reasonsOf, takeRows } from './protocol.ts';
import { runningTotals } from './totals.ts';

/** Deepest nesting of a request in JSON: a value within a list within an attribute of a point stands at 18. */
const MAX_DEPTH = 32;

/** `POST /v1/metrics`: OTLP over HTTP, in JSON and protobuf. https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export const otlp: Protocol = {
  codings: ['gzip'],
  async fail(request, answer, { code, error, headers = {} }) {
    void answer.code(code).headers(headers);
    if (formatOf(request) !== 'protobuf') return answer.send({ message: error });
    const { writeStatus } = await import('./otlp-proto.ts');
    return answer.type(PROTOBUF).send(Buffer.from(writeStatus(error)));
  },
  routes(scope, deps) {
    const totals = runningTotals();
    const ranges = bucketRanges();
    scope.post('/v1/metrics', async (request, answer) => {
      const message = await messageIn(request);
      const { rowsOfExport } = await import('./otlp-rows.ts');
      const learned: Learned[] = [];
      const rows = await gathered(rowsOfExport(message, { totals, ranges, learned }));
      const { rejected } = await takeRows(request, {
        ...{ place: 'otlp', how: HOW, take: deps.take },
        rows: rows.map(({ row }) => row),
      });
      deps.learn(learned);
      if (rejected.some(({ retry }) => retry)) {
        refuse(503, 'not everything could be stored just now — send it again');
      }
      const refused = new Set(rejected.map(({ index }) => rows[index]?.point)).size;
      const reasons = reasonsOf(rejected, (index) => rows[index]?.metric.slice(0, 60) ?? '');
      return respond(request, answer, { refused, reasons });
    });
  },
};

const HOW = 'the attribute target, or service.name or host.name of the resource';
const PROTOBUF = 'application/x-protobuf';

function formatOf({ headers }: FastifyRequest): 'json' | 'protobuf' | null {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  switch (type.trim().toLowerCase()) {
    case 'application/json':
      return 'json';
    case PROTOBUF:
      return 'protobuf';
    default:
      return null;
  }
}

/** The request as JSON has it, whatever it came in. */
async function messageIn(request: FastifyRequest): Promise<unknown> {
  const body = bodyOf(request);
  switch (formatOf(request)) {
    case 'json': {
      const read = jsonIn(Buffer.from(body).toString('utf8'), MAX_DEPTH);
      return read.kind === 'json' ? read.value : refuse(400, `body: ${read.reason}`);
    }
    case 'protobuf': {
      const { readExport } = await import('./otlp-proto.ts');
      return readExport(body);
    }
    default:
      return refuse(415, `Content-Type: send application/json or ${PROTOBUF}`);
  }
}

/** In the encoding of the request; what was refused is a partial success. */
async function respond(
  request: FastifyRequest,
  answer: FastifyReply,
  { refused, reasons }: { readonly refused: number; readonly reasons: string },
) {
  if (formatOf(request) === 'protobuf') {
    const { writeResponse } = await import('./otlp-proto.ts');
    return answer.type(PROTOBUF).send(Buffer.from(writeResponse(refused, reasons)));
  }
  const partial = { rejectedDataPoints: String(refused), errorMessage: reasons };
  return answer.send(refused === 0 ? {} : { partialSuccess: partial });
}
