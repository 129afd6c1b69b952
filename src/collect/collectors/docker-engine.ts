import { readFile } from 'node:fs/promises';
import { Agent, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import type { EngineAddress } from '../../model/container.ts';

/** Bytes of one answer that are read. */
const MAX_ANSWER = 8 * 1_024 * 1_024;

/** An engine's interface over its socket. */
export interface Engine {
  /**
   * What it answers to a GET, as parsed JSON; null when there is no such thing (404).
   *
   * @throws EngineError when it cannot be asked; the signal's reason when `signal` aborts first.
   */
  get(path: string, signal: AbortSignal): Promise<unknown>;
  /** The same as it comes, up to `limit` bytes of it. */
  read(
    path: string,
    options: { readonly limit: number; readonly signal: AbortSignal },
  ): Promise<Buffer | null>;
  /** Lets it do something; false when there is no such thing (404). Throws as `get` does. */
  post(path: string, signal: AbortSignal): Promise<boolean>;
}

/** The engine could not be asked; the message is what its socket or itself said, unless the fault `isOurs`. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly isOurs: boolean;

  constructor(message: string, options: ErrorOptions & { readonly isOurs?: boolean } = {}) {
    super(message, options);
    this.isOurs = options.isOurs ?? false;
  }
}

interface Question {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
}

/**
 * Asks an engine directly. Paths name no version, so that the engine answers in its newest one: old ones are refused by
 * new engines. https://docs.docker.com/reference/api/engine/#versioned-api-and-sdk
 */
export function dockerEngine(address: EngineAddress): Engine {
  return engineBy(() => optionsOf(address), isSecure(address));
}

/** Asks an engine at the other end of `stream`, one question after the other; whoever opened it closes it. */
export function engineOver(stream: Duplex): Engine {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agent.createConnection = () => likeSocket(stream);
  return engineBy(async () => ({ host: 'localhost', agent }), false);
}

/** Node's agents also say to a stream what only sockets know. */
function likeSocket(stream: Duplex): Duplex {
  const nothing = () => stream;
  const missing = ['setKeepAlive', 'setNoDelay', 'setTimeout', 'ref', 'unref'].filter(
    (name) => !(name in stream),
  );
  return Object.assign(stream, Object.fromEntries(missing.map((name) => [name, nothing])));
}

function engineBy(options: () => Promise<RequestOptions>, secure: boolean): Engine {
  async function asked<T>(
    { path, method = 'GET' }: Question,
    signal: AbortSignal,
    read: (answer: IncomingMessage) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const given = await options();
    try {
      return await read(await ask({ ...given, method, path, signal }, secure));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof EngineError) throw error;
      const { code, message } = error as NodeJS.ErrnoException;
      throw new EngineError(code === undefined ? message : `${code} ${message}`, { cause: error });
    }
  }

  return {
    get: (path, signal) => asked({ path }, signal, json),
    read: (path, { limit, signal }) =>
      asked({ path }, signal, async (answer) => {
        const { bytes } = await beginning(answer, limit);
        return isThere(answer, bytes) ? bytes : null;
      }),
    post: (path, signal) =>
      asked({ path, method: 'POST' }, signal, async (answer) => {
        const { bytes } = await beginning(answer, MAX_ANSWER);
        return isThere(answer, bytes);
      }),
  };
}

function isSecure(address: EngineAddress): boolean {
  return address.kind === 'tcp' && address.tls !== null;
}

/** Certificates are read each time, so that renewed ones count. */
async function optionsOf(address: EngineAddress): Promise<RequestOptions> {
  if (address.kind === 'socket') return { socketPath: address.path, agent: false };
  const { host, port, tls } = address;
  if (tls === null) return { host, port, agent: false };
  const [ca, cert, key] = await Promise.all([tls.ca, tls.cert, tls.key].map(file));
  return { host, port, agent: false, ...{ ca, cert, key } } as RequestOptions;
}

async function file(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new EngineError(`${path} cannot be read (${code ?? 'unknown error'})`, {
      isOurs: true,
      cause,
    });
  }
}

function ask(options: RequestOptions, secure: boolean): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const asked = (secure ? secureRequest : request)(options, resolve);
  asked.once('error', reject);
  asked.end();
  return promise;
}

/** What is longer is left unread. */
async function beginning(
  answer: IncomingMessage,
  limit: number,
): Promise<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > limit) break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, limit), isWhole: length <= limit };
}

/** @throws EngineError when it answers anything else than that there is such a thing, or none. */
function isThere({ statusCode }: IncomingMessage, bytes: Buffer): boolean {
  // 204: done, and nothing to say.
  if (statusCode === 200 || statusCode === 204) return true;
  if (statusCode === 404) return false;
  throw new EngineError(said(bytes.toString('utf8'), statusCode));
}

async function json(answer: IncomingMessage): Promise<unknown> {
  const { bytes, isWhole } = await beginning(answer, MAX_ANSWER);
  if (!isWhole) throw new EngineError('its answer is longer than 8 MiB');
  if (!isThere(answer, bytes)) return null;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new EngineError('it answers something else than JSON: is it a container engine?', {
      cause,
    });
  }
}

/** Engines say why in `message`, what stands before them in plain text. */
function said(body: string, status: number | undefined): string {
  const words =
    /"message"\s*:\s*"([^"]{1,200})/.exec(body.slice(0, 2_000))?.[1] ??
    /^[A-Za-z][^\n]{1,200}/.exec(body)?.[0];
  return `status ${status}: ${words ?? 'no reason given'}`;
}
