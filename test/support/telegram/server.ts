import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { readParams } from './body.ts';
import type { Answer } from './methods.ts';
import type { Params } from './rules.ts';

/** Answers one call; null leaves it hanging, 'drop' cuts the connection. */
export type Handler = (call: {
  readonly token: string;
  readonly method: string;
  readonly params: Params;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}) => Promise<Answer | 'hang' | 'drop'>;

export interface HttpServer {
  readonly root: string;
  /** Refuses connections and cuts the open ones. */
  down(): Promise<void>;
  up(): Promise<void>;
}

/** An HTTP server for `/bot<token>/<method>` on a free port of 127.0.0.1. */
export async function httpServer(handle: Handler): Promise<HttpServer> {
  const sockets = new Set<Socket>();
  const open = () => {
    const server = createServer((request, response) => {
      serve(request, response, handle).catch(() => response.destroy());
    });
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    return server;
  };
  let server = open();
  const port = await listenSomewhere(server);

  return {
    root: `http://127.0.0.1:${port}`,
    async down() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async up() {
      server = open();
      await listen(server, port);
    },
  };
}

async function listenSomewhere(server: Server): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    try {
      await listen(server, port);
      return port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  throw new Error('found no free port between 20000 and 32000');
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

async function serve(request: IncomingMessage, response: ServerResponse, handle: Handler) {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [, token = '', method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(url.pathname) ?? [];
  const params = await readParams(request, url);
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const answer = await handle({
    token: decodeURIComponent(token),
    method,
    params,
    signal: gone.signal,
  });
  if (answer === 'hang') return;
  if (answer === 'drop') {
    response.destroy();
    return;
  }
  const { status, body } = encode(answer);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function encode(answer: Answer): { status: number; body: object } {
  if (answer.kind === 'done') return { status: 200, body: { ok: true, result: answer.result } };
  const { code, description, parameters } = answer;
  return {
    status: code,
    body: { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) },
  };
}
