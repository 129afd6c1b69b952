import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { onFreePort } from '../web/serving.ts';
import type { Server } from './servers.ts';

/** A server that answers as a test says, until the test ends; its address. */
export async function serving(answer: RequestListener): Promise<string> {
  const server = await listening(answer);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server.url;
}

/** The same, until it is disposed of. */
export async function listening(answer: RequestListener): Promise<Server> {
  const server = createServer(answer);
  await onFreePort(
    (free) =>
      new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(free, '127.0.0.1', () => resolve());
      }),
  );
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/in`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
