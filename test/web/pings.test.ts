import { expect, test } from 'vitest';
import type { Ping } from '../../src/model/ping.ts';
import { pushing } from './serving.ts';

const KEY = '0123456789abcdef';

/** A server without an API key, and with one check that can be told something. */
async function serving() {
  const taken: Omit<Ping, 'at'>[] = [];
  let now = 0;
  const { get } = await pushing({
    noKey: true,
    clock: { monotonic: () => now },
    pings: {
      find: (key) => (key === KEY ? 7 : null),
      take: async (_check, ping) => void taken.push(ping),
    },
  });
  const ask = async (path: string, init = {}) => {
    const answer = await get(path, init);
    return { status: answer.status, text: await answer.text() };
  };
  const wait = (milliseconds: number) => {
    now += milliseconds;
  };
  return { taken, ask, wait };
}

test.each([
  ['', 'success', null],
  ['/start', 'start', null],
  ['/fail', 'fail', null],
  ['/log', 'log', null],
  ['/0', 'success', 0],
  ['/1', 'fail', 1],
  ['/255', 'fail', 255],
])('/ping/<key>%s is %s with %s, however it is asked', async (path, signal, exit) => {
  const { ask, taken } = await serving();
  for (const method of ['GET', 'HEAD', 'POST']) {
    expect((await ask(`/ping/${KEY}${path}`, { method })).status).toBe(200);
  }
  expect(taken).toEqual(Array(3).fill({ signal, exit, body: '' }));
});

test.each([
  ['/ping/nobodys-key-0123', 'GET', 404],
  ['/ping/nobodys-key-0123/start', 'POST', 404],
  ['/ping/nobodys-key-0123/nonsense', 'POST', 404],
  [`/ping/${KEY}/256`, 'GET', 404],
  [`/ping/${KEY}/constructor`, 'GET', 404],
  [`/ping/${KEY}/start/again`, 'GET', 404],
  ['/ping/', 'GET', 404],
  [`/ping/${KEY}`, 'DELETE', 404],
  [`/ping/${'k'.repeat(101)}`, 'GET', 400],
])('%s by %s is refused', async (path, method, status) => {
  const { ask, taken } = await serving();
  const answer = await ask(path, { method });
  expect([answer.status, taken]).toEqual([status, []]);
  if (path.includes('nobodys')) expect(answer.text).toBe('{"error":"not found"}');
});

test('the beginning of what is sent is kept, whatever it is and however much follows', async () => {
  const { ask, taken } = await serving();
  const post = (body: string | Uint8Array) => ask(`/ping/${KEY}`, { method: 'POST', body });
  expect((await post('päng\n')).status).toBe(200);
  expect((await post(`a${'ä'.repeat(2_000_000)}`)).status).toBe(200);
  expect((await post(new Uint8Array([0xff, 0x41]))).status).toBe(200);
  const [first, long, binary] = taken.map(({ body }) => body);
  expect([first, binary]).toEqual(['päng\n', '\uFFFDA']);
  expect(long).toBe(`a${'ä'.repeat(4_999)}`);
});

test('five pings a second are taken of one check, and guesses are slowed down', async () => {
  const { ask, taken, wait } = await serving();
  const codes = async (path: string, count: number) => {
    const all = [];
    for (let left = count; left > 0; left -= 1) all.push((await ask(path)).status);
    return all;
  };
  expect(await codes(`/ping/${KEY}`, 6)).toEqual([200, 200, 200, 200, 200, 429]);
  expect((await codes('/ping/nobody', 51)).slice(-2)).toEqual([404, 429]);
  wait(1_000);
  expect(await codes(`/ping/${KEY}`, 1)).toEqual([200]);
  expect(taken).toHaveLength(6);
});
