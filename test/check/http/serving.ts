import { once } from 'node:events';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { ServerOptions } from 'node:https';
import { createServer as createTlsServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { freePort } from '../../support/whole-app.ts';

/** A web server of the test's own, over TLS where `tls` is given; it is gone when the test is. */
export async function serving(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  tls?: ServerOptions,
): Promise<{ readonly port: number; readonly url: string; readonly server: Server }> {
  const listener: RequestListener = (request, response) => answer(request, response);
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  const port = await freePort();
  server.on('clientError', (_, socket) => socket.destroy());
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port, url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, server };
}

/** A server that shows what it was asked, as JSON. */
export function mirror(): ReturnType<typeof serving> {
  return serving((request, response) => {
    const { method, url, headers, httpVersion } = request;
    response.setHeader('content-type', 'application/json').setHeader('x-many', ['one', 'two']);
    text(request).then(
      (sent) => {
        const items = [{ id: 7 }, { id: 8 }];
        response.end(JSON.stringify({ method, url, headers, text: sent, httpVersion, items }));
      },
      () => response.destroy(),
    );
  });
}
