import type { Answer, Http } from './http.ts';
import type { Reporter } from './problem.ts';

/** Alerts of one request; of other rows a whole batch fits. */
const MAX_ALERTS = 100;

export type Delivered =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'retry';
      readonly reason: string;
      /** Milliseconds to wait at least, as Tocsin said; or null. */
      readonly after: number | null;
    };

/** When it has to be over, in epoch milliseconds, and whether somebody waits for it. */
export interface Until {
  readonly until: number;
  readonly isAwaited: boolean;
}

interface Row {
  readonly line: string;
  readonly path: string;
  readonly row: Record<string, unknown>;
}

/**
 * Delivers a batch: one request for each path. What Tocsin took or refused is settled and is not sent again with the rest
 * of the same batch; for what it refused `report` is told why.
 */
export function delivery(deps: {
  readonly http: Http;
  readonly timeout: number;
  readonly report: Reporter;
}) {
  const settled = new Set<string>();

  return async (lines: readonly string[], { isAwaited, until }: Until): Promise<Delivered> => {
    const open = lines.filter((line) => !settled.has(line)).map(parsed);
    for (const rows of requestsOf(open)) {
      const timeout = Math.max(1, Math.min(deps.timeout, until - Date.now()));
      const delivered = await send(rows, { isAwaited, timeout });
      if (delivered.kind === 'retry') return delivered;
    }
    settled.clear();
    return { kind: 'done' };
  };

  async function send(
    rows: readonly Row[],
    how: { readonly isAwaited: boolean; readonly timeout: number },
  ): Promise<Delivered> {
    const [first] = rows;
    if (!first) return { kind: 'done' };
    const body = JSON.stringify(rows.map(({ row }) => row));
    try {
      const asked = { method: 'POST', path: first.path, body, ...how } as const;
      return settle(rows, await deps.http.ask(asked));
    } catch (error) {
      return { kind: 'retry', reason: reasonOf(error), after: null };
    }
  }

  function settle(rows: readonly Row[], answer: Answer): Delivered {
    const fate = fateOf(answer);
    if (fate === 'retry') {
      const { status, retryAfter } = answer;
      const after = retryAfter === null ? null : retryAfter * 1_000;
      return { kind: 'retry', reason: `HTTP ${status}${said(answer)}`, after };
    }
    if (fate === 'refused') {
      const message = `HTTP ${answer.status}${said(answer)}`;
      for (const { line, row } of rows) {
        settled.add(line);
        deps.report({ kind: 'refused', message, row });
      }
      return { kind: 'done' };
    }
    return settleEach(rows, rejectedIn(answer.json));
  }

  function settleEach(rows: readonly Row[], rejected: readonly Rejected[]): Delivered {
    const byIndex = new Map(rejected.map((one) => [one.index, one]));
    let again: string | null = null;
    for (const [index, { line, row }] of rows.entries()) {
      const refusal = byIndex.get(index);
      if (refusal?.retry === true) {
        again = refusal.reason;
        continue;
      }
      settled.add(line);
      if (refusal) deps.report({ kind: 'refused', message: refusal.reason, row });
    }
    return again === null ? { kind: 'done' } : { kind: 'retry', reason: again, after: null };
  }
}

function parsed(line: string): Row {
  const [path, row] = JSON.parse(line) as [string, Record<string, unknown>];
  return { line, path, row };
}

/** Rows of one path together, in their order. */
function requestsOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  const byPath = new Map<string, Row[]>();
  for (const row of rows) byPath.set(row.path, [...(byPath.get(row.path) ?? []), row]);
  return [...byPath].flatMap(([path, all]) => {
    if (path !== '/api/alerts') return [all];
    const parts = Math.ceil(all.length / MAX_ALERTS);
    return Array.from({ length: parts }, (_, at) =>
      all.slice(at * MAX_ALERTS, (at + 1) * MAX_ALERTS),
    );
  });
}

/**
 * A wrong key is the configuration's fault and no row's: such rows wait until it is mended. So does what is asked of
 * something else than Tocsin, such as a proxy's own page.
 */
const REFUSED = new Set([400, 404, 405, 409, 410, 413, 414, 415, 422]);

function fateOf({ status, json }: Answer): 'taken' | 'refused' | 'retry' {
  if (status >= 200 && status < 300 && isTaken(json)) return 'taken';
  return REFUSED.has(status) && saidBy(json) !== null ? 'refused' : 'retry';
}

function isTaken(json: unknown): boolean {
  return typeof (json as { accepted?: unknown } | null)?.accepted === 'number';
}

interface Rejected {
  readonly index: number;
  readonly reason: string;
  readonly retry?: boolean;
}

function rejectedIn(json: unknown): readonly Rejected[] {
  const { rejected } = json as { rejected?: unknown };
  return Array.isArray(rejected) ? (rejected as Rejected[]) : [];
}

/** What Tocsin says about what it refuses; null when somebody else answered. */
function saidBy(json: unknown): string | null {
  const error = (json as { error?: unknown } | null)?.error;
  return typeof error === 'string' ? error : null;
}

function said({ json }: Answer): string {
  const error = saidBy(json);
  return error === null ? '' : `: ${error}`;
}

export function reasonOf(error: unknown): string {
  const { name, cause } = error as Error;
  // A request whose signal aborts ends with an AbortError, with the signal's reason as its cause.
  if ([name, (cause as Error | undefined)?.name].includes('TimeoutError')) {
    return 'no answer in time';
  }
  const { code, message } = error as { code?: unknown; message?: unknown };
  return String(code ?? message ?? error);
}
