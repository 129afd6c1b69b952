import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test, vi } from 'vitest';
import { DAY, MINUTE } from '../../src/model/time.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { freshFolder } from './fresh-folder.ts';

const now = () => Date.UTC(2026, 10, 23, 8);

function withRaw(file: string, work: (raw: Sqlite.Database) => unknown): void {
  const raw = new Sqlite(file);
  try {
    work(raw);
  } finally {
    raw.close();
  }
}

describe('the samples, which may be large', () => {
  /** A file with pages to damage; `end` is how the process that wrote it ended. */
  async function samplesFile(end: 'clean' | 'killed'): Promise<string> {
    const file = join(freshFolder(), 'samples.db');
    const samples = await openSamples(file, { now });
    for (let turn = 0; turn < 200; turn++) {
      const readings = Array.from({ length: 50 }, (_, n) => ({
        ...{ metric: `m${n}`, labels },
        value: Math.random(),
      }));
      await samples.append(1, start + turn * MINUTE, readings);
    }
    await samples.settle();
    if (end === 'clean') {
      await samples[Symbol.asyncDispose]();
      return file;
    }
    const left = join(freshFolder(), 'samples.db');
    // What follows the merged pages is all that the log still holds.
    withRaw(file, (raw) => raw.pragma('wal_checkpoint(PASSIVE)'));
    await samples.append(1, start + 200 * MINUTE, [{ metric: 'm0', labels, value: 1 }]);
    await samples.flush();
    for (const suffix of ['', '-wal']) copyFileSync(file + suffix, left + suffix);
    await samples[Symbol.asyncDispose]();
    return left;
  }
  const labels = {};
  const start = now() - 10 * DAY;

  /** Spoils some pages in the middle, where opening does not look. */
  function damage(file: string): void {
    const bytes = readFileSync(file);
    const middle = Math.floor(bytes.length / 2 / 8192) * 8192;
    writeFileSync(file, bytes.fill(0xa5, middle, middle + 8 * 8192));
  }

  /** Counts whole readings of the file while `work` runs. */
  async function scans(work: () => Promise<unknown>): Promise<number> {
    const pragma = vi.spyOn(Sqlite.prototype, 'pragma');
    try {
      await work();
      return pragma.mock.calls.filter(([source]) => source.startsWith('quick_check')).length;
    } finally {
      pragma.mockRestore();
    }
  }

  const openAndClose = async (file: string) => {
    const samples = await openSamples(file, { now });
    await samples[Symbol.asyncDispose]();
    return samples.notices;
  };

  test('are not read through after a clean end', async () => {
    const file = await samplesFile('clean');
    expect(await scans(() => openAndClose(file))).toBe(0);
    expect(await openAndClose(file)).toEqual([]);
  });

  test('are read through after a crash, and kept when they are whole', async () => {
    const file = await samplesFile('killed');
    expect(await scans(async () => expect(await openAndClose(file)).toEqual([]))).toBe(1);
    expect(await scans(() => openAndClose(file))).toBe(0);
  });

  test('are moved aside when a crash left them damaged', async () => {
    const file = await samplesFile('killed');
    damage(file);
    expect(await openAndClose(file)).toEqual([expect.stringContaining('is damaged')]);
    expect(await openAndClose(file)).toEqual([]);
  });

  test('that turn out damaged in use are read through and moved aside at the next start', async () => {
    const file = await samplesFile('clean');
    damage(file);
    const samples = await openSamples(file, { now });
    expect(samples.notices).toEqual([]);
    await expect(samples.prune(now())).rejects.toThrow('a restart moves it aside');
    await samples[Symbol.asyncDispose]();
    expect(await openAndClose(file)).toEqual([expect.stringContaining('is damaged')]);
    expect(await openAndClose(file)).toEqual([]);
    expect(readdirSync(dirname(file)).filter((name) => name.endsWith('-suspect'))).toEqual([]);
  });

  test('without their tables are not ours', async () => {
    const file = await samplesFile('clean');
    withRaw(file, (raw) => raw.exec('drop table chunks'));
    expect(await openAndClose(file)).toEqual([
      expect.stringContaining('is not a database of Tocsin'),
    ]);
  });
});
