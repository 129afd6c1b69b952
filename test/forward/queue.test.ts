import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Queue, QueueLimits } from '../../src/forward/queue.ts';
import { openQueue } from '../../src/forward/queue.ts';
import { DAY, HOUR } from '../../src/model/time.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { numbered, range, valuesOf } from './samples.ts';

const MOST = 5_000;

/** A queue whose clock and losses a test sees; `again` opens it as another process would. */
async function opened(limits: Partial<QueueLimits> = {}) {
  const folder = freshFolder();
  const world = { now: 0, lost: [] as [number, string][] };
  const open = () =>
    openQueue({
      ...{ folder, now: () => world.now },
      limits: { bytes: 1e9, age: 7 * DAY, ...limits },
      dropped: (samples, why) => world.lost.push([samples, why]),
    });
  const queue = await open();
  const files = () => readdirSync(folder).filter((name) => name.endsWith('.queue'));
  onTestFinished(() => queue[Symbol.asyncDispose]());
  return {
    ...{ queue, world, folder, files },
    async again(): Promise<Queue> {
      const next = await open();
      onTestFinished(() => next[Symbol.asyncDispose]());
      return next;
    },
  };
}

/** Takes everything out, in batches of at most `most`. */
async function drained(queue: Queue, most = MOST): Promise<number[]> {
  const found: number[] = [];
  for (let batch = await queue.next(most); batch; batch = await queue.next(most)) {
    found.push(...valuesOf(batch.samples));
    await queue.done(batch);
  }
  return found;
}

test('gives back in order what was appended, small records together', async () => {
  const { queue } = await opened();
  const samples = numbered(300);
  for (let at = 0; at < 300; at += 3) await queue.append(samples.slice(at, at + 3), at);
  expect(queue.waiting()).toBe(300);
  const batch = await queue.next(MOST);
  expect(batch?.samples).toEqual(samples);
  expect(batch?.oldest).toBe(0);
  expect(await drained(queue, 100)).toEqual(range(0, 300));
  expect(queue.waiting()).toBe(0);
  expect(await queue.next(MOST)).toBeNull();
});

test('a batch is the same until it is done, also in another process', async () => {
  const { queue, again } = await opened();
  await queue.append(numbered(10), 1);
  const first = await queue.next(MOST);
  await queue.append(numbered(10, 10), 2);
  expect(await queue.next(MOST)).toEqual(first);
  const other = await again();
  expect(await other.next(MOST)).toEqual(first);
  if (first) await other.done(first);
  const second = await other.next(MOST);
  expect(valuesOf(second?.samples ?? [])).toEqual(range(10, 20));
  expect(second?.key).not.toBe(first?.key);
});

test('another process goes on where the last one was', async () => {
  const { queue, again } = await opened();
  await queue.append(numbered(10), 1);
  await queue.append(numbered(10, 10), 2);
  const first = await queue.next(10);
  if (first) await queue.done(first);
  const other = await again();
  expect(other.waiting()).toBe(10);
  await other.append(numbered(5, 20), 3);
  expect(await drained(other)).toEqual(range(10, 25));
  expect(await drained(await again())).toEqual([]);
});

test('a record that was cut off is left out, and the next one stands behind the whole ones', async () => {
  const { queue, folder, files, again } = await opened();
  await queue.append(numbered(10), 1);
  const [name = ''] = files();
  const whole = readFileSync(join(folder, name));
  appendFileSync(join(folder, name), whole.subarray(0, whole.length - 3));
  const other = await again();
  expect(other.waiting()).toBe(10);
  await other.append(numbered(10, 10), 2);
  expect(await drained(other)).toEqual(range(0, 20));
});

