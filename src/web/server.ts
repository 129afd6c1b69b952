import type { FastifyInstance } from 'fastify';

/** How one part of the product is doing. */
export interface ServiceHealth {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  /** Seconds the part took to answer, or null where nothing is asked. */
  readonly response_time: number | null;
  readonly detail?: string;
}

export interface Health {
  readonly status: ServiceHealth['status'];
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly services: Readonly<Record<string, ServiceHealth>>;
  readonly version: string;
  /** Seconds since the start. */
  readonly uptime: number;
}

/** The part that is worst off gives the whole its status. */
export function worstOf(services: Readonly<Record<string, ServiceHealth>>): Health['status'] {
  const all = Object.values(services).map(({ status }) => status);
  if (all.includes('unhealthy')) return 'unhealthy';
  return all.includes('degraded') ? 'degraded' : 'healthy';
}

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
  const { fastify } = await import('fastify');
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
