import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Learn } from '../model/learning.ts';
import type { Clock } from '../model/time.ts';
import { SECOND, systemClock } from '../model/time.ts';
import { orAbort } from '../model/wait.ts';
import type { History, HistoryQuestion } from '../report/export/history.ts';
import type { AlertPort } from './alert-routes.ts';
import { alertRoutes } from './alert-routes.ts';
import { definitionRoutes } from './definition-routes.ts';
import type { EventPort } from './event-intake.ts';
import { eventRoutes } from './event-routes.ts';
import type { Family } from './exposition.ts';
import type { ForeignPort } from './foreign/routes.ts';
import { foreignRoutes } from './foreign/routes.ts';
import type { Guard, Refusal } from './guard.ts';
import { hostGuard, keyGuard, viewGuard } from './guard.ts';
import type { Health } from './health.ts';
import type { ServicePort } from './health-routes.ts';
import { forceRoutes, healthRoutes } from './health-routes.ts';
import { historyRoute } from './history-route.ts';
import { ingestRoutes, nothingAt } from './ingest-routes.ts';
import type { Batch, Taken } from './intake.ts';
import type { Learned } from './learned.ts';
import { type MarkPort, markRoutes } from './mark-routes.ts';
import { metricsRoute } from './metrics-route.ts';
import type { PingPort } from './ping-routes.ts';
import { pingRoutes } from './ping-routes.ts';
import { influx } from './protocols/influx.ts';
import { otlp } from './protocols/otlp.ts';
import { bodyGuard } from './protocols/protocol.ts';
import { remoteWrite } from './protocols/remote-write-route.ts';
import { Refused } from './refuse.ts';
import type { StatusPort } from './status-routes.ts';
import { statusRoutes } from './status-routes.ts';

/** On every answer: it is about now, it is what it says it is, and nobody frames it. */
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
} as const;

/** Limits of `research/reliability.md`, T16. */
const MAX_BODY = 1_048_576;
const MAX_HEADERS = 16_384;
const MAX_SOCKETS = 1_000;
/** Until a request has to be there with all its body; also how long a connection may be silent. */
const PATIENCE = 10 * SECOND;
/** Part of that after which a request is answered with 503: later the connection is closed without an answer. */
const DEADLINE = 0.9;

export interface WebDeps {
  readonly host: string;
  readonly port: number;
  /** Key that programs send; without one nothing is taken from them. */
  readonly key?: string;
  readonly clock?: Pick<Clock, 'monotonic'>;
  readonly patience?: number;
  health(): Promise<Health>;
  /** What is pushed goes here; without it nothing is taken. */
  readonly ingest?: {
    take(batch: Batch): Promise<Taken>;
    /** What senders say of their metrics beside the values. */
    learn(definitions: readonly Learned[]): void;
    readonly alerts: AlertPort;
    readonly status: StatusPort;
    readonly define: Learn;
    readonly events: EventPort;
    readonly foreign: ForeignPort;
    readonly marks: MarkPort;
  };
  /** What jobs tell by addresses of their own; without it there are none. */
  readonly pings?: PingPort | undefined;
  /** What is looked at; without it nothing is told of that. */
  readonly services?: ServicePort;
  /** What `GET /metrics` shows. */
  families?(signal: AbortSignal): Promise<readonly Family[]>;
  /** Answers questions about the history of a metric. */
  history?(question: HistoryQuestion): Promise<History>;
  /** An answer could not be made. */
  failed(error: unknown): void;
}

/**
 * Listens for HTTP: `GET /health` answers 200 with the status inside; with `?strict=1` an unhealthy product answers 503.
 * Programs push to `/api/...` with the key; `GET /metrics` is for scrapers.
 *
 * @throws the system's error when the address cannot be had; the caller goes on without.
 */
export async function startWeb(deps: WebDeps): Promise<AsyncDisposable & { address: string }> {
  const server = openServer(deps.patience ?? PATIENCE);
  const isForUs = hostGuard(deps.host);
  server.addHook('onRequest', async ({ headers }, answer) => {
    void answer.headers(HEADERS);
    const refusal = isForUs(headers);
    if (refusal !== null) return refused(answer, refusal);
  });
  answerErrors(server, deps.failed);
  server.get<{ Querystring: { strict?: string } }>('/health', async (request, answer) => {
    const health = await deps.health();
    const strict = request.query.strict === '1' || request.query.strict === 'true';
    return answer.code(strict && health.status === 'unhealthy' ? 503 : 200).send(health);
  });
  await guardedRoutes(server, deps);
  const { pings, clock = systemClock } = deps;
  if (pings) {
    await server.register((scope, _options, done) => {
      pingRoutes(scope, pings, clock);
      done();
    });
  }
  const address = await server.listen({ host: deps.host, port: deps.port });
  return { address, [Symbol.asyncDispose]: () => server.close() };
}

function openServer(patience: number): FastifyInstance {
  const server: FastifyInstance = fastify({
    logger: false,
    bodyLimit: MAX_BODY,
    requestTimeout: patience,
    connectionTimeout: patience,
    forceCloseConnections: true,
    http: {
      headersTimeout: patience,
      // Else Node looks only every 30 s: https://nodejs.org/api/http.html#httpcreateserveroptions-requestlistener
      connectionsCheckingInterval: Math.min(SECOND, patience),
      maxHeaderSize: MAX_HEADERS,
    },
    // Addresses that cannot be read never reach the hooks.
    frameworkErrors(_error, _request, answer) {
      const plain = answer as unknown as FastifyReply;
      void plain.headers(HEADERS).code(400).send({ error: 'this address cannot be read' });
    },
  });
  answerInTime(server, Math.round(patience * DEADLINE));
  server.server.maxConnections = MAX_SOCKETS;
  // Rows are read one by one, whatever a body is said to be.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  return server;
}

