import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as send } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer } from 'node:https';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { http } from '../../../src/check/kinds/http.ts';
import { freePort } from '../../support/whole-app.ts';
import { ask } from '../asking.ts';
import type { Authority, Pair } from '../authority.ts';
import { authority, HAS_OPENSSL } from '../authority.ts';
import { listening } from '../kind-contract.ts';
import { mirror, serving } from './serving.ts';

describe.skipIf(!HAS_OPENSSL)('TLS (Debian package openssl)', () => {
  let own: Authority;
  let pairs: Record<'good' | 'expired' | 'other', Pair>;
  beforeAll(() => {
    own = authority();
    pairs = {
      good: own.issue('127.0.0.1'),
      expired: own.issue('127.0.0.1', -1),
      other: own.issue('other.example.com'),
    };
  });
  afterAll(() => own[Symbol.dispose]());

  const served = (pair: keyof typeof pairs = 'good', more = {}) =>
    serving((_, response) => response.end('{}'), { ...pairs[pair].files, ...more });

  test('shows the days that are left, and what the connection took', async () => {
    const { url } = await served();
    const { reasons, metrics } = await ask(
      http,
      { url, ca: own.ca },
      { expect: ['tls.days_left == 39', 'tls_ms > 0', "tls.protocol == 'TLSv1.3'"] },
    );
    expect({ reasons, metrics }).toEqual({
      reasons: [],
      metrics: [{ metric: 'check.tls_days_left', value: 39 }],
    });
  });

  test('shows the days that are left at an address of version 6', async () => {
    const server = createServer(pairs.good.files, (_, response) => response.end('{}'));
    const port = await freePort();
    server.listen(port, '::1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const { reasons } = await ask(
      http,
      { url: `https://[::1]:${port}/`, verify: false },
      { expect: ['tls.days_left == 39'] },
    );
    expect(reasons).toEqual([]);
  });

  test.each([
    { name: 'expired', more: {}, reason: /certificate that has expired: renew it/ },
    { name: 'other', more: {}, reason: /certificate for another name/ },
    { name: 'good', more: { ca: undefined }, reason: /authority that is not known here/ },
  ] as const)('$name $more', async ({ name, more, reason }) => {
    const { url } = await served(name);
    const { status, reasons } = await ask(http, { url, ca: own.ca, ...more });
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringMatching(reason)],
    });
    const lenient = await ask(
      http,
      { url, verify: false },
      { expect: ['status == 200', 'tls.days_left < 40'] },
    );
    expect(lenient.status).toBe('healthy');
  });

  test('only old versions of TLS, and no TLS', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' };
    const weak = await served('good', old);
    const plain = await listening((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const asked = async (url: string) => (await ask(http, { url, ca: own.ca })).reasons;
    expect(await asked(weak.url)).toEqual([
      expect.stringContaining('no version of TLS that is safe'),
    ]);
    expect(await asked(`https://127.0.0.1:${plain.port}/`)).toEqual([
      expect.stringContaining('answers, but not in TLS'),
    ]);
  });

  test('shows our certificate to a server that asks for it', async () => {
    const { url } = await served('good', { requestCert: true, ca: readFileSync(own.ca) });
    const { cert, key } = pairs.other;
    expect(await ask(http, { url, ca: own.ca, cert, key })).toMatchObject({ status: 'healthy' });
    const { reasons } = await ask(http, { url, ca: own.ca });
    expect(reasons).toEqual([
      expect.stringMatching(/asks for our certificate|closed the connection early/),
    ]);
  });

  test('speaks HTTP/2 where asked to', async () => {
    const server = createSecureServer(
      { ...pairs.good.files, allowHTTP1: true },
      (request, response) => {
        response.end(JSON.stringify({ version: Number(request.httpVersion) }));
      },
    );
    const port = await freePort();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
    });
    const url = `https://127.0.0.1:${port}/`;
    for (const http2 of [true, false]) {
      const version = http2 ? 2 : 1.1;
      const { reasons } = await ask(
        http,
        { url, ca: own.ca, http2, fresh: true },
        { expect: [`body.version == ${version}`] },
      );
      expect(reasons).toEqual([]);
    }
  });

  describe('proxies', () => {
    /** A proxy that wants a log-in, for plain requests and for tunnels. */
    async function proxying() {
      const isIn = (headers: NodeJS.Dict<string | string[]>) =>
        headers['proxy-authorization'] === `Basic ${btoa('ann:secret')}`;
      const { port, server } = await serving((request, response) => {
        if (!isIn(request.headers)) {
          response.writeHead(407).end();
          return;
        }
        const { 'proxy-authorization': _, ...headers } = request.headers;
        send(request.url ?? '', { headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 502, { 'x-by': 'proxy' });
          answer.pipe(response);
        }).end();
      });
      server.on('connect', (request, socket) => {
        if (!isIn(request.headers)) {
          socket.end('HTTP/1.1 407 No\r\n\r\n');
          return;
        }
        const [host, to] = (request.url ?? '').split(':');
        const other = connect(Number(to), host, () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          other.pipe(socket).pipe(other);
        });
        other.on('error', () => socket.destroy());
        socket.on('error', () => other.destroy());
      });
      return port;
    }

    test('lead to http and https', async () => {
      const proxy = `http://ann:secret@127.0.0.1:${await proxying()}`;
      const [plain, safe] = [await mirror(), await served()];
      expect(
        (await ask(http, { url: plain.url, proxy }, { expect: ["header.x_by == 'proxy'"] }))
          .reasons,
      ).toEqual([]);
      expect(
        (
          await ask(
            http,
            { url: safe.url, ca: own.ca, proxy },
            { expect: ['status == 200', 'tls.days_left == 39'] },
          )
        ).reasons,
      ).toEqual([]);
    });

    test('say what is wrong with them', async () => {
      const [port, none] = [await proxying(), await freePort()];
      const [plain, safe] = [await mirror(), await served()];
      const asked = async (url: string, proxy: string, more = {}) =>
        (await ask(http, { url, proxy, ca: own.ca, ...more })).reasons;
      const login = [`the proxy 127.0.0.1:${port} asks for a log-in: write it in \`proxy\``];
      expect(await asked(plain.url, `http://127.0.0.1:${port}`)).toEqual(login);
      expect(await asked(safe.url, `http://127.0.0.1:${port}`)).toEqual(login);
      expect(await asked(safe.url, `http://127.0.0.1:${none}`)).toEqual([
        expect.stringContaining(`the proxy 127.0.0.1:${none} refuses connections`),
      ]);
      expect(await asked('http://169.254.169.254/', `http://127.0.0.1:${port}`)).toEqual([
        expect.stringContaining('link-local'),
      ]);
      expect(await asked(plain.url, `http://169.254.169.254:3128`)).toEqual([
        expect.stringContaining('link-local'),
      ]);
    });
  });
});
