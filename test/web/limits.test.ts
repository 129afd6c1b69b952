import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { KEY, pushing } from './serving.ts';

const ROW = { target: 'web-1', metric: 'queue.length', value: 3 };
const BEARER = { authorization: `Bearer ${KEY}` };

const HEAD = `POST /api/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${KEY}\r\n`;

async function open(address: string, start: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.on('error', () => {});
  socket.resume();
  socket.write(start);
  return socket;
}

function closed(socket: Socket): Promise<void> {
  return new Promise((done) => {
    if (socket.closed) done();
    else socket.once('close', () => done());
  });
}

describe('limits', () => {
  test('100 requests a second, then 429 with Retry-After, and then again', async () => {
    let now = 0;
    const { post } = await pushing({ clock: { monotonic: () => now } });
    const codes = [];
    for (let count = 0; count < 101; count++) codes.push((await post('/api/metrics', ROW)).status);
    expect(codes.filter((code) => code === 202)).toHaveLength(100);
    const late = await post('/api/metrics', ROW);
    expect(late.status).toBe(429);
    expect(late.headers.get('retry-after')).toBe('1');
    now += 1_000;
    expect((await post('/api/metrics', ROW)).status).toBe(202);
  });

  test('10,000 rows are taken, one more is not', async () => {
    const { post, world } = await pushing();
    const rows = (count: number) =>
      `[${Array.from({ length: count }, (_, at) => `{"target":"web-1","metric":"a","value":${at}}`)}]`;
    expect((await post('/api/metrics', rows(10_000))).json).toMatchObject({ accepted: 10_000 });
    expect((await post('/api/metrics', rows(10_001))).status).toBe(413);
    expect(world.stored).toHaveLength(10_000);
  });

  test('a new series beyond 5,000 is refused, one that is known is not', async () => {
    const { post } = await pushing({ series: 4_999 });
    const rows = [
      { ...ROW, labels: { q: 'a' } },
      { ...ROW, labels: { q: 'b' } },
      { ...ROW, labels: { q: 'a' } },
      { target: 'web-1', metric: 'old', value: 1, labels: { at: '7' } },
    ];
    const { json } = await post('/api/metrics', rows);
    expect(json).toMatchObject({ accepted: 3, rejected: [{ index: 1 }] });
    expect(json.rejected[0].reason).toContain('the target has 5000');
  });

  test.each([{ name: 'Content-Length: 100000000' }, { name: 'Transfer-Encoding: chunked' }])(
    'a body of 100 MB with $name is cut off at 1 MiB',
    async ({ name }) => {
      const { address, world } = await pushing();
      const socket = await open(address, `${HEAD}${name}\r\n\r\n`);
      let heard = '';
      socket.on('data', (data) => {
        heard += String(data);
      });
      // What is said to be too large is answered before anything of it was sent.
      const known = name.startsWith('Content');
      if (known) await once(socket, 'data');
      const piece = name.startsWith('T')
        ? `10000\r\n${' '.repeat(65_536)}\r\n`
        : ' '.repeat(65_536);
      for (let sent = 0; sent < 100_000_000 && !socket.destroyed; sent += 65_536) {
        if (socket.write(piece)) await new Promise(setImmediate);
        else await Promise.race([once(socket, 'drain').catch(() => {}), closed(socket)]);
      }
      await closed(socket);
      expect(heard).toMatch(/^HTTP\/1.1 413 /);
      expect(heard).toContain('larger than 1 MiB');
      expect(socket.bytesWritten).toBeLessThan(20_000_000);
      expect(world.stored).toEqual([]);
    },
  );

  test('what is packed is not unpacked', async () => {
    const { post } = await pushing();
    expect((await post('/api/metrics', 'x', { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  test('headers of 20,000 characters are refused', async () => {
    const { get } = await pushing();
    expect(
      (await get('/metrics', { headers: { ...BEARER, 'x-long': 'x'.repeat(20_000) } })).status,
    ).toBe(431);
  });
});

describe('slow senders', () => {
  test('of headers and of bodies are cut off, and others are answered meanwhile', async () => {
    const { address, post } = await pushing({ patience: 600 });
    const starts = ['POST /api/met', HEAD, `${HEAD}Content-Length: 1000\r\n\r\n[`, ''];
    const sockets = await Promise.all(
      [...starts, ...starts, ...starts].map((start) => open(address, start)),
    );
    const begun = performance.now();
    const dripping = setInterval(() => {
      for (const socket of sockets) if (!socket.destroyed) socket.write('x');
    }, 100);
    onTestFinished(() => clearInterval(dripping));
    expect((await post('/api/metrics', ROW)).status).toBe(202);
    await Promise.all(sockets.map(closed));
    expect(performance.now() - begun).toBeLessThan(4_000);
  });
});

describe('a request that takes too long', () => {
  test('hears 503 before its connection is closed, in the words of its protocol', async () => {
    const { send, world } = await pushing({ patience: 600 });
    world.gate = new Promise(() => {});
    for (const path of ['/api/metrics', '/write']) {
      const body = path === '/write' ? 'a,host=web-1 n=1' : JSON.stringify(ROW);
      const answer = await send(path, body);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
      expect(answer.text).toMatch(/^{"error":"this takes too long/);
    }
  });

  test('is accepted when all is stored and only the rules are slow', async () => {
    const { post, world } = await pushing({ patience: 600 });
    world.judging = new Promise(() => {});
    expect((await post('/api/metrics', ROW)).json).toMatchObject({ accepted: 1 });
  });

  test('stores nothing after its time, also when the store answers then', async () => {
    const gate = Promise.withResolvers<void>();
    const { post, world } = await pushing({ patience: 600, known: gate.promise });
    expect((await post('/api/metrics', ROW)).status).toBe(503);
    gate.resolve();
    await expect.poll(() => world.failed).toHaveLength(1);
    expect(world.stored).toEqual([]);
  });
});

describe('a page of another site', () => {
  async function asked(address: string, path: string, name: string) {
    const sent = request(`${address}${path}`, { headers: { host: name } }).end();
    const [answer] = await once(sent, 'response');
    return { code: answer.statusCode, body: await text(answer) };
  }

  test.each([
    { name: 'evil.example', code: 403 },
    { name: 'evil.example:8000', code: 403 },
    { name: 'localhost.evil.example', code: 403 },
    { name: '127.0.0.1.evil.example', code: 403 },
    { name: 'localhost', code: 200 },
    { name: 'LOCALHOST:1', code: 200 },
    { name: '127.0.0.1:8000', code: 200 },
    { name: '[::1]:8000', code: 200 },
    { name: 'a.localhost', code: 200 },
  ])('$name: $code', async ({ name, code }) => {
    const { address } = await pushing();
    expect((await asked(address, '/health', name)).code).toBe(code);
  });
});
