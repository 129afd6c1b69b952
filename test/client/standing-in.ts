import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ClientOptions, Problem } from '../../src/client/client.ts';
import { createClient } from '../../src/client/client.ts';
import type { PresetName } from '../../src/client/recorders.ts';
import { onFreePort } from '../web/serving.ts';

export type Row = Record<string, unknown>;

export interface Request {
  readonly path: string;
  readonly key: string | undefined;
  readonly rows: readonly Row[];
}

export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly headers?: Record<string, string>;
  /** The request is taken, and its answer is lost. */
  readonly isLost?: true;
}

/** Takes everything, once for each key. */
export const taken: (request: Request) => Reply = ({ rows }) => ({
  status: 202,
  json: { accepted: rows.length, duplicate: 0, rejected: [], ids: [7] },
});

/** A server in place of Tocsin that answers as a test says. */
export async function standIn(first: (request: Request) => Reply = taken) {
  let answer = first;
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    void body(request).then((text) => {
      const json = text === '' ? [] : JSON.parse(text);
      const rows = Array.isArray(json) ? json : [json];
      const asked = { path: request.url ?? '', key: request.headers.authorization, rows };
      requests.push(asked);
      const reply = answer(asked);
      if (reply.isLost) {
        request.destroy();
        return;
      }
      response.writeHead(reply.status, reply.headers).end(JSON.stringify(reply.json ?? {}));
    });
  });
  const port = await onFreePort((free) => listening(server, free));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answerWith(next: (request: Request) => Reply) {
      answer = next;
    },
    /** Every row that came to a path, in its order. */
    rows: (path: string) => requests.filter((one) => one.path === path).flatMap(({ rows }) => rows),
  };
}

async function body(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += part;
  return text;
}

export function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(port));
  });
}

/** A client that is closed at the end, and what it called back with. */
export function client<P extends PresetName = never>(options: Partial<ClientOptions<P>>) {
  const problems: Problem[] = [];
  const drops: number[] = [];
  const made = createClient({
    ...{
      url: 'http://127.0.0.1:9',
      key: 'k',
      target: 'shop',
      flushInterval: 60_000,
      timeout: 2_000,
    },
    onError: (problem: Problem) => problems.push(problem),
    onDrop: (count: number) => drops.push(count),
    ...options,
  } as ClientOptions<P>);
  onTestFinished(() => made.close({ timeout: 0 }));
  return Object.assign(made, { problems, drops });
}

export function bufferFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-buffer-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
