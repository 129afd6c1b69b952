import type { FastifyInstance } from 'fastify';
import type { Alert, Severity } from '../model/alert.ts';
import { SEVERITIES } from '../model/alert.ts';
import type { SystemStatus } from '../model/system-status.ts';
import { alertJson } from './alert-json.ts';
import { fieldsOf, shown } from './fields.ts';
import { refuse } from './refuse.ts';
import { watchedTargets } from './watched.ts';

const STATES = ['open', 'pending', 'firing', 'acknowledged', 'resolved'] as const;

export interface AlertFilter {
  readonly state: (typeof STATES)[number];
  readonly severity: Severity | null;
  readonly target: number | null;
  readonly limit: number;
}

/** What reading needs from outside. */
export interface StatusPort {
  status(): Promise<SystemStatus>;
  targets(): readonly { readonly id: number; readonly name: string }[];
  alerts(
    filter: AlertFilter,
  ): Promise<{ readonly alerts: readonly Alert[]; readonly total: number }>;
}

/** `GET /api/status` and `GET /api/alerts`. */
export function statusRoutes(scope: FastifyInstance, port: StatusPort): void {
  scope.get('/api/status', () => port.status());
  scope.get('/api/alerts', async ({ query }) => {
    const { alerts, total } = await port.alerts(filterIn(query, port));
    return { alerts: alerts.map(alertJson), total };
  });
}

const MOST = 500;
const USUAL = 100;

/** @throws Refused when something in the address is not understood. */
function filterIn(query: unknown, { targets }: Pick<StatusPort, 'targets'>): AlertFilter {
  const fields = fieldsOf(query, ['state', 'severity', 'target', 'limit']);
  if (typeof fields === 'string') refuse(400, fields);
  const { state = 'open', severity = null, target = null, limit = String(USUAL) } = fields;
  const found = target === null ? null : watchedTargets(targets()).find(String(target));
  if (typeof found === 'string') refuse(400, found);
  const isCount = /^\d{1,3}$/.test(String(limit)) && Number(limit) >= 1 && Number(limit) <= MOST;
  if (!isCount) refuse(400, `limit: ${shown(limit)} — write a number from 1 to ${MOST}`);
  return {
    state: oneOf('state', state, STATES),
    severity: severity === null ? null : oneOf('severity', severity, SEVERITIES),
    target: found,
    limit: Number(limit),
  };
}

function oneOf<T extends string>(what: string, given: unknown, all: readonly T[]): T {
  const found = all.find((one) => one === given);
  return found ?? refuse(400, `${what}: ${shown(given)} — write one of ${all.join(', ')}`);
}
