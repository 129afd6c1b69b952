import { describe, expect, test } from 'vitest';
import { http } from '../../../src/check/kinds/http.ts';
import { ask } from '../asking.ts';
import { serving } from './serving.ts';

describe('redirects', () => {
  const WAY: Readonly<Record<string, string>> = {
    ...{ '/loop': '/loop2', '/loop2': '/loop' },
    ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((deep) => [`/deep${deep}`, `/deep${deep - 1}`])),
  };

  /** Leads to what stands behind `to=`, with the status of `as=`. */
  const pointing = () =>
    serving((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://test');
      const to = searchParams.get('to') ?? WAY[pathname];
      const status = Number(searchParams.get('as') ?? (to === undefined ? 200 : 302));
      response.writeHead(status, to === undefined ? {} : { location: to });
      response.end(
        JSON.stringify({
          method: request.method,
          path: pathname,
          login: request.headers.authorization ?? 'none',
          x: request.headers['x-one'] ?? 'none',
        }),
      );
    });

  test.each([
    {
      path: '/deep5',
      entry: {},
      expected: ['status == 200', 'redirects == 5', "body.path == '/deep0'"],
    },
    { path: '/deep1', entry: { redirects: 0 }, expected: ['status == 302', 'redirects == 0'] },
    { path: '/a?to=/b', entry: { token: 'abcdef' }, expected: ["body.login == 'Bearer abcdef'"] },
    { path: '/a?to=/b&as=303', entry: { json: 1 }, expected: ["body.method == 'GET'"] },
    { path: '/a?to=/b&as=301', entry: { json: 1 }, expected: ["body.method == 'GET'"] },
    { path: '/a?to=/b&as=308', entry: { json: 1 }, expected: ["body.method == 'POST'"] },
    { path: '/a?as=302', entry: {}, expected: ['status == 302'] },
  ])('$path $entry', async ({ path, entry, expected }) => {
    const { url } = await pointing();
    const { reasons } = await ask(http, { url: url + path, ...entry }, { expect: expected });
    expect(reasons).toEqual([]);
  });

  test('another server hears nothing of what the entry says', async () => {
    const [from, to] = [await pointing(), await pointing()];
    const entry = {
      url: `${from.url}/a?to=${to.url}/b`,
      token: 'abcdef',
      headers: { 'x-one': 'a' },
    };
    const { reasons } = await ask(http, entry, {
      expect: ["body.login == 'none'", "body.x == 'none'"],
    });
    expect(reasons).toEqual([]);
  });

  test.each([
    { path: '/loop', reason: /^it redirects in a circle, back to .*\/loop$/ },
    { path: '/deep6', reason: /^it redirects more than 5 times, in the end to .*\/deep0$/ },
    {
      path: '/a?to=http://169.254.169.254/latest',
      reason: /^it redirects to where no check goes: 169\.254\.169\.254 is a link-local/,
    },
    {
      path: '/a?to=http://metadata.google.internal/',
      reason: /^it redirects to where no check goes: metadata\.google\.internal/,
    },
    {
      path: '/a?to=file:///etc/passwd',
      reason: /^it redirects to where no check goes: file: is neither http nor https/,
    },
    { path: '/a?to=http://[', reason: /^it redirects to what is no address/ },
    {
      path: '/a?as=307&to=http://127.0.0.2/',
      entry: { json: 1 },
      reason: /^it redirects a body to another server: write http:\/\/127\.0\.0\.2\/ as `url`/,
    },
  ])('$path ends with a reason', async ({ path, reason, entry = {} }) => {
    const { url } = await pointing();
    const { status, reasons } = await ask(http, { url: url + path, ...entry });
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringMatching(reason)],
    });
  });

  test('a private address is refused where only public ones are allowed, by its name too', async () => {
    const { port } = await pointing();
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      const { reasons } = await ask(http, { url: `http://${host}:${port}/`, network: 'public' });
      expect(reasons).toEqual([expect.stringContaining('is a private address')]);
    }
  });
});
