import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import busboy from 'busboy';
import type { Reaction } from './reaction.ts';

/** Listens on 127.0.0.1. */
export function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** A free port below the range that the system gives to clients. */
export async function listen(server: Server): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    try {
      await bind(server, port);
      return (server.address() as AddressInfo).port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  throw new Error('no free port between 20000 and 32000');
}

/** A file that came with a message. */
export interface Upload {
  /** `files[0]`. */
  readonly field: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Under this key of a body lie its files; no specification sees it. */
const UPLOADS = Symbol('uploads');

export function uploadsOf(body: unknown): readonly Upload[] {
  return (body as { [UPLOADS]?: readonly Upload[] } | undefined)?.[UPLOADS] ?? [];
}

/** The JSON body, or undefined for none; of one in parts that of `payload_json`. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  if (request.headers['content-type']?.startsWith('multipart/form-data')) return parts(request);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

/** https://docs.discord.com/developers/reference#uploading-files */
function parts(request: IncomingMessage): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const uploads: Upload[] = [];
  let body: object = {};
  const reader = busboy({ headers: request.headers });
  reader.on('field', (name, value) => {
    if (name === 'payload_json') body = JSON.parse(value);
  });
  reader.on('file', (field, stream, { filename, mimeType }) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const bytes = Buffer.concat(chunks);
      uploads.push({ field, name: filename ?? '', mediaType: mimeType, bytes });
    });
  });
  reader.on('close', () => resolve({ ...body, [UPLOADS]: uploads }));
  reader.on('error', reject);
  request.pipe(reader);
  return promise;
}

/** An empty answer must not claim to be JSON: the client library would parse it. */
export function respond(response: ServerResponse, reaction: Reaction): void {
  if (reaction.body === undefined) {
    response.writeHead(reaction.status, { ...reaction.headers });
    response.end();
    return;
  }
  response.writeHead(reaction.status, {
    'content-type': 'application/json',
    ...reaction.headers,
  });
  response.end(JSON.stringify(reaction.body));
}
