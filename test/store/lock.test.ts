import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockDataDir } from '../../src/store/lock.ts';
import { StoreError } from '../../src/store/ports.ts';
import { startChild } from './children.ts';
import { freshFolder } from './fresh-folder.ts';

const signal = new AbortController().signal;
const patient = { wait: 15_000, stillRunning: async () => false, signal };

test('a data directory has one holder, and the next when that one lets go', async () => {
  const folder = join(freshFolder(), 'data');
  const first = await lockDataDir(folder, patient);
  expect(await lockDataDir(folder, { ...patient, wait: 0 })).toBeNull();
  await first?.[Symbol.asyncDispose]();
  await using second = await lockDataDir(folder, { ...patient, wait: 0 });
  expect(second).not.toBeNull();
});

test('a holder that is up is not waited for', async () => {
  const folder = freshFolder();
  await using _lock = await lockDataDir(folder, patient);
  let asked = 0;
  const stillRunning = async () => ++asked > 0;
  expect(await lockDataDir(folder, { ...patient, wait: 3_600_000, stillRunning })).toBeNull();
  expect(asked).toBe(1);
});

test('a holder that is just stopping is waited for', async () => {
  const folder = freshFolder();
  const first = await lockDataDir(folder, patient);
  const stillRunning = async () => {
    await first?.[Symbol.asyncDispose]();
    return false;
  };
  await using second = await lockDataDir(folder, { ...patient, stillRunning });
  expect(second).not.toBeNull();
});

test('a second process is kept out, and kill -9 of the holder lets it in', async () => {
  const folder = freshFolder();
  const holder = startChild(new URL('./child-holder.ts', import.meta.url), folder);
  await holder.printed(1);
  expect(holder.lines).toEqual(['locked']);
  expect(await lockDataDir(folder, { ...patient, wait: 0 })).toBeNull();
  await holder.kill();
  await using lock = await lockDataDir(folder, { ...patient, wait: 0 });
  expect(lock).not.toBeNull();
  const late = startChild(new URL('./child-holder.ts', import.meta.url), folder);
  await late.printed(1);
  expect(late.lines).toEqual(['held']);
});

test('the wait ends with the signal', async () => {
  const folder = freshFolder();
  await using _lock = await lockDataDir(folder, patient);
  const stop = new AbortController();
  const stillRunning = async () => {
    stop.abort(new Error('stopping'));
    return false;
  };
  const waiting = lockDataDir(folder, { wait: 3_600_000, stillRunning, signal: stop.signal });
  await expect(waiting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
});

test('a place that is no folder is refused with one line', async () => {
  const file = join(freshFolder(), 'data');
  writeFileSync(file, '');
  await expect(lockDataDir(file, patient)).rejects.toThrow(StoreError);
});
