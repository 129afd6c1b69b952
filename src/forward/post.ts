import type { ExportLogin } from '../model/export.ts';
import { SECOND } from '../model/time.ts';
import type { Sent } from './destination.ts';

/** Longest time that a destination has for its answer. */
const DEADLINE = 30 * SECOND;
/** Of an answer that says why, so much is read and shown. */
const MOST_READ = 4_096;
const MOST_SHOWN = 200;
/** A longer wait than this is nothing that a server means. */
const LONGEST_WAIT = 24 * 3_600 * SECOND;

/**
 * Statuses that say something of the samples themselves; sending them again would change nothing:
 * https://www.rfc-editor.org/rfc/rfc9110#name-client-error-4xx. All others may pass: the destination is away (5xx),
 * busy (408, 425, 429), or somebody still has to mend the address or the credentials (3xx, 401, 403, 404, 405, 407).
 */
const ABOUT_THE_SAMPLES = [400, 406, 409, 410, 411, 413, 414, 415, 422, 431];

export interface Post {
  readonly url: string;
  readonly login: ExportLogin;
  /** How a token is named in the header: `Bearer` unless given. */
  readonly scheme?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** Milliseconds; 30 s unless given. */
  readonly deadline?: number;
}

/**
 * Posts a body and sorts the answer.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export async function post(
  ask: typeof fetch,
  { url, login, scheme = 'Bearer', headers, body, deadline = DEADLINE }: Post,
  signal: AbortSignal,
): Promise<Sent> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(deadline)]);
  try {
    const response = await ask(url, {
      method: 'POST',
      headers: { ...headers, ...authorization(login, scheme) },
      body,
      // Elsewhere the credentials would be shown to somebody else.
      redirect: 'manual',
      signal: limit,
    });
    if (response.ok) {
      await response.body?.cancel();
      return { kind: 'delivered' };
    }
    return refusal(response, await beginning(response, login));
  } catch (error) {
    signal.throwIfAborted();
    const reason = withoutSecrets(unreachable(error, deadline), login);
    return { kind: 'retry', after: 0, reason };
  }
}

function refusal({ status, headers }: Response, text: string): Sent {
  const reason = text === '' ? `HTTP ${status}` : `HTTP ${status}: ${text}`;
  if (ABOUT_THE_SAMPLES.includes(status)) return { kind: 'rejected', reason };
  const after = waitAsked(headers.get('retry-after'), Date.parse(headers.get('date') ?? ''));
  if (status >= 300 && status < 400) {
    const advice = 'it sends elsewhere: write the address that it names in the end';
    return { kind: 'retry', after, reason: `HTTP ${status}, ${advice}` };
  }
  return { kind: 'retry', after, reason };
}

/** Seconds, or a date by the server's own clock: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
function waitAsked(text: string | null, serverNow: number): number {
  if (text === null) return 0;
  const wait = /^\s*\d+\s*$/.test(text) ? Number(text) * SECOND : Date.parse(text) - serverNow;
  return Number.isFinite(wait) ? Math.min(LONGEST_WAIT, Math.max(0, wait)) : 0;
}

function authorization(login: ExportLogin, scheme: string): Record<string, string> {
  switch (login.kind) {
    case 'none':
      return {};
    case 'token':
      return { authorization: `${scheme} ${login.token}` };
    case 'password': {
      const both = Buffer.from(`${login.user}:${login.password}`).toString('base64');
      return { authorization: `Basic ${both}` };
    }
    default:
      return login satisfies never;
  }
}

/** The first characters of an answer, on one line; what never ends is left. */
async function beginning(response: Response, login: ExportLogin): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MOST_READ) break;
  }
  const text = Buffer.concat(chunks).toString('utf8');
  // Before it is cut: a part of a secret is no more to be shown than all of it.
  return withoutSecrets(text, login)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, MOST_SHOWN);
}

/** A server may repeat what it was sent. */
function withoutSecrets(text: string, login: ExportLogin): string {
  const secrets = [
    ...(login.kind === 'token' ? [login.token] : []),
    ...(login.kind === 'password'
      ? [login.password, Buffer.from(`${login.user}:${login.password}`).toString('base64')]
      : []),
  ];
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}

function unreachable(error: unknown, deadline: number): string {
  const { name, cause } = error as Error;
  if (name === 'TimeoutError') return `it did not answer within ${deadline / SECOND} s`;
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  const found = [code, message, name].find((one) => typeof one === 'string' && one !== '');
  return `it cannot be reached (${found})`;
}
