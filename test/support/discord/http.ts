import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import type { Reaction } from './rest.ts';

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

/** The JSON body, or undefined for none. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : (JSON.parse(text) as unknown);
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
