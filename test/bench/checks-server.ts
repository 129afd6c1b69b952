import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';

/** A server on a loopback port that counts who asks and when. */
export interface Asked extends AsyncDisposable {
  readonly port: number;
  /** By check, moments of its runs on the monotonic clock, in milliseconds. */
  readonly arrivals: ReadonlyMap<string, readonly number[]>;
}

/** Answers `/<check>` with a line of JSON. */
export async function askedOverHttp(): Promise<Asked> {
  const arrivals = new Map<string, number[]>();
  const server = createServer((request, response) => {
    note(arrivals, (request.url ?? '').slice(1));
    response.setHeader('content-type', 'application/json');
    response.end('{"ok": true}');
  });
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', 4_096, done));
  return {
    arrivals,
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Takes connections and waits for their end: which check made one cannot be seen. */
export async function askedOverTcp(): Promise<Asked> {
  const arrivals = new Map<string, number[]>();
  const server = createTcpServer((socket) => {
    note(arrivals, 'any');
    socket.on('error', () => {}).resume();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', 4_096, done));
  return {
    arrivals,
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      await new Promise((done) => server.close(done));
    },
  };
}

function note(arrivals: Map<string, number[]>, name: string): void {
  const known = arrivals.get(name) ?? [];
  arrivals.set(name, known);
  known.push(performance.now());
}

/** How late the latest run of any check came, measured from the place of its earliest, in milliseconds. */
export function latest(arrivals: Asked['arrivals'], interval: number): number {
  let most = 0;
  for (const times of arrivals.values()) {
    const places = times.map((at, turn) => at - turn * interval);
    most = Math.max(most, Math.max(...places) - Math.min(...places));
  }
  return most;
}

/** Runs over all checks since `from`. */
export function runsSince(arrivals: Asked['arrivals'], from: number): number {
  return [...arrivals.values()].flat().filter((at) => at >= from).length;
}
