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
