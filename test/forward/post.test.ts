import { expect, test } from 'vitest';
import { post } from '../../src/forward/post.ts';
import type { ExportLogin } from '../../src/model/export.ts';
import { SECOND } from '../../src/model/time.ts';
import { freePort } from '../support/whole-app.ts';
import { serving } from './receiver.ts';

const secret: ExportLogin = { kind: 'token', token: 'token-of-ours' };
const signal = AbortSignal.timeout(30_000);

function posted(url: string, login: ExportLogin = secret, deadline = 20 * SECOND) {
  return post(fetch, { url, login, headers: {}, body: 'x', deadline }, signal);
}

test.each([
  { status: 200, kind: 'delivered' },
  { status: 204, kind: 'delivered' },
  { status: 400, kind: 'rejected' },
  { status: 413, kind: 'rejected' },
  { status: 422, kind: 'rejected' },
  { status: 401, kind: 'retry' },
  { status: 403, kind: 'retry' },
  { status: 404, kind: 'retry' },
  { status: 408, kind: 'retry' },
  { status: 429, kind: 'retry' },
  { status: 500, kind: 'retry' },
  { status: 503, kind: 'retry' },
])('HTTP $status is $kind', async ({ status, kind }) => {
  const url = await serving((_, response) => response.writeHead(status).end());
  expect((await posted(url)).kind).toBe(kind);
});

test.each([
  { name: 'seconds', header: '17', after: 17 * SECOND },
  {
    name: 'a date by the clock of the server',
    header: 'Tue, 15 Jan 2030 12:01:00 GMT',
    after: 60 * SECOND,
  },
  { name: 'a date that is over', header: 'Tue, 15 Jan 2030 11:00:00 GMT', after: 0 },
  { name: 'nonsense', header: 'soon', after: 0 },
  { name: 'longer than a day', header: '9999999999', after: 24 * 3_600 * SECOND },
])('Retry-After as $name', async ({ header, after }) => {
  const url = await serving((_, response) => {
    const headers = { 'retry-after': header, date: 'Tue, 15 Jan 2030 12:00:00 GMT' };
    response.writeHead(429, headers).end();
  });
  expect(await posted(url)).toEqual({ kind: 'retry', after, reason: 'HTTP 429' });
});

test('what the server says is shown on one line, without what is secret', async () => {
  const url = await serving((request, response) =>
    response
      .writeHead(400)
      .end(`no\n  ${request.headers.authorization} \u0007 here ${'x'.repeat(9_999)}`),
  );
  const sent = await posted(url);
  expect(sent).toMatchObject({ kind: 'rejected' });
  const { reason } = sent as { reason: string };
  expect(reason).toMatch(/^HTTP 400: no Bearer \*\*\* here x+$/);
  expect(reason.length).toBeLessThan(250);
});

test('nor with a part of what is secret where it is cut', async () => {
  const url = await serving((request, response) =>
    response.writeHead(400).end(`${'x'.repeat(185)} ${request.headers.authorization}`),
  );
  expect(JSON.stringify(await posted(url))).not.toContain('token');
});

test.each([
  { name: 'a token', login: secret, header: 'Bearer token-of-ours' },
  {
    name: 'a user and a password, with any letters',
    login: { kind: 'password', user: 'ana', password: 'pä:ss' } as const,
    header: `Basic ${Buffer.from('ana:pä:ss').toString('base64')}`,
  },
  { name: 'nothing', login: { kind: 'none' } as const, header: undefined },
])('logs in with $name', async ({ login, header }) => {
  const seen: (string | undefined)[] = [];
  const url = await serving((request, response) => {
    seen.push(request.headers.authorization);
    response.end();
  });
  await posted(url, login);
  expect(seen).toEqual([header]);
});

test('credentials do not follow to another address', async () => {
  const seen: string[] = [];
  const elsewhere = await serving((request, response) => {
    seen.push(String(request.url));
    response.end();
  });
  const url = await serving((_, response) =>
    response.writeHead(307, { location: elsewhere }).end(),
  );
  expect(await posted(url)).toMatchObject({
    kind: 'retry',
    reason: 'HTTP 307, it sends elsewhere: write the address that it names in the end',
  });
  expect(seen).toEqual([]);
});

test('a server that never answers is left after the deadline', async () => {
  const url = await serving(() => {});
  expect(await posted(url, secret, 50)).toEqual({
    ...{ kind: 'retry', after: 0, reason: 'it did not answer within 0.05 s' },
  });
});

test('an answer without an end is read no further than needed', async () => {
  const url = await serving((_, response) => {
    response.writeHead(500);
    const more = () => void (response.write('y'.repeat(10_000)) && setImmediate(more));
    response.on('drain', more);
    more();
  });
  expect(await posted(url)).toMatchObject({ kind: 'retry', after: 0 });
});

test.each([
  { name: 'nobody listens', port: freePort, why: 'ECONNREFUSED' },
  // https://fetch.spec.whatwg.org/#port-blocking
  { name: 'fetch refuses the port', port: async () => 6_000, why: 'bad port' },
])('says why nothing arrives when $name', async ({ port, why }) => {
  expect(await posted(`http://127.0.0.1:${await port()}/in`)).toEqual({
    ...{ kind: 'retry', after: 0, reason: `it cannot be reached (${why})` },
  });
});
