import type { FastifyInstance } from 'fastify';
import type { Outcome } from '../model/alert-change.ts';
import { alertJson } from './alert-json.ts';
import { rowsOf } from './body.ts';
import { fieldsOf, wrongText } from './fields.ts';
import { requestKey, rowsIn } from './ingest-routes.ts';
import type { Taken } from './intake.ts';
import { refuse } from './refuse.ts';
import type { AlertRow } from './rows.ts';
import { alertRow } from './rows.ts';
import type { Seen } from './seen.ts';
import { once } from './seen.ts';
import type { Watched } from './watched.ts';
import { watchedTargets } from './watched.ts';

/** Alerts of one request: each is a message to people. */
const MAX_ALERTS = 100;

/** What alerts by hand need from outside. */
export interface AlertPort {
  readonly seen: Seen;
  targets(): readonly { readonly id: number; readonly name: string }[];
  /** Makes an alert, or finds the open one of the same fingerprint; `target` null: of the monitor itself. */
  raise(
    row: Omit<AlertRow, 'target' | 'key'> & { readonly target: number | null },
  ): Promise<{ readonly id: number; readonly isNew: boolean }>;
  act(action: 'acknowledge' | 'resolve', id: number, deed: Deed): Promise<Outcome>;
}

export interface Deed {
  /** Who does it, as the program says. */
  readonly user: string;
  readonly note: string | null;
  readonly isNoise: boolean;
}

/** `POST /api/alerts`, and what is done with one. */
export function alertRoutes(scope: FastifyInstance, port: AlertPort): void {
  scope.post('/api/alerts', async (request, answer) => {
    const rows = rowsIn(request, MAX_ALERTS);
    const key = requestKey(request);
    const result = await once(port.seen, key === null ? null : `alerts/request/${key}`, {
      work: async () => ({ result: await raiseAll(port, rows), isWhole: true }),
      again: () => ({ accepted: 0, duplicate: rows.length, rejected: [], ids: [] }),
    });
    return answer.code(202).send(result);
  });
  for (const action of ['acknowledge', 'resolve'] as const) {
    scope.post<{ Params: { id: string } }>(`/api/alerts/:id/${action}`, async (request) => {
      const { id } = request.params;
      if (!/^\d{1,15}$/.test(id)) refuse(400, 'write the number of the alert, as /alerts shows it');
      return answerFor(await port.act(action, Number(id), deedIn(request.body)));
    });
  }
}

interface Raised extends Taken {
  /** Of the alerts, also of such as were open already. */
  readonly ids: readonly number[];
}

async function raiseAll(port: AlertPort, rows: ReturnType<typeof rowsIn>): Promise<Raised> {
  const { find } = watchedTargets(port.targets());
  const rejected: { index: number; reason: string }[] = [];
  const made: ({ readonly id: number; readonly isNew: boolean } | null)[] = [];
  for (const [index, raw] of rows.entries()) {
    const row = raw.kind === 'json' ? alertRow(raw.value) : raw.reason;
    const found = typeof row === 'string' ? row : placed(row, find);
    if (typeof found === 'string') rejected.push({ index, reason: found });
    else made.push(await raiseOnce(port, found));
  }
  const accepted = made.filter((one) => one?.isNew).length;
  const ids = made.flatMap((one) => (one === null ? [] : [one.id]));
  return { accepted, duplicate: made.length - accepted, rejected, ids };
}

type Placed = Omit<AlertRow, 'target'> & { readonly target: number | null };

function placed(row: AlertRow, find: Watched['find']): Placed | string {
  const target = row.target === null ? null : find(row.target);
  return typeof target === 'string' ? target : { ...row, target };
}

/** null when a row of the same key came before. */
function raiseOnce({ seen, raise }: AlertPort, { key, ...row }: Placed) {
  return once(seen, key === null ? null : `alerts/row/${key}`, {
    work: async () => ({ result: await raise(row), isWhole: true }),
    again: () => null,
  });
}

function deedIn(body: unknown): Deed {
  const [row] = rowsOf(typeof body === 'string' ? body : '', 1);
  if (row?.kind === 'broken') refuse(400, `body: ${row.reason}`);
  const fields = fieldsOf(row?.value ?? {}, ['user', 'note', 'false_positive']);
  if (typeof fields === 'string') refuse(400, fields);
  const { user = 'API', note = null, false_positive: isNoise = false } = fields;
  const wrong =
    wrongText('user', user, 100) ??
    (note === null ? null : wrongText('note', note, 1_000)) ??
    (typeof isNoise === 'boolean' ? null : 'false_positive: write true or false');
  if (wrong !== null) refuse(400, wrong);
  return { user: user as string, note: note as string | null, isNoise: isNoise as boolean };
}

function answerFor(outcome: Outcome) {
  switch (outcome.kind) {
    case 'unknown':
      return refuse(404, `there is no alert ${outcome.id}`);
    case 'unchanged':
      return refuse(409, outcome.why);
    case 'done':
      return alertJson(outcome.alert);
    default:
      return outcome satisfies never;
  }
}
