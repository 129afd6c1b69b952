import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { onFreePort } from '../web/serving.ts';

/** A server that answers as a test says; its address. */
export async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await onFreePort(
    (free) =>
      new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(free, '127.0.0.1', () => resolve());
      }),
  );
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`;
}
