import { readFile } from 'node:fs/promises';
import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { request as secureRequest } from 'node:https';
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

/**
 * Asks an engine directly. Paths name no version, so that the engine answers in its newest one: old ones are refused by
 * new engines. https://docs.docker.com/reference/api/engine/#versioned-api-and-sdk
 */
export function dockerEngine(address: EngineAddress): Engine {
  return {
    async get(path, signal) {
      signal.throwIfAborted();
      const options = await optionsOf(address);
      try {
        const answer = await ask({ ...options, path, signal }, isSecure(address));
        return await read(answer);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof EngineError) throw error;
        const { code, message } = error as NodeJS.ErrnoException;
        throw new EngineError(code === undefined ? message : `${code} ${message}`, {
          cause: error,
        });
      }
    },
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

async function read(answer: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer) {
    length += (chunk as Buffer).length;
    if (length > MAX_ANSWER) throw new EngineError('its answer is longer than 8 MiB');
    chunks.push(chunk as Buffer);
  }
  if (answer.statusCode === 404) return null;
  const body = Buffer.concat(chunks).toString('utf8');
  if (answer.statusCode !== 200) throw new EngineError(said(body, answer.statusCode));
  try {
    return JSON.parse(body);
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
