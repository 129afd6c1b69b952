import type { AlertOptions } from './answers.ts';
import type { Http } from './http.ts';
import { kept } from './keep-alive.ts';
import type { Reporter } from './problem.ts';
import { lineOf } from './rows.ts';

export interface AlertingDeps {
  readonly http: Http;
  readonly target: string;
  readonly timeout: number;
  nextKey(): string;
  /** Takes a line, to be delivered when it can be. */
  keep(line: string): void;
  readonly report: Reporter;
}

const PATH = '/api/alerts';

/**
 * Makes an alert at once, and gives its number. While Tocsin is away the alert waits with everything else, and there is
 * no number yet: null, as when it was refused. Never rejects.
 */
export function alertMaker(deps: AlertingDeps) {
  return async (message: string, options: AlertOptions = {}): Promise<number | null> => {
    const { severity, type, fingerprint, key = deps.nextKey() } = options;
    const row = { message, severity, type, fingerprint, target: deps.target, idempotency_key: key };
    const made = lineOf(PATH, row);
    if ('wrong' in made) {
      deps.report({ kind: 'refused', message: made.wrong, row });
      return null;
    }
    const asked = { method: 'POST', path: PATH, body: JSON.stringify(row) } as const;
    try {
      const { timeout } = deps;
      const { status, json } = await kept(deps.http.ask({ ...asked, timeout, isAwaited: true }));
      const id = idIn(json);
      if (status === 202 && id !== null) return id;
    } catch {
      // It waits, and whoever delivers it says what is wrong.
    }
    deps.keep(made.line);
    return null;
  };
}

function idIn(json: unknown): number | null {
  const { ids } = (json ?? {}) as { ids?: unknown };
  const [id] = Array.isArray(ids) ? (ids as unknown[]) : [];
  return typeof id === 'number' ? id : null;
}
