import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { freshFolder } from './fresh-folder.ts';

const TODAY = Date.UTC(2026, 10, 23);
const cpu = { metric: 'system.cpu', labels: {} };
const all = { from: TODAY - 40 * DAY, to: TODAY + DAY, limit: 100_000 };
const opened = (file: string) => openSamples(file, { now: () => TODAY + HOUR });

describe('a file with one row per sample', () => {
  function narrow(file: string, points: number): void {
    const raw = new Sqlite(file);
    try {
      raw.pragma('journal_mode = WAL');
      raw.exec(`
        create table series (id integer primary key, target integer not null, metric text not null,
          labels text not null, unique (target, metric, labels)) strict;
        create table samples (series integer not null references series (id), at integer not null,
          value real not null, primary key (series, at)) strict, without rowid;
        pragma application_id = ${0x746f6373}; pragma user_version = 1;
        insert into series values (1, 1, 'system.cpu', '{}'), (4, 2, 'system.disk', '{"mount":"/"}');`);
      const insert = raw.prepare('insert into samples values (?, ?, ?)');
      raw.transaction(() => {
        for (let index = 0; index < points; index++) {
          insert.run(1, TODAY - 3 * DAY + index * MINUTE, index);
          insert.run(4, TODAY - 3 * DAY + index * MINUTE, index / 3);
        }
      })();
    } finally {
      raw.close();
    }
  }

  test('is taken over whole, answers meanwhile, and is gone then', async () => {
    const file = join(freshFolder(), 'samples.db');
    const points = 3 * 1_440 + 20;
    narrow(file, points);
    await using samples = await opened(file);
    expect(samples.notices).toEqual([]);
    const wanted = Array.from({ length: points }, (_, index) => ({
      ...{ at: TODAY - 3 * DAY + index * MINUTE, value: index },
    }));
    expect(await samples.points(1, cpu, all)).toEqual(wanted);
    await samples.append(1, TODAY + 30 * MINUTE, [{ ...cpu, value: 1 }]);
    await samples.settle();
    expect(await samples.points(1, cpu, all)).toHaveLength(points + 1);
    const disk = { metric: 'system.disk', labels: { mount: '/' } };
    expect(await samples.points(2, disk, all)).toEqual(
      wanted.map(({ at, value }) => ({ at, value: value / 3 })),
    );
    expect(existsSync(`${file}.old`)).toBe(false);
    expect(await samples.usage()).toMatchObject({ samples: 2 * (3 * 1_440 + 1) });
  });

  test('a stop in the middle loses nothing', async () => {
    const file = join(freshFolder(), 'samples.db');
    narrow(file, 5_000);
    for (let turn = 0; turn < 3; turn++) {
      const samples = await opened(file);
      expect(await samples.points(1, cpu, { ...all, from: TODAY - 3 * DAY })).toHaveLength(5_000);
      await samples[Symbol.asyncDispose]();
    }
    await using samples = await opened(file);
    expect(await samples.series(2)).toEqual([{ metric: 'system.disk', labels: { mount: '/' } }]);
  });
});
