import { hostOf } from '../address-policy.ts';
import type { CheckContext } from '../kind.ts';
import { CheckFailure } from '../kind.ts';
import { reached } from '../reach.ts';
import { unpacked } from './answer.ts';
import type { Connections, Spent } from './connections.ts';
import { openConnections } from './connections.ts';
import type { Answer } from './follow.ts';
import { follow } from './follow.ts';
import type { HttpEntry } from './keys.ts';
import { methodOf } from './keys.ts';

/** What one request showed; times in milliseconds. */
export interface Asked {
  readonly answer: Answer;
  readonly body: Buffer;
  readonly firstByte: number;
  readonly took: number;
  /** Null when a connection was used that stood already, or that went through a proxy. */
  readonly connecting: Omit<Spent, 'made'> | null;
  /** When the certificate ends, and what TLS was spoken; null without TLS. */
  readonly certificate: ReturnType<Connections['certificates']['get']> | null;
}

/** Facts that only a new connection shows. */
const CONNECTING = ['dns_ms', 'connect_ms', 'tls_ms'] as const;

/** Runs that use the same connection, so that a name or a certificate that changed is soon seen. */
const MOST_RUNS = 10;

/** May be sent again when a connection turns out to be dead: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2 */
const REPEATABLE = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

/** Signs of a connection that the server closed while nobody used it. */
const DEAD = ['UND_ERR_SOCKET', 'UND_ERR_DESTROYED', 'UND_ERR_INFO', 'ECONNRESET', 'EPIPE'];

/** By entry, and gone with it. */
const KEPT = new WeakMap<HttpEntry, Connections>();

/**
 * Asks once, over a connection of an earlier run where one stands.
 *
 * @throws CheckFailure with the reason why there is no whole answer.
 */
export async function ask(entry: HttpEntry, context: CheckContext): Promise<Asked> {
  const kept = isKept(entry, context) ? KEPT.get(entry) : undefined;
  if (kept === undefined) return askNew(entry, context);
  const { made } = kept.spent;
  try {
    return await askOver(kept, entry, context);
  } catch (error) {
    const isDead = DEAD.includes(String((error as NodeJS.ErrnoException).code));
    if (context.signal.aborted || kept.spent.made !== made || !isDead) throw worded(error, entry);
    return askNew(entry, context);
  }
}

async function askNew(entry: HttpEntry, context: CheckContext): Promise<Asked> {
  const opened = await openConnections(entry, context);
  if (isKept(entry, context)) KEPT.set(entry, opened);
  try {
    return await askOver(opened, entry, context);
  } catch (error) {
    throw worded(error, entry);
  } finally {
    if (KEPT.get(entry) !== opened) opened.end();
  }
}

function isKept(entry: HttpEntry, { wanted }: CheckContext): boolean {
  const isNew = entry.fresh || entry.proxy !== undefined || !REPEATABLE.includes(methodOf(entry));
  return !isNew && !CONNECTING.some((name) => wanted.includes(name));
}

async function askOver(
  connections: Connections,
  entry: HttpEntry,
  context: CheckContext,
): Promise<Asked> {
  const { clock, waitFor } = context;
  const before = { ...connections.spent };
  connections.waitFor = waitFor;
  connections.runs += 1;
  const started = clock.monotonic();
  let isDone = false;
  try {
    const answer = await follow(entry, connections, context);
    const firstByte = answer.at - started;
    const body = await unpacked(answer, entry.max_body);
    const took = clock.monotonic() - started;
    isDone = true;
    return {
      ...{ answer, body, firstByte, took },
      connecting: since(before, connections.spent),
      certificate: connections.certificates.get(hostOf(answer.url)) ?? null,
    };
  } finally {
    // Else the whole run would be kept with the connection.
    connections.waitFor = () => {};
    if (!isDone || connections.runs >= MOST_RUNS) {
      if (KEPT.get(entry) === connections) KEPT.delete(entry);
      connections.end();
    }
  }
}

function since(before: Spent, now: Readonly<Spent>): Asked['connecting'] {
  if (before.made === now.made) return null;
  return {
    dns: now.dns - before.dns,
    connect: now.connect - before.connect,
    tls: now.tls - before.tls,
  };
}

/** In words where there are some; what goes wrong before anything stands is the proxy's where there is one. */
function worded(error: unknown, { url, proxy }: HttpEntry): unknown {
  const { message = '', code = '' } = error as NodeJS.ErrnoException;
  if (proxy === undefined) return reached(error, new URL(url).host);
  const place = new URL(proxy).host;
  const refusal = /Proxy response \((\d+)\)|Authentication Required \((407)\)/.exec(message);
  const status = refusal?.[1] ?? refusal?.[2];
  if (status === undefined) {
    return reached(error, /^E[A-Z]+$|^UND/.test(code) ? `the proxy ${place}` : new URL(url).host);
  }
  const why =
    status === '407' ? 'asks for a log-in: write it in `proxy`' : `refuses with ${status}`;
  return new CheckFailure(`the proxy ${place} ${why}`, { cause: error });
}
