import type { AlertmanagerPlace, ForeignSilence } from '../model/alertmanager.ts';
import type { ExportLogin } from '../model/export.ts';
import { SECOND } from '../model/time.ts';
import type { Delivery } from './channel.ts';
import type { Answer, Post } from './post.ts';
import { post } from './post.ts';

/** Somebody in a chat waits for it. */
const DEADLINE = 5 * SECOND;

/** Silences in an Alertmanager: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml */
export interface AlertmanagerSilences {
  /** Writes one; `remoteId` is its id there. */
  write(silence: ForeignSilence, signal: AbortSignal): Promise<Delivery>;
  /** Looks for one that was written by a try whose answer was lost; `remoteId` is empty when there is none. */
  find(silence: ForeignSilence, signal: AbortSignal): Promise<Delivery>;
  /** Ends one; one that is not there has ended. */
  end(id: string, signal: AbortSignal): Promise<Delivery>;
}

export function alertmanagerSilences({ url, login }: AlertmanagerPlace): AlertmanagerSilences {
  const headers = { 'content-type': 'application/json', ...authorization(login) };
  const asked = (path: string, request: Pick<Post, 'method' | 'body'>): Post => ({
    ...{ ...request, url: `${url}/api/v2/${path}`, headers, timeout: DEADLINE },
    secrets: secretsOf(login),
  });
  return {
    write: (silence, signal) =>
      post(asked('silences', { body: JSON.stringify(bodyOf(silence)) }), taken, signal),
    find(silence, signal) {
      const request = asked(`silences${filterFor(silence)}`, { method: 'GET', body: '' });
      return post(request, (answer) => found(answer, silence), signal);
    },
    end(id, signal) {
      const path = `silence/${encodeURIComponent(id)}`;
      return post(asked(path, { method: 'DELETE', body: '' }), gone, signal);
    },
  };
}

/** An answer with all of them may be longer than is read. */
function filterFor({ matchers }: ForeignSilence): string {
  const name = matchers.find((one) => one.name === 'alertname' && !one.isRegex);
  return name ? `?filter=${encodeURIComponent(`alertname=${quoted(name.value)}`)}` : '';
}

function bodyOf({ matchers, startsAt, endsAt, ...rest }: ForeignSilence): object {
  return {
    ...rest,
    matchers: matchers.map((one) => ({ ...one, isEqual: true })),
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
  };
}

function taken({ status, json }: Answer): Delivery | null {
  if (status !== 200) return null;
  const { silenceID: id } = (json ?? {}) as { silenceID?: unknown };
  return typeof id === 'string' && id !== ''
    ? { kind: 'delivered', remoteId: id }
    : { kind: 'rejected', reason: 'it answers, but not as an Alertmanager does' };
}

interface Listed {
  readonly id?: unknown;
  readonly comment?: unknown;
  readonly createdBy?: unknown;
  readonly endsAt?: unknown;
  readonly status?: { readonly state?: unknown };
}

/** The one that says the same. */
function found({ status, json }: Answer, wanted: ForeignSilence): Delivery | null {
  if (status !== 200) return null;
  const all = (Array.isArray(json) ? json : []) as (Listed | null)[];
  const same = all.find(
    (one) =>
      one?.comment === wanted.comment &&
      one.createdBy === wanted.createdBy &&
      one.status?.state !== 'expired' &&
      Date.parse(String(one.endsAt)) === wanted.endsAt,
  );
  return { kind: 'delivered', remoteId: typeof same?.id === 'string' ? same.id : '' };
}

const GONE = /already expired|not found/;

/** Some versions answer with 500 where it is unknown, or has expired already. */
function gone({ status, text }: Answer): Delivery | null {
  const isGone = status === 404 || (status === 500 && GONE.test(text));
  return isGone ? { kind: 'delivered', remoteId: '' } : null;
}

/** As in the matchers of Prometheus. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

function authorization(login: ExportLogin): Record<string, string> {
  switch (login.kind) {
    case 'none':
      return {};
    case 'token':
      return { authorization: `Bearer ${login.token}` };
    case 'password':
      return { authorization: `Basic ${both(login)}` };
    default:
      return login satisfies never;
  }
}

function both({ user, password }: Extract<ExportLogin, { kind: 'password' }>): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}

function secretsOf(login: ExportLogin): readonly string[] {
  if (login.kind === 'token') return [login.token];
  return login.kind === 'password' ? [login.password, both(login)] : [];
}
