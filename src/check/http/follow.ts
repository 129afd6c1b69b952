import { refusedUrl } from '../address-policy.ts';
import type { CheckContext } from '../kind.ts';
import { CheckFailure } from '../kind.ts';
import type { Connections } from './connections.ts';
import type { Received, Request } from './exchange.ts';
import { exchange } from './exchange.ts';
import type { HttpEntry } from './keys.ts';
import { basicLogin, decodedPart, methodOf, shownUrl } from './keys.ts';

export interface Answer extends Received {
  /** Where it came from in the end. */
  readonly url: URL;
  readonly redirects: number;
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-15.4 */
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Asks, and follows where the answer points, as often as the entry allows.
 *
 * @throws CheckFailure when the way leads in a circle, too far, or where checks may not go.
 */
export async function follow(
  entry: HttpEntry,
  connections: Pick<Connections, 'to'>,
  { signal, waitFor, clock }: Pick<CheckContext, 'signal' | 'waitFor' | 'clock'>,
): Promise<Answer> {
  const been = new Set<string>();
  let request = firstRequest(entry);
  for (let redirects = 0; ; redirects += 1) {
    const { url } = request;
    been.add(nameOf(request));
    const received = await exchange(connections.to(url.origin), request, {
      ...{ signal, waitFor, clock, most: entry.max_body },
      isWanted: (begun) => wayOn(begun, url, entry) === null,
    });
    const to = wayOn(received, url, entry);
    if (to === null) return { ...received, url, redirects };
    const next = redirected(request, to, received.status);
    const wrong = wrongWay({ next, been, left: entry.redirects - redirects }, entry);
    if (wrong !== null) throw new CheckFailure(wrong);
    request = next;
  }
}

/** Why a redirect is not followed, or null. */
function wrongWay(
  { next, been, left }: { next: Request; been: ReadonlySet<string>; left: number },
  { network, redirects }: HttpEntry,
): string | null {
  const refused = refusedUrl(next.url, network);
  if (refused !== null) return `it redirects to where no check goes: ${refused}`;
  const to = shownUrl(next.url);
  if (been.has(nameOf(next))) return `it redirects in a circle, back to ${to}`;
  return left > 0 ? null : `it redirects more than ${redirects} times, in the end to ${to}`;
}

function nameOf({ method, url }: Request): string {
  return `${method} ${url.href}`;
}

function firstRequest(entry: HttpEntry): Request {
  const url = new URL(entry.url);
  url.hash = '';
  const refused = refusedUrl(url, entry.network);
  if (refused !== null) throw new CheckFailure(refused);
  const body = entry.json === undefined ? (entry.body ?? null) : JSON.stringify(entry.json);
  const method = methodOf(entry);
  const type = entry.json === undefined ? {} : { 'content-type': 'application/json' };
  const login = loginOf(entry, url);
  const headers = Object.entries({ 'user-agent': 'tocsin', accept: '*/*', ...type, ...login });
  const written = Object.entries(entry.headers).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  return { url, method, headers: Object.fromEntries([...headers, ...written]), body };
}

function loginOf({ user, password = '', token }: HttpEntry, url: URL): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  const name = user ?? decodedPart(url.username);
  if (name === '' && url.password === '') return {};
  const secret = user === undefined ? decodedPart(url.password) : password;
  return { authorization: `Basic ${basicLogin(name, secret)}` };
}

/** Where an answer points that is to be followed; null where it is the answer that was asked for. */
function wayOn(
  { status, headers }: Pick<Answer, 'status' | 'headers'>,
  from: URL,
  entry: HttpEntry,
): URL | null {
  if (entry.redirects === 0 || !REDIRECTS.includes(status)) return null;
  const location = [headers['location'] ?? []].flat()[0];
  if (location === undefined) return null;
  const to = URL.parse(location, from.href);
  if (to === null) throw new CheckFailure('it redirects to what is no address');
  to.hash = '';
  return to;
}

/** As browsers do it: https://fetch.spec.whatwg.org/#http-redirect-fetch. Another origin gets nothing that the entry says. */
function redirected({ url, method, headers, body }: Request, to: URL, status: number): Request {
  const isOther = to.origin !== url.origin;
  const isPlain = status === 303 ? method !== 'HEAD' : status < 303 && method === 'POST';
  if (isOther && body !== null && !isPlain) {
    throw new CheckFailure(
      `it redirects a body to another server: write ${shownUrl(to)} as \`url\``,
    );
  }
  const { 'content-type': _, ...rest } = headers;
  const kept = isPlain ? rest : headers;
  return {
    url: to,
    method: isPlain ? 'GET' : method,
    headers: isOther ? { 'user-agent': 'tocsin', accept: '*/*' } : kept,
    body: isPlain ? null : body,
  };
}
