import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ProbeSource } from '../../model/declared-probe.ts';
import type { Instant } from '../../model/time.ts';
import type { Host } from '../remote.ts';
import { MAX_ANSWER } from './question.ts';

type Page = Extract<ProbeSource, { kind: 'http' }>;

/** What a page answered: its text and the host's time where it says it; or what is wrong, for people. */
export type PageAnswer =
  | { readonly kind: 'page'; readonly text: string; readonly date: Instant | null }
  | { readonly kind: 'trouble'; readonly message: string };

/**
 * Asks for a page of the host's own loopback; redirects are not followed.
 *
 * @throws CollectError when the host cannot be reached or nothing listens there.
 * @throws the signal's reason when `signal` aborts first.
 */
export async function pageOf(host: Host, page: Page, signal: AbortSignal): Promise<PageAnswer> {
  const stream = await host.connect(page.port, signal);
  try {
    return await exchanged(stream, page, signal);
  } finally {
    stream.destroy();
  }
}

async function exchanged(stream: Duplex, page: Page, signal: AbortSignal): Promise<PageAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const asked = request({
    createConnection: () => stream,
    path: page.path,
    headers: {
      host: `localhost:${page.port}`,
      accept: '*/*',
      ...page.headers,
      connection: 'close',
    },
    signal,
  });
  asked.once('response', resolve);
  asked.once('error', reject);
  asked.end();
  try {
    return await read(await promise, page);
  } catch {
    signal.throwIfAborted();
    return trouble(`port ${page.port} speaks no HTTP, or broke off`);
  } finally {
    // What comes after the answer is nobody's.
    asked.on('error', () => {});
  }
}

async function read(response: IncomingMessage, { path }: Page): Promise<PageAnswer> {
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 299) return trouble(`${path.split('?')[0]} answered ${status}`);
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MAX_ANSWER) return trouble(`answered more than ${MAX_ANSWER / 1_024} KiB`);
    parts.push(part);
  }
  const date = Date.parse(response.headers.date ?? '');
  const text = Buffer.concat(parts).toString('utf8');
  return { kind: 'page', text, date: Number.isNaN(date) ? null : date };
}

function trouble(message: string): PageAnswer {
  return { kind: 'trouble', message };
}
