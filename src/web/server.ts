import { type FastifyInstance, fastify } from 'fastify';
import type { Health } from './health.ts';

/**
 * Listens for HTTP: `GET /health` answers 200 with the status inside; with `?strict=1` an unhealthy product answers 503.
 *
 * @throws the system's error when the address cannot be had; the caller goes on without.
 */
export async function startWeb(deps: {
  readonly host: string;
  readonly port: number;
  health(): Promise<Health>;
}): Promise<AsyncDisposable & { readonly address: string }> {
  const server: FastifyInstance = fastify({
    logger: false,
    bodyLimit: 1_048_576,
    requestTimeout: 10_000,
    connectionTimeout: 10_000,
    forceCloseConnections: true,
  });
  server.get<{ Querystring: { strict?: string } }>('/health', async (request, answer) => {
    const health = await deps.health();
    const strict = request.query.strict === '1' || request.query.strict === 'true';
    void answer.header('cache-control', 'no-store');
    return answer.code(strict && health.status === 'unhealthy' ? 503 : 200).send(health);
  });
  const address = await server.listen({ host: deps.host, port: deps.port });
  return { address, [Symbol.asyncDispose]: () => server.close() };
}
