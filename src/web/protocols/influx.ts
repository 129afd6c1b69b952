import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../refuse.ts';
import type { Protocol, ProtocolDeps } from './protocol.ts';
import { bodyOf, gathered, reasonsOf, takeRows } from './protocol.ts';

/** Milliseconds that one counts, by precision: version 1 knows all of them, version 2 those with two letters, and s. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ...['ns', 'n'].map((name) => [name, 1e-6] as const),
  ...['us', 'u', 'µ'].map((name) => [name, 1e-3] as const),
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** Codes of version 2: https://docs.influxdata.com/influxdb/v2/api/v2/#operation/PostWrite */
const CODES: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  413: 'request too large',
  429: 'too many requests',
  503: 'unavailable',
};

/** `POST /write` of InfluxDB 1 and `POST /api/v2/write` of InfluxDB 2. */
export const influx: Protocol = {
  codings: ['gzip'],
  fail: (request, answer, { code, error, headers = {} }) =>
    failed(request, answer.headers(headers), code, error),
  routes(scope, deps) {
    for (const path of ['/write', '/api/v2/write']) {
      scope.post(path, (request, answer) => write(request, answer, deps));
    }
  },
};

async function write(request: FastifyRequest, answer: FastifyReply, { take }: ProtocolDeps) {
  const { precision = 'ns' } = request.query as { precision?: unknown };
  const unit = UNITS.get(String(precision));
  if (unit === undefined) refuse(400, 'precision: write ns, us, ms or s');
  const body = Buffer.from(bodyOf(request)).toString('utf8');
  const { rowsOfLines } = await import('./line-protocol.ts');
  const lines = await gathered(rowsOfLines(body, unit));
  if (lines.length === 0) refuse(400, 'the body has no line — write measurement,tag=a field=1');
  const rows = lines.map(({ row }) => row);
  const how = 'the tag target or host';
  const { accepted, rejected } = await takeRows(request, { rows, place: 'influx', how, take });
  if (rejected.length === 0) return answer.code(204).send();
  const reasons = reasonsOf(rejected, (index) => lines[index]?.place ?? '');
  const mayComeAgain = rejected.some(({ retry }) => retry);
  const kept = accepted > 0 ? 'partial write' : 'nothing written';
  const text = `${kept}: ${reasons} dropped=${rejected.length}`;
  return failed(request, answer, mayComeAgain ? 503 : 400, text);
}

/** Version 1 gives an `error`, version 2 a `code` and a `message`. */
function failed({ url }: FastifyRequest, answer: FastifyReply, code: number, text: string) {
  const isSecond = url.startsWith('/api/v2/');
  const body = isSecond ? { code: CODES[code] ?? 'invalid', message: text } : { error: text };
  return answer.code(code).send(body);
}
