import type { SystemStatus } from '../model/system-status.ts';
import type { ClientAlert, Deed } from './answers.ts';
import { reasonOf } from './delivery.ts';
import type { Http } from './http.ts';
import { TocsinError } from './problem.ts';

/** What is asked of Tocsin directly: whoever asks waits for the answer. */
export interface Asking {
  /** @throws TocsinError when there is no such alert, it is resolved already, or Tocsin cannot be reached. */
  acknowledgeAlert(id: number, deed?: Deed): Promise<ClientAlert>;
  /** @throws TocsinError as `acknowledgeAlert` does. */
  resolveAlert(
    id: number,
    deed?: Deed & { readonly falsePositive?: boolean },
  ): Promise<ClientAlert>;
  /** @throws TocsinError when Tocsin cannot be reached. */
  getStatus(): Promise<SystemStatus>;
}

export function asking(http: Http, timeout: number): Asking {
  async function ask(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await http
      .ask({ method, path, ...text, timeout, isAwaited: true })
      .catch((cause: unknown) => {
        throw new TocsinError(`Tocsin cannot be reached: ${reasonOf(cause)}`, null, { cause });
      });
    const { status, json } = answer;
    if (status === 200 && typeof json === 'object' && json !== null) return json;
    const error = (json as { error?: unknown } | null)?.error;
    throw new TocsinError(typeof error === 'string' ? error : `HTTP ${status}`, status);
  }
  const act = (id: number, action: string, deed: object) =>
    ask('POST', `/api/alerts/${encodeURIComponent(id)}/${action}`, deed) as Promise<ClientAlert>;
  return {
    acknowledgeAlert: (id, deed = {}) => act(id, 'acknowledge', deed),
    resolveAlert: (id, { falsePositive, ...deed } = {}) =>
      act(id, 'resolve', { ...deed, ...(falsePositive && { false_positive: true }) }),
    getStatus: () => ask('GET', '/api/status') as Promise<SystemStatus>,
  };
}
