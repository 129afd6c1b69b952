import type { FastifyInstance } from 'fastify';
import type { Learn } from '../model/learning.ts';
import type { MetricSaid } from '../model/metric-said.ts';
import { METRIC_KEYS, readSaid } from '../model/metric-said.ts';
import type { RawRow } from './body.ts';
import { fieldsOf } from './fields.ts';
import { rowsIn } from './ingest-routes.ts';
import type { Taken } from './intake.ts';

/** Definitions of one request: no more than can be registered. */
const MAX_DEFINITIONS = 2_000;
const API = { id: 'api', name: 'API' } as const;
const KEYS = Object.keys(METRIC_KEYS);

/** `POST /api/metrics/definitions`: 202 with what became of each. What is said twice is the same, so there are no keys. */
export function definitionRoutes(scope: FastifyInstance, learn: Learn): void {
  scope.post('/api/metrics/definitions', async (request, answer) =>
    answer.code(202).send(await learnAll(rowsIn(request, MAX_DEFINITIONS), learn)),
  );
}

async function learnAll(rows: readonly RawRow[], learn: Learn): Promise<Taken> {
  const rejected: { index: number; reason: string }[] = [];
  const good: { index: number; said: MetricSaid }[] = [];
  for (const [index, row] of rows.entries()) {
    const said = row.kind === 'json' ? readRow(row.value) : row.reason;
    if (typeof said === 'string') rejected.push({ index, reason: said });
    else good.push({ index, said });
  }
  const outcomes = await learn(
    good.map(({ said }) => said),
    API,
  );
  const count = { accepted: 0, duplicate: 0 };
  for (const [place, outcome] of outcomes.entries()) {
    const { index = 0 } = good[place] ?? {};
    if (outcome.kind === 'rejected') rejected.push({ index, reason: outcome.reason });
    else count[outcome.kind]++;
  }
  rejected.sort((one, other) => one.index - other.index);
  return { ...count, rejected };
}

function readRow(row: unknown): MetricSaid | string {
  const fields = fieldsOf(row, KEYS);
  return typeof fields === 'string' ? fields : readSaid(fields);
}
