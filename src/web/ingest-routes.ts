import type { FastifyInstance, FastifyRequest } from 'fastify';
import { nearest } from '../model/nearest.ts';
import { type RawRow, rowsOf } from './body.ts';
import { checkRow } from './check-row.ts';
import { wrongText } from './fields.ts';
import type { Batch, Taken } from './intake.ts';
import { refuse } from './refuse.ts';
import { heartbeatRow, metricRow } from './rows.ts';

/** Rows of one request. */
const MAX_ROWS = 10_000;
const MAX_KEY = 200;
/** Characters of a check's name. */
const MAX_NAME = 64;

/** `POST /api/metrics`, `POST /api/heartbeat` and `POST /api/checks/{name}`: 202 with what became of each row. */
export function ingestRoutes(scope: FastifyInstance, take: (batch: Batch) => Promise<Taken>): void {
  const places = { metrics: metricRow, heartbeat: heartbeatRow } as const;
  for (const [place, read] of Object.entries(places)) {
    scope.post(`/api/${place}`, async (request, answer) => {
      const rows = rowsIn(request);
      return answer.code(202).send(await take({ rows, place, key: requestKey(request), read }));
    });
  }
  scope.post<{ Params: { name: string } }>('/api/checks/:name', async (request, answer) => {
    const { name } = request.params;
    const wrong = wrongText('name of the check', name, MAX_NAME);
    if (wrong !== null) refuse(400, wrong);
    const rows = rowsIn(request);
    const place = `checks/${name}`;
    const key = requestKey(request);
    return answer.code(202).send(await take({ rows, place, key, read: checkRow(name) }));
  });
}

/**
 * The rows of a request.
 *
 * @throws Refused when there is none, too many, or nothing that is JSON at all.
 */
export function rowsIn({ body }: FastifyRequest, most = MAX_ROWS): readonly RawRow[] {
  const rows = rowsOf(typeof body === 'string' ? body : '', most);
  const [first] = rows;
  if (first === undefined) {
    refuse(400, 'the body has no row — send one object, an array of them, or one per line');
  }
  if (rows.length > most) {
    refuse(413, `the body has more than ${most} rows — send them in several requests`);
  }
  if (rows.length === 1 && first?.kind === 'broken') refuse(400, `body: ${first.reason}`);
  return rows;
}

/**
 * `Idempotency-Key` of a request, or null.
 *
 * @throws Refused when it cannot be one.
 */
export function requestKey({ headers }: FastifyRequest): string | null {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  const text = String(key);
  if (text === '' || text.length > MAX_KEY) {
    refuse(400, `Idempotency-Key: write 1 to ${MAX_KEY} characters`);
  }
  return text;
}

const PATHS = [
  ...[
    '/api/metrics',
    '/api/metrics/definitions',
    '/api/heartbeat',
    '/api/checks',
    '/api/events',
    '/api/alerts',
    '/api/v2/alerts',
    '/api/alertmanager',
    '/api/grafana',
    '/api/uptime-kuma',
    '/api/status',
  ],
  ...['/write', '/api/v2/write', '/api/v1/write', '/v1/metrics'],
];

/** What to say where nothing is; `recorded` are paths that presets add below `/api/`. */
export function nothingAt(path: string, recorded: readonly string[] = []): string {
  const all = [
    ...['/health', '/health/detailed', '/api/health', '/api/health/check'],
    '/metrics',
    '/api/metrics/history',
    ...PATHS,
    ...recorded.map((one) => `/api/${one}`),
  ];
  const meant = path.length > 100 ? undefined : nearest(path, all);
  return meant === undefined ? 'not found' : `not found — did you mean ${meant}?`;
}
