import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forwarder } from '../../src/forward/forwarder.ts';
import { openQueue } from '../../src/forward/queue.ts';
import { DAY, SECOND } from '../../src/model/time.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { waitFor } from '../support/whole-app.ts';
import { EXPORT, outletTo, scripted } from './outlets.ts';
import { numbered, range, valuesOf } from './samples.ts';

const refused = { kind: 'rejected', reason: 'HTTP 400' } as const;
const busy = (after = 0) => ({ kind: 'retry', after, reason: 'HTTP 503' }) as const;

test('what is offered arrives, and is told of', async () => {
  const { destination, taken } = scripted();
  const { outlet } = outletTo(destination);
  outlet.offer(numbered(10));
  await waitFor(() => outlet.status().sent === 10 && outlet.status().oldest === null);
  expect(taken).toEqual(range(0, 10));
  expect(outlet.status()).toMatchObject({
    ...{ name: 'lake', kind: 'url', waiting: 0, sent: 10, dropped: 0, rejected: 0 },
    trouble: null,
  });
  expect(outlet.status().lastSuccess).toBeGreaterThan(0);
});

test('a busy destination is asked again with the same batch, then the rest follows in order', async () => {
  const { destination, tries, taken } = scripted(busy());
  const { outlet } = outletTo(destination);
  outlet.offer(numbered(3));
  await waitFor(() => tries.length === 1);
  expect(outlet.status()).toMatchObject({ trouble: 'HTTP 503', waiting: 3, sent: 0 });
  expect(outlet.status().oldest).toBeGreaterThan(0);
  outlet.offer(numbered(3, 3));
  await waitFor(() => outlet.status().sent === 6);
  expect(tries[1]).toEqual(tries[0]);
  expect(taken).toEqual(range(0, 6));
  expect(outlet.status().trouble).toBeNull();
});

test('a batch that is refused for good is set aside, and the next one goes on', async () => {
  const { destination, taken } = scripted(refused, refused, refused);
  const { outlet } = outletTo(destination);
  outlet.offer(numbered(2));
  await waitFor(() => outlet.status().rejected === 2);
  outlet.offer(numbered(3, 2));
  await waitFor(() => outlet.status().sent === 3);
  expect(taken).toEqual([2, 3, 4]);
});

test('one that refuses everything is not asked for each sample', async () => {
  const answers = Array.from({ length: 500 }, () => refused);
  const { destination, tries } = scripted(...answers);
  const { outlet } = outletTo(destination);
  outlet.offer(numbered(5_000));
  await waitFor(() => outlet.status().rejected === 5_000);
  const first = tries.length;
  expect(first).toBeLessThan(80);
  outlet.offer(numbered(5_000, 5_000));
  await waitFor(() => outlet.status().rejected === 10_000);
  expect(tries.length - first).toBeLessThan(30);
});

test('batches of bad samples alone cost none of the good ones that follow', async () => {
  const bad = new Set([0, 3, 5]);
  const { destination, taken } = scripted();
  const send: typeof destination.send = (batch, signal) =>
    valuesOf(batch.samples).some((value) => bad.has(value))
      ? Promise.resolve(refused)
      : destination.send(batch, signal);
  const { outlet } = outletTo({ ...destination, send });
  for (const [from, count] of [
    [0, 1],
    [1, 4],
    [5, 2],
  ] as const) {
    outlet.offer(numbered(count, from));
    await waitFor(() => outlet.status().sent + outlet.status().rejected === from + count);
  }
  expect(taken).toEqual([1, 2, 4, 6]);
  expect(outlet.status()).toMatchObject({ sent: 4, rejected: 3 });
});

test('another process sends what this one left', async () => {
  const folder = freshFolder();
  const hanging = scripted('never');
  const first = outletTo(hanging.destination, { folder });
  first.outlet.offer(numbered(10));
  await waitFor(() => hanging.tries.length === 1);
  first.outlet.offer(numbered(10, 10));
  await first.outlet[Symbol.asyncDispose]();
  const { destination, taken, tries } = scripted();
  const { outlet } = outletTo(destination, { folder });
  await waitFor(() => outlet.status().sent === 20);
  expect(taken).toEqual(range(0, 20));
  expect(tries[0]).toEqual(hanging.tries[0]);
});

