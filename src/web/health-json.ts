import { formatDuration } from '../model/format.ts';
import type { Service } from '../model/service.ts';
import { lookedAt } from '../model/service.ts';
import type { Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import type { Health } from './health.ts';

/** What nobody calls critical degrades the whole; a critical one that fails makes it unhealthy. */
export function overallStatus(services: readonly Service[]): Health['status'] {
  const poor = lookedAt(services).filter(({ status }) => status !== 'healthy');
  const isLost = ({ criticality, status }: Service) =>
    criticality === 'critical' && (status === 'unhealthy' || status === 'error');
  if (poor.some(isLost)) return 'unhealthy';
  return poor.length > 0 ? 'degraded' : 'healthy';
}

/** All services, for `GET /api/health`. */
export function healthJson(services: readonly Service[], { timestamp, version, uptime }: Health) {
  return {
    status: overallStatus(services),
    timestamp,
    services: byName(services, serviceJson),
    version,
    uptime: formatDuration(uptime * SECOND),
    uptime_seconds: uptime,
  };
}

/** One service. Its details stand beside what every service has; one of such a name becomes `detail_<name>`. */
export function serviceJson(service: Service) {
  const { latency } = service;
  const own = {
    status: service.status,
    target: service.target,
    kind: service.kind,
    response_time_ms: latency === null ? null : Number(latency.toFixed(2)),
    response_time: latency === null ? null : Number((latency / SECOND).toFixed(5)),
    last_check: iso(service.at),
    last_successful_check: iso(service.lastOk),
    reasons: service.reasons,
  };
  const details = Object.entries(service.details).map(
    ([name, value]) => [Object.hasOwn(own, name) ? `detail_${name}` : name, value] as const,
  );
  return { ...own, ...Object.fromEntries(details) };
}

/** Every check at length, for `GET /health/detailed`; whatever is not healthy has failed. */
export function detailedJson(services: readonly Service[]) {
  const seen = lookedAt(services);
  const failed = seen.filter(({ status }) => status !== 'healthy').map(({ id }) => id);
  const details = byName(seen, checkJson);
  return failed.length === 0
    ? { code: 200, body: { status: 'healthy', checks: details } }
    : { code: 503, body: { detail: { status: 'unhealthy', failed_checks: failed, details } } };
}

function checkJson({ status, at, details, reasons }: Service) {
  const base = { status, timestamp: iso(at), details };
  return reasons.length === 0 ? base : { ...base, error: reasons.join('; ') };
}

export function byName<T>(services: readonly Service[], shape: (service: Service) => T) {
  return Object.fromEntries(services.map((one) => [one.id, shape(one)]));
}

function iso(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
