import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Service } from '../model/service.ts';
import { findService } from '../model/service.ts';
import type { Clock } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { rowsOf } from './body.ts';
import { fieldsOf, shown, wrongText } from './fields.ts';
import type { Job } from './forced-runs.ts';
import { forcedRuns } from './forced-runs.ts';
import { bucket } from './guard.ts';
import type { Health } from './health.ts';
import { byName, detailedJson, healthJson, overallStatus, serviceJson } from './health-json.ts';
import { Refused, refuse } from './refuse.ts';
import { watchedTargets } from './watched.ts';

/** What is looked at, and looking at it now. */
export interface ServicePort {
  services(): Promise<readonly Service[]>;
  targets(): readonly { readonly id: number; readonly name: string }[];
  /** Runs the configured check of this name, beside its interval; it has ended when it answers. */
  run(name: string): Promise<unknown>;
  /** The newest score of a target, or the lowest of all. */
  score(target: string | null): Promise<number | null>;
}

/** Milliseconds until whoever asked for runs is told where to ask for their results. */
const PATIENCE = 5 * SECOND;
/** Names that a refusal lists. */
const LISTED = 30;

/** `GET /health/detailed`, `GET /api/health` and `GET /api/health/{service}`. */
export function healthRoutes(
  scope: FastifyInstance,
  { services }: Pick<ServicePort, 'services'>,
  health: () => Promise<Health>,
): void {
  scope.get('/health/detailed', async (_request, answer) => {
    const { code, body } = detailedJson(await services());
    return answer.code(code).send(body);
  });
  scope.get('/api/health', async ({ query }, answer) => {
    const all = healthJson(await services(), await health());
    const { strict } = query as { strict?: string };
    const isStrict = strict === '1' || strict === 'true';
    return answer.code(isStrict && all.status === 'unhealthy' ? 503 : 200).send(all);
  });
  scope.get<{ Params: { service: string } }>('/api/health/:service', async ({ params }) =>
    serviceJson(oneOf(await services(), params.service)),
  );
}

/** `POST /api/health/check` and `GET /api/health/check/{job}`. */
export function forceRoutes(
  scope: FastifyInstance,
  port: ServicePort,
  { clock, patience = PATIENCE }: { readonly clock: Pick<Clock, 'monotonic'>; patience?: number },
): void {
  const runs = forcedRuns(port.run, patience);
  const take = bucket(1, clock);
  scope.post('/api/health/check', async (request, answer) => {
    const { service, target } = wantedIn(request, port);
    const all = await port.services();
    const names = service === null ? runnable(all, target) : [nameToRun(oneOf(all, service))];
    if (!take()) throw new Refused(TOO_OFTEN);
    return answered(await runs.start(names), { port, target, answer });
  });
  scope.get<{ Params: { job: string } }>('/api/health/check/:job', async ({ params }, answer) => {
    const job = runs.find(Number(params.job));
    if (job === null) refuse(404, `there is no run ${shown(params.job)} — the newest 20 are kept`);
    return answered(job, { port, target: null, answer });
  });
}

const TOO_OFTEN = {
  code: 429,
  error: 'checks are run on demand once a second at most — wait a second',
  headers: { 'retry-after': '1' },
} as const;

async function answered(
  { id, names, running }: Job,
  to: { readonly port: ServicePort; readonly target: string | null; readonly answer: FastifyReply },
): Promise<FastifyReply> {
  const { port, target, answer } = to;
  const all = await port.services();
  const ended = all.filter(
    ({ kind, name }) => kind !== null && names.includes(name) && !running.has(name),
  );
  const results = byName(ended, serviceJson);
  const score = await port.score(target);
  if (running.size === 0) {
    return answer.code(200).send({ job: id, status: overallStatus(ended), results, score });
  }
  const unfinished = { job: id, running: [...running], results, score };
  return answer.code(202).header('location', `/api/health/check/${id}`).send(unfinished);
}

function wantedIn(
  { body }: FastifyRequest,
  { targets }: ServicePort,
): { readonly service: string | null; readonly target: string | null } {
  const [row] = rowsOf(typeof body === 'string' ? body : '', 1);
  if (row?.kind === 'broken') refuse(400, `body: ${row.reason}`);
  const fields = fieldsOf(row?.value ?? {}, ['service', 'target']);
  if (typeof fields === 'string') refuse(400, fields);
  const { service = null, target = null } = fields;
  for (const [what, given] of Object.entries({ service, target })) {
    const wrong = given === null ? null : wrongText(what, given);
    if (wrong !== null) refuse(400, wrong);
  }
  const found = target === null ? null : watchedTargets(targets()).find(String(target));
  if (typeof found === 'string') refuse(400, found);
  return { service: service as string | null, target: target as string | null };
}

function runnable(all: readonly Service[], target: string | null): readonly string[] {
  return all
    .filter(({ kind, status }) => kind !== null && status !== 'paused')
    .filter((one) => target === null || one.target === target)
    .map(({ name }) => name);
}

function nameToRun({ id, name, kind, status }: Service): string {
  if (kind === null) refuse(409, `${id} is told by an application — only that can look anew`);
  if (status === 'paused') refuse(409, `${id} is switched off, or its target is paused`);
  return name;
}

function oneOf(services: readonly Service[], name: string): Service {
  const found = findService(services, name);
  if ('id' in found) return found;
  const names = found.slice(0, LISTED).join(', ');
  const more = found.length > LISTED ? ` and ${found.length - LISTED} more` : '';
  const hint =
    found.length === 0 ? 'no check is configured or told' : `write one of ${names}${more}`;
  return refuse(404, `there is no service ${shown(name)} — ${hint}`);
}
