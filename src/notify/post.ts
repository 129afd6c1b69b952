import type { Dispatcher } from 'undici';
import { refusedUrl } from '../check/address-policy.ts';
import { undici } from '../check/http/undici.ts';
import { guardedLookup } from '../check/lookup.ts';
import { reasonFor } from '../check/reach.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import type { Delivery } from './channel.ts';

/** Longest a service has for its answer unless the request says so. */
const DEADLINE = 10 * SECOND;
/** So much of an answer is read, and so much of it shown. */
const MOST_READ = 64 * 1_024;
const MOST_SHOWN = 200;
/** When what somebody has to mend is tried again, and what may pass by itself. */
const MENDED = MINUTE;
const SOON = 2 * SECOND;
/** A longer wait than this is nothing that a server means. */
const LONGEST_WAIT = 24 * 60 * MINUTE;
/** A connection that nobody uses is closed after this. */
const IDLE = 10 * SECOND;

/** The address, the credentials or a permission is wrong: a person can mend it. */
const MENDABLE = [401, 402, 403, 404, 405, 407, 410];
/** The service is busy. */
const BUSY = [408, 425, 429];

export interface Post {
  readonly url: string;
  /** POST unless given. */
  readonly method?: 'POST' | 'PATCH' | 'GET' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds; 10 s unless given. */
  readonly timeout?: number;
  /** What no reason may show, though the service may repeat it. */
  readonly secrets: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The text as JSON; null where it is none. */
  readonly json: unknown;
}

/** What an answer means; null: what its status says. */
export type Judge = (answer: Answer) => Delivery | null;

/**
 * Sends one request and sorts the answer; redirects are not followed, since elsewhere the credentials would be shown to
 * somebody else. It never throws: what goes wrong is the outcome.
 */
export async function post(request: Post, judge: Judge, signal: AbortSignal): Promise<Delivery> {
  const { url, timeout = DEADLINE, secrets } = request;
  const refused = refusedUrl(new URL(url), 'private');
  if (refused !== null) return { kind: 'rejected', reason: `nothing is sent to ${hostOf(url)}` };
  const late = AbortSignal.timeout(timeout);
  try {
    const { answer, after } = await ask(request, AbortSignal.any([signal, late]));
    return clean(judge(answer) ?? sorted(answer, after), secrets);
  } catch (error) {
    const why = late.aborted ? `did not answer within ${timeout / SECOND} s` : unreachable(error);
    return clean({ kind: 'retry', after: SOON, reason: `${hostOf(url)} ${why}` }, secrets);
  }
}

/** What a status means by itself: 2xx is taken, and `remoteId` is then the caller's to say. */
function sorted({ status, text }: Answer, after: number | null): Delivery {
  if (status >= 200 && status < 300) return { kind: 'delivered', remoteId: '' };
  const said = text === '' ? `HTTP ${status}` : `HTTP ${status}: ${text}`;
  if (status >= 300 && status < 400) {
    const reason = `HTTP ${status}: it sends elsewhere; write the address that it names in the end`;
    return { kind: 'retry', after: MENDED, reason };
  }
  if (MENDABLE.includes(status)) {
    const reason = `${said}; look at the address and the credentials`;
    return { kind: 'retry', after: MENDED, reason };
  }
  if (status >= 500 || BUSY.includes(status)) {
    return { kind: 'retry', after: after ?? SOON, reason: said };
  }
  return { kind: 'rejected', reason: said };
}

async function ask(
  { url, method = 'POST', headers = {}, body }: Post,
  signal: AbortSignal,
): Promise<{ answer: Answer; after: number | null }> {
  signal.throwIfAborted();
  const { origin, pathname, search } = new URL(url);
  const agent = await connections();
  const response = await agent.request({
    ...{ origin, path: `${pathname}${search}`, method, signal },
    body: body === '' ? null : body,
    headers: { 'user-agent': 'Tocsin', accept: 'application/json, */*', ...headers },
  });
  const text = await beginning(response.body);
  const after = waitAsked(response.headers);
  return { answer: { status: response.statusCode, text, json: jsonOf(text) }, after };
}

let agent: Promise<Dispatcher> | null = null;

/** One pool for all channels; every new connection is resolved and judged anew. */
function connections(): Promise<Dispatcher> {
  agent ??= undici().then(
    ({ Agent }) =>
      new Agent({
        ...{ connections: 4, pipelining: 1, keepAliveTimeout: IDLE },
        connect: { lookup: guardedLookup('private') },
        // Every request has a deadline of its own.
        ...{ headersTimeout: 0, bodyTimeout: 0 },
      }),
  );
  return agent;
}

/** The beginning of an answer; what never ends is left. */
async function beginning(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MOST_READ) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_READ).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Seconds, or a date by the server's own clock: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
function waitAsked(headers: Dispatcher.ResponseData['headers']): number | null {
  const text = [headers['retry-after'] ?? []].flat()[0];
  if (text === undefined) return null;
  const isSeconds = /^\s*\d+(\.\d+)?\s*$/.test(text);
  const wait = isSeconds ? Number(text) * SECOND : Date.parse(text) - Date.parse(dateOf(headers));
  return Number.isFinite(wait) ? Math.min(LONGEST_WAIT, Math.max(0, Math.ceil(wait))) : null;
}

function dateOf(headers: Dispatcher.ResponseData['headers']): string {
  return [headers['date'] ?? ''].flat()[0] ?? '';
}

function hostOf(url: string): string {
  return new URL(url).host;
}

function unreachable(error: unknown): string {
  const { name, code, message, cause } = error as NodeJS.ErrnoException;
  if (name === 'AbortError' || name === 'TimeoutError') return 'did not answer in time';
  if (name === 'CheckFailure') return `cannot be reached: ${message}`;
  const inner = (cause ?? {}) as NodeJS.ErrnoException;
  const words = reasonFor(String(code ?? inner.code ?? ''));
  return words ?? `cannot be reached (${code ?? inner.code ?? message})`;
}

/** One line, without secrets, and not too long: before it is cut, since a part of a secret is no more to be shown. */
function clean(delivery: Delivery, secrets: readonly string[]): Delivery {
  if (delivery.kind === 'delivered') return delivery;
  const longest = secrets.filter((one) => one !== '').toSorted((a, b) => b.length - a.length);
  const open = longest.reduce((text, one) => text.replaceAll(one, '***'), delivery.reason);
  const line = open.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return { ...delivery, reason: line.slice(0, MOST_SHOWN).toWellFormed() };
}
