import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createServer as createPlain, type IncomingMessage } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { websocket } from '../../../src/check/kinds/websocket.ts';
import { freePort } from '../../support/whole-app.ts';
import { ask } from '../asking.ts';
import { kindContract, listening } from '../kind-contract.ts';
import { selfSigned, serverFolder } from '../servers/daemon.ts';

kindContract({ kind: websocket, entry: (port) => ({ url: `ws://127.0.0.1:${port}/live` }) });

/** A server that does `talk` with whoever comes with the right header, where one is asked for. */
async function serving(
  talk: (socket: WebSocket) => void,
  { tls, token }: { tls?: { cert: string; key: string }; token?: string } = {},
): Promise<string> {
  const server =
    tls === undefined
      ? createPlain()
      : createSecure({ cert: readFileSync(tls.cert), key: readFileSync(tls.key) });
  const sockets = new WebSocketServer({
    server,
    verifyClient: ({ req }: { req: IncomingMessage }) =>
      token === undefined || req.headers['x-token'] === token,
  });
  sockets.on('connection', talk);
  server.listen(await freePort(), '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate();
    server.close();
  });
  return `${tls ? 'wss' : 'ws'}://127.0.0.1:${(server.address() as { port: number }).port}/live`;
}

const echo = (socket: WebSocket) =>
  socket.on('message', (data) => socket.send(`{"echo": ${data}, "tags": ["a", "b"]}`));

test('a server that answers a ping is well', async () => {
  const url = await serving(() => {});
  const { status, reasons, details } = await ask(
    websocket,
    { url },
    { expect: ['pong_ms < 5000'] },
  );
  expect({ status, reasons }).toEqual({ status: 'healthy', reasons: [] });
  expect(details).toEqual({ pong_ms: expect.any(Number) });
});

describe('messages', () => {
  test.each<{ name: string; more: object; expect: string[] }>([
    { name: 'as text', more: { send: '7' }, expect: ['message.contains("echo")'] },
    {
      name: 'as JSON',
      more: { send: '7' },
      expect: ['message.echo == 7', 'message.tags[1] == "b"'],
    },
    { name: 'without one sent', more: {}, expect: ['message == "hello"'] },
    { name: 'others passed over', more: { contains: 'second' }, expect: ['message == "second"'] },
  ])('$name', async ({ more, expect: wanted }) => {
    const url = await serving((socket) => {
      socket.send('hello');
      socket.send('second');
      echo(socket);
    });
    const { status, reasons } = await ask(websocket, { url, ...more }, { expect: wanted });
    expect({ status, reasons }).toEqual({ status: 'healthy', reasons: [] });
  });

  test('one that never comes is named', async () => {
    const url = await serving((socket) => socket.send('hello'));
    const { reasons } = await ask(websocket, { url, contains: 'ready' }, { timeout: 300 });
    expect(reasons).toEqual([
      'no answer within 0.3 s: still waiting for a message that contains “ready”',
    ]);
  });
});

test('fields of the handshake are sent, and secrets', async () => {
  const url = await serving(() => {}, { token: 'correct horse' });
  const right = { url, headers: { 'x-token': 'correct horse' } };
  expect(await ask(websocket, right)).toMatchObject({ status: 'healthy' });
  const { reasons } = await ask(websocket, { url });
  expect(reasons).toEqual([expect.stringMatching(/opens no WebSocket .* “401 Unauthorized”/)]);
  const secret = {
    ...{ headers: { 'x-token': 'correct horse', origin: 'https://example.com' }, protocols: [] },
    ...{ url: 'wss://anna:s3cret%@example.com/live?token=abc', send: '{"auth": {"key": "k3y"}}' },
    ...{ network: 'private', verify: true },
  };
  expect(websocket.secrets?.(secret)).toEqual(
    expect.arrayContaining(['correct horse', 'abc', 'k3y']),
  );
  expect(websocket.secrets?.(secret)).not.toContain('https://example.com');
  expect(websocket.subject(secret)).toBe('wss://***@example.com/live?token=***');
});

describe('TLS', () => {
  const folder = serverFolder();
  let tls: ReturnType<typeof selfSigned>;
  beforeAll(() => {
    tls = selfSigned(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is believed when its authority is named', async () => {
    const url = await serving(echo, { tls });
    expect(await ask(websocket, { url, ca: tls.cert })).toMatchObject({ status: 'healthy' });
    const { reasons } = await ask(websocket, { url });
    expect(reasons).toEqual([expect.stringContaining('name it with `ca`')]);
    expect(await ask(websocket, { url, verify: false })).toMatchObject({ status: 'healthy' });
  });
});

describe('a server that', () => {
  const accepting = (talk: (socket: WebSocket) => void) => serving(talk);
  test.each<{ name: string; talk: (socket: WebSocket) => void; says: RegExp }>([
    { name: 'refuses', talk: (one) => one.close(1_008, 'no token'), says: /with 1008: “no token”/ },
    {
      name: 'breaks off',
      talk: (one) => one.terminate(),
      says: /closed the connection early|broke/,
    },
    {
      name: 'sends too much',
      talk: (one) => one.send('x'.repeat(1_100_000)),
      says: /more than 1 MiB/,
    },
  ])('$name has a reason', async ({ talk, says }) => {
    const { status, reasons } = await ask(websocket, { url: await accepting(talk), contains: 'y' });
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringMatching(says)],
    });
  });

  const accepted =
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n';
  test.each([
    { answer: 'HTTP/1.1 20', says: /still waiting for the handshake/ },
    { answer: `HTTP/1.1 101 x\r\na: ${'x'.repeat(100_000)}`, says: /not in HTTP/ },
    { answer: 'SSH-2.0-OpenSSH_9.2\r\n', says: /not in HTTP/ },
    {
      answer: `${accepted}Sec-WebSocket-Accept: x\r\n\r\n`,
      says: /opens no WebSocket: “Invalid Sec/,
    },
    { answer: 'HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\n\r\n', says: /“302 Found”/ },
  ])('answers $answer has a reason', async ({ answer, says }) => {
    const { port } = await listening((socket) => {
      socket.once('data', () => socket.write(answer));
    });
    const { reasons } = await ask(websocket, { url: `ws://127.0.0.1:${port}` }, { timeout: 500 });
    expect(reasons).toEqual([expect.stringMatching(says)]);
  });
});

test.each([
  { url: 'http://example.com' },
  { url: 'ws://' },
  { url: 'wss://example.com/#top' },
  { url: 'ws://example.com', headers: { a: 'b\r\nc: d' } },
  { url: 'ws://example.com', protocols: ['a b'] },
])('no entry: %j', async (entry) => {
  await expect(ask(websocket, entry)).rejects.toThrow('write');
});

test('a certificate without TLS is a mistake', () => {
  const entry = { url: 'ws://example.com', headers: {}, protocols: [], ca: '/etc/ssl/a.pem' };
  expect(websocket.problem?.(entry)).toMatchObject({ key: 'url' });
  expect(websocket.problem?.({ ...entry, url: 'wss://example.com' })).toBeNull();
});
