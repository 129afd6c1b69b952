import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { WebDeps } from '../../../src/web/server.ts';
import { pushing } from '../serving.ts';

const LINE = 'a,host=web-1 n=1';

/** A server whose requests are all worked on until `release`. */
async function holding() {
  const held = Promise.withResolvers<void>();
  const work = { begun: 0 };
  const ingest = {
    async take() {
      work.begun += 1;
      await held.promise;
      return { accepted: 1, duplicate: 0, rejected: [] };
    },
  } as unknown as NonNullable<WebDeps['ingest']>;
  return { ...(await pushing({ ingest, patience: 60_000 })), work, release: () => held.resolve() };
}

test('32 MiB of bodies are worked on at a time, the next may come again, and later ones are taken', async () => {
  const { send, work, release } = await holding();
  const large = gzipSync(LINE.padEnd(4_194_304));
  const packed = { 'content-encoding': 'gzip' };
  const all = Array.from({ length: 8 }, () => send('/write', large, packed));
  await expect.poll(() => work.begun).toBe(8);
  const ninth = await send('/write', LINE);
  expect([ninth.status, work.begun]).toEqual([503, 8]);
  release();
  expect((await Promise.all(all)).map(({ status }) => status)).toEqual(Array(8).fill(204));
  await expect.poll(async () => (await send('/write', LINE)).status).toBe(204);
});

test('small requests wait for the disk together', async () => {
  const { send, work, release } = await holding();
  const all = Array.from({ length: 50 }, () => send('/write', LINE));
  await expect.poll(() => work.begun).toBe(50);
  release();
  expect((await Promise.all(all)).map(({ status }) => status)).toEqual(Array(50).fill(204));
});

test('a request that comes again with its key does nothing', async () => {
  const { send, world } = await pushing();
  const headers = { 'idempotency-key': 'k' };
  for (const _ of [1, 2]) expect((await send('/write', LINE, headers)).status).toBe(204);
  expect(world.stored).toHaveLength(1);
});

test('more series than a target may have are refused, and known ones are kept', async () => {
  const { send, world } = await pushing({ series: 4_999 });
  const answer = await send('/write', 'a,target=web-1 n=1\nb,target=web-1 n=1\na,target=web-1 n=2');
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('the target has 5000');
  expect(world.stored.map(({ metric }) => metric)).toEqual(['a.n', 'a.n']);
});
