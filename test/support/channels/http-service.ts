import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { bind, listen } from '../discord/http.ts';
import type { Service, Taken, Trouble } from './service.ts';

/** One request as the service saw it. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a service makes of a request: what people or programs get of it, or why the request breaks its rules. */
export interface Understood {
  readonly answer: Answer;
  /** null: it changes nothing that was taken. */
  readonly taken: Taken | null;
  readonly violation?: string;
}

const FAULTS: Readonly<Partial<Record<Trouble, Answer>>> = {
  'asks to wait (429)': { status: 429, headers: { 'retry-after': '35' }, body: '{"a":1}' },
  'answers 503': { status: 503, body: '<html>busy</html>' },
};

/** A service over HTTP, on a port of its own. */
export async function startHttpService(understand: (request: Request) => Understood) {
  const requests: Request[] = [];
  const taken: Taken[] = [];
  const violations: string[] = [];
  let trouble: Trouble | null = null;
  let fixed: Answer | null = null;
  let held = 0;

  function hold(response: ServerResponse): void {
    held += 1;
    response.once('close', () => {
      held -= 1;
    });
  }

  /** What it answers, when something is wrong with it. */
  function fault(): Answer | null {
    return fixed ?? (trouble && FAULTS[trouble]) ?? null;
  }

  function take(request: Request): Answer {
    const { answer, taken: one, violation = '' } = understand(request);
    if (violation !== '') violations.push(violation);
    if (one) taken.push(one);
    return answer;
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming);
    requests.push(request);
    if (trouble === 'never answers') return hold(response);
    const { status, headers, body = '' } = fault() ?? take(request);
    if (trouble === 'loses its answer') return void incoming.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body);
  }

  const server = createServer((incoming, response) => void handle(incoming, response));
  const port = await listen(server);
  const close = () =>
    new Promise<void>((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    violations,
    taken: () => taken,
    holds: () => held > 0,
    trouble(what: Trouble | null) {
      trouble = what;
      if (what === null) server.closeAllConnections();
    },
    /** Answers everything so; null: as usual. */
    answers(answer: Answer | null) {
      fixed = answer;
    },
    down: close,
    up: () => bind(server, port),
    async [Symbol.asyncDispose]() {
      if (server.listening) await close();
    },
  } satisfies Service & Record<string, unknown>;
}

async function read(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = incoming;
  return { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') };
}
