import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSamples } from '../../src/store/samples/store.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { often } from '../support/often.ts';
import { startChild } from './children.ts';
import { card, change, content, win, withTarget } from './fixtures.ts';
import { freshFolder } from './fresh-folder.ts';
import { canMakeDisks, smallDisk } from './small-disk.ts';

const now = () => 0;
const ROUNDS = often(5, 20);

test(`kill -9 of a writer loses no stored alert (${ROUNDS} rounds)`, {
  timeout: 120_000,
}, async () => {
  const file = join(freshFolder(), 'tocsin.db');
  for (let round = 0; round < ROUNDS; round++) {
    const writer = startChild(new URL('./child-writer.ts', import.meta.url), file, String(round));
    await writer.printed(1 + Math.floor(Math.random() * 40));
    await writer.kill();
    await using store = await openStore(file, { now });
    expect(store.notices).toEqual([]);
    for (const id of writer.lines.map(Number)) {
      const found = await store.alerts.get(id);
      expect(found?.events.map(({ detail }) => detail)).toEqual([found?.alert.fingerprint]);
    }
    const alerts = await store.alerts.open(null);
    expect(alerts.length).toBeGreaterThanOrEqual(writer.lines.length);
    const [first] = alerts;
    expect(await store.alerts.ruleStates(first?.target ?? 0)).toHaveLength(alerts.length);
    expect(await store.outbox.counts()).toMatchObject({ queued: 2 * alerts.length });
  }
});

test('what a dead process was sending is due at once', async () => {
  const file = join(freshFolder(), 'tocsin.db');
  const first = await openStore(file, { now });
  await first.outbox.queue({ key: 'one', channel: 'ops', body: '{}' }, 0);
  await first.outbox.claim('ops', { now: 0, lease: 3_600_000, limit: 1 });
  await first[Symbol.asyncDispose]();
  await using second = await openStore(file, { now: () => 5_000 });
  expect(await second.outbox.claim('ops', { now: 5_000, lease: 1, limit: 1 })).toHaveLength(1);
});

test.skipIf(!canMakeDisks())(
  'a full disk fails units whole, and work goes on when there is room (needs root for mount)',
  async () => {
    const disk = smallDisk(2);
    if (!disk) throw new Error('no small disk');
    onTestFinished(() => disk.release());
    const folder = join(disk.path, 'data');
    mkdirSync(folder);
    await using store = await openStore(join(folder, 'tocsin.db'), { now });
    await using samples = await openSamples(join(folder, 'samples.db'), { now });
    const target = await withTarget(store);
    const ballast = fill(disk.path);
    const stored = await storeUntilFull(store, target);
    expect(await store.alerts.open(null)).toHaveLength(stored);
    expect(await store.outbox.counts()).toMatchObject({ queued: stored });
    const many = Array.from({ length: 500 }, (_, n) => ({ metric: `m${n}`, labels: {}, value: n }));
    const happened = many.map(({ metric }, at) => {
      return { target, at, type: 'call', key: metric, tags: {}, body: { text: 'x'.repeat(500) } };
    });
    await expect(samples.append(target, 1, many)).rejects.toThrow(/the disk is full/);
    expect(await samples.series(target)).toEqual([]);
    await expect(samples.events.take(happened)).rejects.toThrow(/the disk is full/);
    for (const file of ballast) rmSync(file);
    await win(store, change(content({ target, fingerprint: 'after' })));
    expect(await store.alerts.open(null)).toHaveLength(stored + 1);
    await samples.append(target, 1, many);
    expect(await samples.series(target)).toHaveLength(500);
    expect(await samples.events.take(happened)).toMatchObject({ taken: { length: 500 } });
  },
);

/** Uses up the disk in ever smaller files. */
function fill(folder: string): string[] {
  const files: string[] = [];
  for (let size = 1 << 20; size >= 4096; ) {
    const file = join(folder, `ballast-${files.length}`);
    files.push(file);
    try {
      writeFileSync(file, Buffer.alloc(size));
    } catch {
      size /= 2;
    }
  }
  return files;
}

type Opened = Awaited<ReturnType<typeof openStore>>;

async function storeUntilFull(store: Opened, target: number): Promise<number> {
  for (let n = 0; n < 10_000; n++) {
    const opening = change(content({ target, fingerprint: `f${n}` }), { messages: [card()] });
    try {
      await win(store, opening);
    } catch (error) {
      expect(error).toMatchObject({
        name: 'StoreError',
        message: expect.stringContaining('the disk is full; make room'),
        cause: expect.objectContaining({ code: 'SQLITE_FULL' }),
      });
      return n;
    }
  }
  throw new Error('the disk never filled');
}
