import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { SECOND } from '../../src/model/time.ts';
import type { Samples, Store } from '../../src/store/ports.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { card, change, content, win, withTarget } from './fixtures.ts';
import { fillBut, smallDisk } from './small-disk.ts';

const MEGABYTE = 1_024 * 1_024;
const ROWS = 1_000;
const START = Date.UTC(2026, 10, 23);

/**
 * Samples fill a disk until they are shed; alerts are stored all the while, and everything again when there is room:
 * so many `rounds` of it, each followed by so many alerts.
 */
export async function shedSamplesFirst(order: { rounds: number; alerts: number }): Promise<void> {
  const disk = smallDisk(96);
  if (!disk) throw new Error('no small disk');
  onTestFinished(() => disk.release());
  const now = () => START + 86_400 * SECOND;
  await using store = await openStore(join(disk.path, 'tocsin.db'), { now });
  await using samples = await openSamples(join(disk.path, 'samples.db'), { now });
  const target = await withTarget(store);
  const append = sampleSource(samples, target);
  for (let round = 0; round < order.rounds; round += 1) {
    const ballast = fillBut(disk, 16 * MEGABYTE);
    await expect(until(append)).rejects.toThrow(
      /cannot store samples: the disk is full but for what/,
    );
    const happened = { target, type: 'call', at: START, tags: {}, body: {}, key: `${round}` };
    await expect(samples.events.take([happened])).rejects.toThrow(
      /cannot store events: the disk is full but for what/,
    );
    const { shed } = await samples.stats();
    for (let alert = 0; alert < order.alerts; alert += 1) {
      await storeAlert(store, target, `${round} ${alert}`);
      await expect(append()).rejects.toThrow(/the disk is full/);
    }
    expect((await samples.stats()).shed).toBe(shed + order.alerts * ROWS);
    expect(await store.alerts.open(null)).toHaveLength((round + 1) * order.alerts);
    rmSync(ballast);
    await append();
    expect(await samples.events.take([happened])).toMatchObject({ taken: [0] });
    expect((await samples.stats()).waiting).toBe(0);
  }
}

/** Appends again and again; each batch is on the disk before the next. */
function sampleSource(samples: Samples, target: number): () => Promise<void> {
  let second = 0;
  return async () => {
    second += 1;
    const readings = Array.from({ length: ROWS }, (_, n) => ({
      ...{ metric: `m${n}`, labels: {} },
      value: Math.random(),
    }));
    await samples.append(target, START + second * SECOND, readings);
    await samples.flush();
  };
}

/** Ends with the first failure; a disk that never fills is one too. */
async function until(append: () => Promise<void>): Promise<never> {
  for (let turn = 0; turn < 10_000; turn += 1) await append();
  throw new Error('the disk never filled');
}

/** An alert with a message, acknowledged by nobody yet. */
async function storeAlert(store: Store, target: number, fingerprint: string): Promise<void> {
  await win(store, change(content({ target, fingerprint }), { messages: [card()] }));
}
