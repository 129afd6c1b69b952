import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { http } from '../../../src/check/kinds/http.ts';
import { ask } from '../asking.ts';
import { mirror } from './serving.ts';

describe('what is written', () => {
  const problems = (entry: object) => {
    const read = z.strictObject(http.keys).safeParse({ url: 'http://127.0.0.1/', ...entry });
    if (!read.success)
      return read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    const wrong = http.problem?.(read.data) ?? null;
    return wrong === null ? [] : [`${wrong.key}: ${wrong.message}`];
  };

  test.each<{ entry: object; says: string }>([
    { entry: { url: 'ftp://127.0.0.1/' }, says: 'url: write an address such as https://' },
    { entry: { url: 'file:///etc/passwd' }, says: 'url: write an address such as https://' },
    {
      entry: { url: 'http://127.0.0.1/a\r\nX-Bad: 1' },
      says: 'url: write an address such as https://',
    },
    { entry: { url: 'http://127.0.0.1/a b' }, says: 'url: write an address such as https://' },
    {
      entry: { headers: { 'x-a': 'b\r\nX-Bad: 1' } },
      says: 'headers.x-a: write plain characters',
    },
    { entry: { headers: { 'x-a\r\nX-Bad': '1' } }, says: 'write headers as' },
    { entry: { headers: { 'x a': '1' } }, says: 'write headers as' },
    {
      entry: { headers: { 'Content-Length': '1' } },
      says: 'headers: leave out what follows from the request itself',
    },
    {
      entry: { headers: { 'Transfer-Encoding': 'chunked' } },
      says: 'headers: leave out what follows from the request itself',
    },
    { entry: { token: 'a\r\nX-Bad: 1' }, says: 'token: write the token without blanks' },
    { entry: { proxy: 'socks5://127.0.0.1/' }, says: 'proxy: write the address of a proxy' },
    { entry: { redirects: 11 }, says: 'redirects: write a number of redirects from 0 to 10' },
    { entry: { max_body: '1GB' }, says: 'max_body: write at most 64MB' },
    { entry: { network: 'all' }, says: 'network: write one of public, private, any' },
    { entry: { body: 'a', json: 1 }, says: 'json: write `body` or `json`, not both' },
    { entry: { body: 'a', method: 'GET' }, says: 'method: GET has no body' },
    { entry: { password: 'abc' }, says: 'password: write `user` too' },
    { entry: { user: 'a:b' }, says: 'user: it holds no colon' },
    { entry: { user: 'a', token: 'b' }, says: 'token: there is another log-in' },
    { entry: { url: 'http://a:b@127.0.0.1/', user: 'a' }, says: 'user: there is another log-in' },
    { entry: { cert: '/a.pem' }, says: 'cert: write `cert` and `key`' },
  ])('$entry', ({ entry, says }) => {
    expect(problems(entry)).toEqual([expect.stringContaining(says)]);
  });

  test('secrets are known, and shown nowhere', async () => {
    const { url } = await mirror();
    const entry = {
      url: `${url.replace('//', '//ann:p%40ssword1@')}/a?token=abcdef1&b=2`,
      proxy: 'http://bob:secret22@127.0.0.1:1/',
      headers: { 'X-Api-Key': 'abcdef3', cookie: 'a=abcdef4', accept: '*/*' },
      json: [{ a: { api_key: 'abcdef5', b: 'shown' } }],
    };
    const options = z.strictObject(http.keys).parse(entry);
    const secrets = [
      'p%40ssword1',
      'p@ssword1',
      'abcdef1',
      'secret22',
      'abcdef3',
      'a=abcdef4',
      'abcdef5',
      btoa('ann:p@ssword1'),
      btoa('bob:secret22'),
    ];
    expect(http.secrets?.(options)).toEqual(expect.arrayContaining(secrets));
    expect(http.secrets?.(options)).not.toContain('*/*');
    const subject = http.subject(options);
    expect(subject).toBe(`POST ${url.replace('//', '//***@')}/a?token=***&b=2`);
    const shown = JSON.stringify([subject, await ask(http, entry)]);
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  });

  test.each([
    ['{"user": "ann", "password": "abcdef6"}', ['abcdef6']],
    ['user=ann&password=abc%20def', ['abc%20def', 'abc def']],
    ['a password is none', []],
    ['<a key="b">c</a>', []],
  ])('secrets in the body %s', (body, secrets) => {
    const entry = { url: 'http://192.0.2.1/', body };
    expect(http.secrets?.(z.strictObject(http.keys).parse(entry))).toEqual(secrets);
  });

  test('a log-in in the address is sent as one', async () => {
    const { url } = await mirror();
    const login = `Basic ${btoa('ann:p@ss')}`;
    const { reasons } = await ask(
      http,
      { url: url.replace('//', '//ann:p%40ss@') },
      { expect: [`body.headers.authorization == '${login}'`] },
    );
    expect(reasons).toEqual([]);
  });
});
