import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent as HttpAgent, request as overHttp } from 'node:http';
import { Agent as HttpsAgent, request as overHttps } from 'node:https';

/** Bytes of an answer that are read. */
const MAX_ANSWER = 4 * 1024 * 1024;

export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  /** Milliseconds until all of the answer has to be there. */
  readonly timeout: number;
  /** Whether the process is kept alive until there is an answer. */
  readonly isAwaited: boolean;
}

export interface Answer {
  readonly status: number;
  /** null when the body is no JSON. */
  readonly json: unknown;
  /** Seconds of `Retry-After`, or null. */
  readonly retryAfter: number | null;
}

export interface Http {
  /** @throws when there is no answer in time. */
  ask(asked: Asked): Promise<Answer>;
  close(): void;
}

/** Asks Tocsin, over connections that stay open between requests and keep no process alive. */
export function openHttp(options: { readonly url: URL; readonly key: string }): Http {
  const isSecure = options.url.protocol === 'https:';
  const Agent = isSecure ? HttpsAgent : HttpAgent;
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const send = isSecure ? overHttps : overHttp;
  const base = options.url.pathname.replace(/\/+$/, '');

  return {
    ask: ({ method, path, body, timeout, isAwaited }) =>
      new Promise((resolve, reject) => {
        const request = send({
          agent,
          method,
          protocol: options.url.protocol,
          hostname: options.url.hostname.replace(/^\[|\]$/g, ''),
          port: options.url.port,
          path: `${base}${path}`,
          signal: AbortSignal.timeout(timeout),
          headers: {
            authorization: `Bearer ${options.key}`,
            accept: 'application/json',
            ...(body !== undefined && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(body),
            }),
          },
        });
        loosen(request, isAwaited);
        request.on('error', reject);
        request.on('response', (response) => read(response).then(resolve, reject));
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** A socket keeps the process alive only for somebody who waits. */
function loosen(request: ClientRequest, isAwaited: boolean): void {
  request.on('socket', (socket) => {
    if (isAwaited) socket.ref();
    else socket.unref();
  });
}

async function read(response: IncomingMessage): Promise<Answer> {
  let text = '';
  response.setEncoding('utf8');
  for await (const part of response) {
    text += part;
    if (text.length > MAX_ANSWER) throw new Error('the answer is too long');
  }
  const after = Number(response.headers['retry-after'] ?? Number.NaN);
  return {
    status: response.statusCode ?? 0,
    json: jsonOf(text),
    retryAfter: Number.isFinite(after) ? after : null,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