function answerInTime(server: FastifyInstance, milliseconds: number): void {
  server.addHook('onRoute', (route) => {
    const { handler } = route;
    route.handler = async function (request, answer) {
      const late = AbortSignal.timeout(milliseconds);
      try {
        return await orAbort(Promise.resolve(handler.call(this, request, answer)), late);
      } catch (error) {
        throw late.aborted && error === late.reason ? new Refused(TOO_LONG) : error;
      }
    };
  });
}

function answerErrors(server: FastifyInstance, failed: WebDeps['failed']): void {
  server.setNotFoundHandler(({ method, url: address }, answer) => {
    const url = address.split('?')[0] ?? '';
    const allowed = ['GET', 'POST'].filter((one) => server.hasRoute({ method: one, url }));
    if (allowed.length === 0) return answer.code(404).send({ error: nothingAt(url) });
    const error = `${method} is not what ${url} takes — send ${allowed.join(' or ')}`;
    return answer.code(405).header('allow', allowed.join(', ')).send({ error });
  });
  server.setErrorHandler((error, request, answer) => {
    const { bodyLimit } = request.routeOptions;
    return refused(answer, refusalOf(error, failed, bodyLimit));
  });
}

/** What is said when a request could not be answered. */
function refusalOf(error: unknown, failed: WebDeps['failed'], mostBytes = MAX_BODY): Refusal {
  if (error instanceof Refused) return error.refusal;
  const { statusCode: code = 500, message = 'bad request' } = error as {
    statusCode?: number;
    message?: string;
  };
  if (code === 413) return { code, error: tooLarge(mostBytes) };
  // What went wrong inside is for the log, not for whoever asks.
  if (code < 500) return { code: code as Refusal['code'], error: message };
  failed(error);
  return { code: 500, error: 'this could not be answered; the log says why' };
}

const TOO_LONG: Refusal = {
  code: 503,
  error: 'this takes too long just now — send it again in a moment',
  headers: { 'retry-after': '1' },
};
function tooLarge(most: number): string {
  return `the body is larger than ${most / 1_048_576} MiB — send fewer rows in one request`;
}

function refused(answer: FastifyReply, { code, error, headers = {} }: Refusal): FastifyReply {
  return answer.code(code).headers(headers).send({ error });
}

/** What is behind the key: asked for before a body is read. */
async function guardedRoutes(server: FastifyInstance, deps: WebDeps): Promise<void> {
  const { key, host, ingest, families, history, services, clock = systemClock } = deps;
  const guard = keyGuard(key, clock);
  if (ingest) {
    await server.register((scope, _options, done) => {
      scope.addHook('onRequest', checked(guard));
      ingestRoutes(scope, ingest.take);
      definitionRoutes(scope, ingest.define);
      alertRoutes(scope, ingest.alerts);
      statusRoutes(scope, ingest.status);
      eventRoutes(scope, ingest.events);
      foreignRoutes(scope, ingest.foreign);
      markRoutes(scope, ingest.marks);
      if (services) forceRoutes(scope, services, { clock });
      done();
    });
  }
  if (ingest) await protocolRoutes(server, ingest, { guard, failed: deps.failed });
  await server.register((scope, _options, done) => {
    scope.addHook('onRequest', checked(viewGuard({ key, host, guard })));
    if (families) metricsRoute(scope, { clock, families });
    if (history) historyRoute(scope, history);
    if (services) healthRoutes(scope, services, deps.health);
    done();
  });
}

/** Ways in that speak like other products: what is sent is bytes, and what is refused is said as they say it. */
async function protocolRoutes(
  server: FastifyInstance,
  ingest: NonNullable<WebDeps['ingest']>,
  { guard, failed }: { readonly guard: Guard; readonly failed: WebDeps['failed'] },
): Promise<void> {
  const guardBodies = bodyGuard();
  for (const protocol of [influx, remoteWrite, otlp]) {
    await server.register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, read) =>
        read(null, body),
      );
      scope.addHook('onRequest', checked(guard, protocol.codings));
      guardBodies(scope, protocol.coding);
      scope.setErrorHandler((error, request, answer) =>
        protocol.fail(request, answer, refusalOf(error, failed)),
      );
      protocol.routes(scope, ingest);
      done();
    });
  }
}

function checked(guard: Guard, codings: readonly string[] = []) {
  return async ({ headers, url }: FastifyRequest) => {
    const refusal = IN_QUERY.test(url) ? IN_ADDRESS : (guard(headers) ?? packed(headers, codings));
    if (refusal !== null) throw new Refused(refusal);
  };
}

/** Names under which programs put a key, or InfluxDB 1 a password, into an address. */
const IN_QUERY = /[?&](api_key|p)=/i;

function packed(
  { 'content-encoding': coding }: FastifyRequest['headers'],
  codings: readonly string[],
): Refusal | null {
  if (coding === undefined || coding === 'identity' || codings.includes(coding)) return null;
  const hint = codings.length === 0 ? '' : ` or with ${codings.join(' or ')}`;
  const error = `a body packed so is not read — send it without Content-Encoding${hint}`;
  return { code: 415, error };
}

const IN_ADDRESS: Refusal = {
  code: 400,
  error:
    'a key in the address ends up in logs — send it as `Authorization: Bearer <key>` or `X-API-Key: <key>`, and make a new one',
};
