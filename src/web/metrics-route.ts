import type { FastifyInstance } from 'fastify';
import type { Clock } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import type { Family } from './exposition.ts';
import { CONTENT_TYPE, exposition, formatFor } from './exposition.ts';

/** How long an answer is good for: many scrapers cost as much as one. */
const GOOD_FOR = SECOND;

/** Nobody waits longer for it. */
const PATIENCE = 10 * SECOND;

/** `GET /metrics`, for Prometheus and what reads the same. */
export function metricsRoute(
  scope: FastifyInstance,
  deps: {
    readonly clock: Pick<Clock, 'monotonic'>;
    families(signal: AbortSignal): Promise<readonly Family[]>;
  },
): void {
  let latest: { readonly at: number; readonly families: Promise<readonly Family[]> } | null = null;
  scope.get('/metrics', async ({ headers }, answer) => {
    const now = deps.clock.monotonic();
    if (latest === null || now - latest.at >= GOOD_FOR) {
      latest = { at: now, families: deps.families(AbortSignal.timeout(PATIENCE)) };
    }
    const format = formatFor(headers.accept);
    try {
      const text = exposition(await latest.families, format);
      return answer.header('content-type', CONTENT_TYPE[format]).send(text);
    } catch (error) {
      latest = null;
      throw error;
    }
  });
}