test('only what is wanted is queued, with the labels that it gets', async () => {
  const { destination, taken, labels } = scripted();
  const wanted = { ...EXPORT, metrics: ['system.', 'api.'], targets: ['web-1'] };
  const { outlet } = outletTo(destination, {}, { ...wanted, labels: { site: 'home', own: 'no' } });
  const [one] = numbered(1);
  if (!one) throw new Error('no sample');
  outlet.offer([
    { ...one, metric: 'system.cpu', value: 1, labels: { own: 'yes' } },
    { ...one, metric: 'systems', value: 2 },
    { ...one, metric: 'api.calls', target: 'db-1', value: 3 },
    { ...one, metric: 'api.calls', value: 4, labels: {} },
  ]);
  await waitFor(() => outlet.status().sent === 2);
  expect(taken).toEqual([1, 4]);
  expect(labels).toEqual([
    { site: 'home', own: 'yes' },
    { site: 'home', own: 'no' },
  ]);
});

test('another address is tried at once, and gets what waits', async () => {
  const [away, there] = [scripted(busy(3_600 * SECOND)), scripted()];
  let current = away.destination;
  const folder = freshFolder();
  const { outlet } = outletTo(away.destination, { folder, connect: () => current });
  outlet.offer(numbered(5));
  await waitFor(() => outlet.status().trouble === 'HTTP 503');
  outlet.offer(numbered(5, 5));
  await waitFor(() => readdirSync(folder).length > 1 && outlet.status().waiting === 10);
  // It asked to be left alone for an hour.
  expect(away.tries).toHaveLength(1);
  current = there.destination;
  outlet.change(EXPORT);
  await waitFor(() => outlet.status().sent === 10);
  expect(there.taken).toEqual(range(0, 10));
});

test('a disk that takes nothing costs memory only up to a bound, and works again by itself', async () => {
  const folder = join(freshFolder(), 'queue');
  // A file where the folder should be: root may write everywhere else.
  writeFileSync(folder, '');
  const { destination, taken } = scripted();
  const { outlet, said } = outletTo(destination, { folder });
  for (let at = 0; at < 110_000; at += 1_000) outlet.offer(numbered(1_000, at));
  await waitFor(() => said.find((one) => one.startsWith('written: Error: E')));
  const status = outlet.status();
  expect(status.waiting).toBeLessThanOrEqual(100_000);
  expect(status.waiting + status.dropped).toBe(110_000);
  rmSync(folder);
  await waitFor(() => outlet.status().waiting === 0);
  expect(taken.at(-1)).toBe(109_999);
  expect(taken.length + outlet.status().dropped).toBe(110_000);
});

test('a destination that never answers holds up neither others nor whoever offers', {
  timeout: 60_000,
}, async () => {
  const folder = freshFolder();
  const [dead, alive] = [scripted('never'), scripted()];
  const made = forwarder({
    open: (wanted) =>
      wanted.name === 'dead'
        ? outletTo(dead.destination, { folder }, wanted).outlet
        : outletTo(alive.destination, {}, wanted).outlet,
  });
  await made.configure([
    { ...EXPORT, name: 'dead' },
    { ...EXPORT, name: 'alive' },
  ]);
  const status = (name: string) => made.status().find((one) => one.name === name);
  for (let at = 0; at < 400_000; at += 80_000) {
    made.offer(numbered(80_000, at));
    await waitFor(() => status('alive')?.sent === at + 80_000);
  }
  expect(alive.taken).toEqual(range(0, 400_000));
  expect(dead.tries).toHaveLength(1);
  // All of it is on the disk, none in memory.
  await made[Symbol.asyncDispose]();
  await using queue = await openQueue({
    ...{ folder, limits: { bytes: 1e9, age: DAY }, now: Date.now },
    dropped: () => {},
  });
  expect(queue.waiting()).toBe(400_000);
});

test('one that goes and comes back finds its queue', async () => {
  const folder = freshFolder();
  const { destination, taken } = scripted(busy(3_600 * SECOND));
  const made = forwarder({ open: (wanted) => outletTo(destination, { folder }, wanted).outlet });
  await made.configure([EXPORT]);
  made.offer(numbered(5));
  await waitFor(() => made.status()[0]?.trouble);
  await made.configure([]);
  expect(made.status()).toEqual([]);
  made.offer(numbered(5, 100));
  await made.configure([EXPORT]);
  await waitFor(() => made.status()[0]?.sent === 5);
  expect(taken).toEqual(range(0, 5));
});

test('what is no finite number never leaves', async () => {
  const { destination, taken } = scripted();
  const made = forwarder({ open: (wanted) => outletTo(destination, {}, wanted).outlet });
  await made.configure([EXPORT]);
  const values = [1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2];
  made.offer(numbered(5).map((one, index) => ({ ...one, value: values[index] ?? 0 })));
  await waitFor(() => made.status()[0]?.sent === 2);
  expect(taken).toEqual([1, 2]);
});
