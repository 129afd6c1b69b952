import { describe, expect, test } from 'vitest';
import { http } from '../../../src/check/kinds/http.ts';
import { ask } from '../asking.ts';
import { mirror } from '../http/serving.ts';
import { kindContract } from '../kind-contract.ts';

kindContract({ kind: http, entry: (port) => ({ url: `http://127.0.0.1:${port}/` }) });

describe('what is sent and what is read', () => {
  test.each<{ name: string; entry: object; expect: string[] }>([
    {
      name: 'a plain question',
      entry: {},
      expect: ['status == 200', "body.method == 'GET'", "body.url == '/a?b=1'"],
    },
    {
      name: 'headers',
      entry: { headers: { 'X-One': 'a', accept: 'text/html' } },
      expect: ["m('body.headers.x-one') == 'a'", "body.headers.accept == 'text/html'"],
    },
    {
      name: 'a body',
      entry: { body: 'ping', method: 'PUT' },
      expect: ["body.method == 'PUT'", "body.text == 'ping'"],
    },
    {
      name: 'JSON',
      entry: { json: { a: [1] } },
      expect: [
        "body.method == 'POST'",
        `body.text == '{"a":[1]}'`,
        "m('body.headers.content-type') == 'application/json'",
      ],
    },
    {
      name: 'a log-in',
      entry: { user: 'ann', password: 'a:b' },
      expect: [`body.headers.authorization == 'Basic ${btoa('ann:a:b')}'`],
    },
    {
      name: 'a token',
      entry: { token: 'abc.def' },
      expect: ["body.headers.authorization == 'Bearer abc.def'"],
    },
    {
      name: 'lists',
      entry: {},
      expect: ['body.items[1].id == 8', 'body.items.length == 2', "header.x_many == 'one, two'"],
    },
    {
      name: 'texts',
      entry: { keyword: 'httpVersion', not_keyword: 'Error' },
      expect: ["text.contains('items')", 'bytes > 100', 'first_byte_ms <= latency_ms'],
    },
    { name: 'times', entry: {}, expect: ['dns_ms >= 0', 'connect_ms > 0', 'redirects == 0'] },
  ])('$name', async ({ entry, expect: expected }) => {
    const { url } = await mirror();
    const { status, reasons } = await ask(
      http,
      { url: `${url}/a?b=1#c`, ...entry },
      { expect: expected },
    );
    expect({ status, reasons }).toEqual({ status: 'healthy', reasons: [] });
  });

  test.each([
    { entry: { keyword: 'nowhere' }, expected: [], reason: 'the answer does not hold “nowhere”' },
    { entry: { not_keyword: 'items' }, expected: [], reason: 'the answer holds “items”' },
    {
      entry: {},
      expected: ['body.items[2].id == 1'],
      reason: 'there is no body.items[2].id, expected body.items[2].id == 1',
    },
    {
      entry: {},
      expected: ["body.constructor == 'x'"],
      reason: "there is no body.constructor, expected body.constructor == 'x'",
    },
    {
      entry: {},
      expected: ["header.x_none == 'x'"],
      reason: "there is no header.x_none, expected header.x_none == 'x'",
    },
  ])('$reason', async ({ entry, expected, reason }) => {
    const { url } = await mirror();
    const { status, reasons } = await ask(http, { url, ...entry }, { expect: expected });
    expect({ status, reasons }).toEqual({ status: 'unhealthy', reasons: [reason] });
  });
});