test('a damaged record costs the rest of its file, which is counted', async () => {
  const { queue, world, folder, files, again } = await opened({ bytes: 64 * 200 });
  for (let at = 0; at < 40; at++) await queue.append(numbered(10, 10 * at), at);
  const [, second = ''] = files();
  const bytes = readFileSync(join(folder, second));
  bytes[30] = (bytes[30] ?? 0) ^ 0xff;
  writeFileSync(join(folder, second), bytes);
  const found = await drained(await again());
  const [lost = 0] = world.lost.map(([samples]) => samples);
  expect(world.lost).toEqual([[lost, 'their file is damaged']]);
  expect(found).toHaveLength(400 - lost);
  expect(found.at(-1)).toBe(399);
  expect(lost).toBeLessThan(100);
});

test.each(['', 'nonsense', '0'.repeat(300)])(
  'a lost position (%j) sends what is there again, and counts on',
  async (text) => {
    const { queue, folder, again } = await opened();
    await queue.append(numbered(10), 1);
    const first = await queue.next(MOST);
    if (first) await queue.done(first);
    await queue.append(numbered(10, 10), 2);
    writeFileSync(join(folder, 'position'), text);
    const other = await again();
    const batch = await other.next(MOST);
    expect(valuesOf(batch?.samples ?? [])).toEqual(range(0, 20));
    expect(batch?.key).not.toBe(first?.key);
  },
);

test('beyond its bytes the oldest samples go, and are counted', async () => {
  const { queue, world, folder, files } = await opened({ bytes: 64 * 200 });
  for (let at = 0; at < 300; at++) await queue.append(numbered(10, 10 * at), at);
  const lost = world.lost.reduce((sum, [samples]) => sum + samples, 0);
  expect(lost).toBeGreaterThan(0);
  expect(world.lost.every(([, why]) => why === 'too many wait')).toBe(true);
  expect(queue.waiting()).toBe(3_000 - lost);
  const bytes = files().reduce((sum, name) => sum + readFileSync(join(folder, name)).length, 0);
  expect(bytes).toBeLessThanOrEqual(64 * 200);
  expect(await drained(queue)).toEqual(range(lost, 3_000));
});

test('what waits longer than its age goes', async () => {
  const { queue, world } = await opened({ age: DAY });
  await queue.append(numbered(10), 0);
  world.now = 12 * HOUR;
  await queue.append(numbered(10, 10), world.now);
  world.now = 26 * HOUR;
  expect(valuesOf((await queue.next(MOST))?.samples ?? [])).toEqual(range(10, 20));
  expect(world.lost).toEqual([[10, 'they waited too long']]);
});

test('a batch that was dropped while it was sent is not counted as done twice', async () => {
  const { queue, world } = await opened({ age: DAY });
  await queue.append(numbered(10), 0);
  const batch = await queue.next(MOST);
  world.now = 26 * HOUR;
  await queue.append(numbered(10, 10), world.now);
  if (batch) await queue.done(batch);
  expect(queue.waiting()).toBe(10);
  expect(await drained(queue)).toEqual(range(10, 20));
});

test('files that are sent are removed', async () => {
  const { queue, files } = await opened({ bytes: 64 * 200 });
  for (let at = 0; at < 40; at++) await queue.append(numbered(10, 10 * at), at);
  expect(files().length).toBeGreaterThan(5);
  await drained(queue);
  expect(files()).toHaveLength(1);
});

test('files that were deleted by hand are counted as lost, and the rest goes on', async () => {
  const { queue, world, folder, files, again } = await opened({ bytes: 64 * 200 });
  for (let at = 0; at < 40; at++) await queue.append(numbered(10, 10 * at), at);
  rmSync(join(folder, files()[0] ?? ''));
  const found = await drained(await again());
  expect(found.length + (world.lost[0]?.[0] ?? 0)).toBe(400);
  expect(world.lost[0]?.[1]).toBe('their file is missing');
});

test('a batch that holds a record of 5,000 with long labels comes back whole', async () => {
  const { queue } = await opened();
  const labels = Object.fromEntries(range(0, 20).map((n) => [`label_${n}`, 'x'.repeat(250)]));
  const samples = numbered(MOST).map((one) => ({ ...one, labels }));
  await queue.append(samples, 1);
  expect((await queue.next(MOST))?.samples).toEqual(samples);
});
