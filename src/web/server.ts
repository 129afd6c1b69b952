import { type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import type { Health } from './health.ts';

/** On every answer: it is about now, it is what it says it is, and nobody frames it. */
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
} as const;

/**
 * Listens for HTTP: `GET /health` answers 200 with the status inside; with `?strict=1` an unhealthy product answers 503.
 *
 * @throws the system's error when the address cannot be had; the caller goes on without.
 */
export async function startWeb(deps: {
  readonly host: string;
  readonly port: number;
  health(): Promise<Health>;
  /** An answer could not be made. */
  failed(error: unknown): void;
}): Promise<AsyncDisposable & { readonly address: string }> {
  const server: FastifyInstance = fastify({
    logger: false,
    bodyLimit: 1_048_576,
    requestTimeout: 10_000,
    connectionTimeout: 10_000,
    forceCloseConnections: true,
    // Addresses that cannot be read never reach the hooks.
    frameworkErrors(_error, _request, answer) {
      const plain = answer as unknown as FastifyReply;
      void plain.headers(HEADERS).code(400).send({ error: 'this address cannot be read' });
    },
  });
  server.addHook('onRequest', async (_request, answer) => {
    void answer.headers(HEADERS);
  });
  server.setNotFoundHandler((_request, answer) => answer.code(404).send({ error: 'not found' }));
  server.setErrorHandler((error: { statusCode?: number; message?: string }, _request, answer) => {
    const code = error.statusCode ?? 500;
    // What went wrong inside is for the log, not for whoever asks.
    if (code < 500) return answer.code(code).send({ error: error.message ?? 'bad request' });
    deps.failed(error);
    return answer.code(500).send({ error: 'this could not be answered; the log says why' });
  });
  server.get<{ Querystring: { strict?: string } }>('/health', async (request, answer) => {
    const health = await deps.health();
    const strict = request.query.strict === '1' || request.query.strict === 'true';
    return answer.code(strict && health.status === 'unhealthy' ? 503 : 200).send(health);
  });
  const address = await server.listen({ host: deps.host, port: deps.port });
  return { address, [Symbol.asyncDispose]: () => server.close() };
}
