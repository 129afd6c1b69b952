import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { AppEvent } from '../../src/model/event.ts';
import { DAY } from '../../src/model/time.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { eventContract } from './event-contract.ts';
import { freshFolder } from './fresh-folder.ts';

const now = () => Date.UTC(2026, 10, 23, 8);
const ALL = { from: 0, to: 400 * DAY, target: null, type: null };
const COUNT = { ask: 'count' } as const;

const file = () => join(freshFolder(), 'samples.db');

function event(given: Partial<AppEvent> = {}): AppEvent {
  return { target: 1, type: 'call', at: 1, tags: {}, body: {}, key: null, ...given };
}

describe('events beside the samples', () => eventContract(() => openSamples(file(), { now })));

test('events are there after the next start, and their keys', async () => {
  const path = file();
  {
    await using samples = await openSamples(path, { now });
    await samples.events.take([event({ key: 'a' }), event()]);
  }
  await using samples = await openSamples(path, { now });
  expect(await samples.events.take([event({ key: 'a' })])).toMatchObject({ duplicate: [0] });
  expect(await samples.events.ask(ALL, COUNT)).toMatchObject({ count: 2 });
  expect(await samples.events.usage()).toMatchObject({ events: 2 });
});

test('what was taken outlasts a kill, without waiting for anything', async () => {
  const path = file();
  await using samples = await openSamples(path, { now });
  await samples.events.take([event()]);
  const left = file();
  for (const suffix of ['', '-wal']) copyFileSync(path + suffix, left + suffix);
  await using again = await openSamples(left, { now });
  expect(await again.events.ask(ALL, COUNT)).toMatchObject({ count: 1 });
});

test('a file of an older version gets its tables, and keeps its samples', async () => {
  const path = file();
  const reading = [{ metric: 'm', labels: {}, value: 1 }];
  {
    await using samples = await openSamples(path, { now });
    await samples.append(1, now() - 1, reading);
  }
  const raw = new Sqlite(path);
  raw.exec('drop table events; drop table event_kinds');
  raw.close();
  await using samples = await openSamples(path, { now });
  expect(samples.notices).toEqual([]);
  expect(await samples.series(1)).toHaveLength(1);
  await samples.events.take([event()]);
  expect(await samples.events.ask(ALL, COUNT)).toMatchObject({ count: 1 });
});

test('beyond their bound the oldest are forgotten, and that is said', async () => {
  const said: string[] = [];
  const options = { now, mostEvents: 100_000, report: (line: string) => void said.push(line) };
  await using samples = await openSamples(file(), options);
  const text = 'x'.repeat(100);
  const many = Array.from({ length: 2_000 }, (_, n) => event({ at: n, body: { text } }));
  await samples.events.take(many);
  await expect.poll(() => said.join(), { timeout: 10_000 }).toMatch(/events were forgotten early/);
  const { bytes } = await samples.events.usage();
  expect(bytes).toBeLessThanOrEqual(100_000);
  const { events } = await samples.events.ask(ALL, { ask: 'list', limit: 1 });
  expect(events).toMatchObject([{ at: 1_999 }]);
});

test('what cannot be written is an error for whoever sends, and nothing of it stays', async () => {
  const path = file();
  await using samples = await openSamples(path, { now });
  await samples.events.take([event({ key: 'first' })]);
  await samples.append(1, now() - 1, [{ metric: 'm', labels: {}, value: 1 }]);
  const raw = new Sqlite(path);
  raw.exec("create trigger full before insert on events begin select raise(abort, 'full'); end");
  await expect(samples.events.take([event({ key: 'second' })])).rejects.toThrow();
  raw.exec('drop trigger full');
  raw.close();
  expect(await samples.events.take([event({ key: 'second' })])).toMatchObject({ taken: [0] });
  expect(await samples.events.usage()).toMatchObject({ events: 2 });
});
