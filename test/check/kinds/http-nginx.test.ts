import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { http } from '../../../src/check/kinds/http.ts';
import { ask, asker } from '../asking.ts';
import { type Authority, authority } from '../authority.ts';
import { HAS_NGINX, type Nginx, startNginx } from '../servers/nginx.ts';

const LOGIN = { user: 'tocsin', password: 'correct horse' };

describe.skipIf(!HAS_NGINX)('a real server (Debian package nginx)', () => {
  let own: Authority;
  let server: Nginx;
  beforeAll(async () => {
    own = authority();
    server = await startNginx(own);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    own[Symbol.dispose]();
  });

  const entryOf = (path: string, more: object) => ({ url: server.url + path, ca: own.ca, ...more });

  test.each<{ name: string; path: string; entry?: object; expected: string[] }>([
    {
      ...{ name: 'a site over TLS', path: '/' },
      expected: ["body.protocol == 'HTTP/1.1'", "tls.protocol >= 'TLSv1.2'", 'tls.days_left == 39'],
    },
    {
      ...{ name: 'HTTP/2', path: '/', entry: { http2: true } },
      expected: ["body.protocol == 'HTTP/2.0'", 'tls.days_left == 39'],
    },
    {
      ...{ name: 'what is packed', path: '/packed', entry: { keyword: 'in stock in stock' } },
      entry: { headers: { 'Accept-Encoding': 'gzip' }, keyword: 'stock in stock' },
      expected: ["header.content_encoding == 'gzip'", 'bytes == 90011'],
    },
    { name: 'a log-in', path: '/inside', entry: LOGIN, expected: ['status == 200'] },
    { name: 'no log-in', path: '/inside', expected: ["header.www_authenticate.contains('shop')"] },
    {
      ...{ name: 'a redirect', path: '/old', entry: { http2: true } },
      expected: ["body.protocol == 'HTTP/2.0'", 'redirects == 1'],
    },
  ])('$name is understood', async ({ path, entry = {}, expected }) => {
    const { status, reasons } = await ask(http, entryOf(path, entry), { expect: expected });
    expect({ status, reasons }).toEqual({ status: 'healthy', reasons: [] });
  });

  test('a site for those alone who show a certificate opens to ours', async () => {
    const { cert, key } = own.issue('tocsin.example.com');
    expect(await ask(http, entryOf('/members', { cert, key }))).toMatchObject({ reasons: [] });
    const { reasons } = await ask(http, entryOf('/members', {}));
    expect(reasons).toEqual(['status is 403, expected status < 400']);
  });

  test('a site without TLS is asked so, and said so', async () => {
    const url = server.plainUrl;
    expect(await ask(http, { url })).toMatchObject({ reasons: [] });
    const { reasons } = await ask(http, { url: url.replace('http:', 'https:') });
    expect(reasons).toEqual([expect.stringContaining('answers, but not in TLS')]);
  });

  test.each<{ name: string; path: string; entry?: object; says: string }>([
    { name: 'a page that is gone', path: '/gone', says: 'status is 404, expected status < 400' },
    { name: 'an error', path: '/broken', says: 'status is 500, expected status < 400' },
    { name: 'a program behind it that is gone', path: '/upstream', says: 'status is 502' },
    { name: 'a wrong password', path: '/inside', entry: { ...LOGIN, password: 'x' }, says: '401' },
    { name: 'a circle', path: '/circle', says: 'it redirects in a circle, back to https://' },
    { name: 'an end without answer', path: '/early', says: 'closed the connection early' },
    {
      ...{ name: 'the same over HTTP/2', path: '/early', entry: { http2: true } },
      says: 'breaks the HTTP/2 connection off',
    },
    {
      ...{
        name: 'a page that is too large',
        path: '/inside',
        entry: { ...LOGIN, max_body: '1kB' },
      },
      says: 'raise `max_body`',
    },
    {
      ...{ name: 'a stranger', path: '/', entry: { ca: undefined } },
      says: 'an authority that is not known here',
    },
  ])('$name is said in words', async ({ path, entry = {}, says }) => {
    const { status, reasons } = await ask(http, entryOf(path, entry));
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringContaining(says)],
    });
  });

  test('a page that comes too slowly is given up, and how far it came is said', async () => {
    const { reasons } = await ask(http, entryOf('/slow', {}), { timeout: 1_000 });
    expect(reasons).toEqual([
      expect.stringMatching(
        /^no answer within 1 s: still waiting for the rest .* after \d+ bytes$/,
      ),
    ]);
  });

  test('a renewed certificate is seen, without one failed run', async () => {
    const run = asker(http, entryOf('/', {}));
    const before = await run();
    server.renew(own.issue('127.0.0.1', 90));
    const reasons = [...before.reasons];
    const daysLeft = async () => {
      const result = await run();
      reasons.push(...result.reasons);
      return result.details['tls.days_left'];
    };
    await expect.poll(daysLeft).toBe(89);
    expect({ days: before.details['tls.days_left'], reasons }).toEqual({ days: 39, reasons: [] });
  });
});
