import { expect, test } from 'vitest';
import { DEFAULT_STORAGE } from '../../src/config/storage.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { aTarget, NOON, openDesk } from '../support/desk.ts';

const SHORT = { said: { name: 'app.short' }, retention: 7 * DAY };

/** Three days of two metrics, of which two days are sealed. */
async function kept(limit: number | null = null) {
  const desk = await openDesk({
    targets: [aTarget({ name: 'web-1' })],
    storage: { ...DEFAULT_STORAGE, limit },
    metrics: [SHORT],
  });
  const { id } = desk.targetNamed('web-1');
  const rows = Array.from({ length: 3 * 1_440 }, (_, index) => ({
    ...{ target: id, metric: 'app.x', labels: {}, value: Math.sin(index) },
    at: NOON - index * MINUTE,
  }));
  await desk.samples.ingest(rows);
  await desk.samples.flush();
  return { ...desk, answer: async () => desk.shown(await desk.ask('/storage'), 140) };
}

test('/storage: sizes, tiers, retention with its exceptions, and the series against their limits', async () => {
  const { answer } = await kept();
  const text = await answer();
  expect(text).toMatch(/● Storage: [\d.]+ kB, 1 series/);
  expect(text).toMatch(/Series +1 of 200,000, at most 5,000 of a target/);
  expect(text).toMatch(/Room +no limit is set/);
  expect(text).toMatch(/Tier +Size +A day +Reaches back +Kept/);
  expect(text).toMatch(/points .* 30 d/);
  expect(text).toContain('Kept for another time: app.short 7 d.');
});

test('/storage counts the entries of logs, which are in no backup', async () => {
  const { answer, logs, targetNamed, storage } = await kept();
  const { 'self.storage_bytes': before = 0 } = await storage.measure();
  expect(await answer()).toMatch(/Logs +0 B of 200 MB, in no backup/);
  const { id: target } = targetNamed('web-1');
  const entry = { at: NOON, level: null, logger: null, print: null, category: null };
  const entries = [{ ...entry, text: 'a line '.repeat(1_000) }];
  await logs.take({ target, log: 'app', state: '{}', pieces: [{ file: 'a', more: '', entries }] });
  expect(await answer()).toMatch(/Logs +[\d.]+ kB of 200 MB, in no backup/);
  const { 'self.storage_bytes': after = 0 } = await storage.measure();
  expect(after - before).toBeGreaterThan(7_000);
});

test('/storage: what was written is read from a counter, and never guessed', async () => {
  const { answer, storage, at } = await kept();
  expect(await answer()).toContain('not measured yet, of 500 MB a day');
  at(NOON + 10 * MINUTE);
  expect(await answer()).toMatch(/Written +[\d.]+ [kM]?B in 10 min, of 500 MB a day/);
  expect(await storage.measure()).not.toHaveProperty('self.written_used');
  at(NOON + 2 * HOUR);
  expect(await answer()).toMatch(/Written +.* of 500 MB a day, measured over 2 h/);
  expect(await storage.measure()).toHaveProperty('self.written_used');
});

test('/storage warns when the room is nearly used, and programs get numbers', async () => {
  const { ask, storage } = await kept(300_000);
  const { data, tone } = await ask('/storage');
  expect(tone).toBe('warning');
  expect(data).toMatchObject({
    ...{ limit: 300_000, used_percent: expect.any(Number), written_limit_per_day: 500_000_000 },
    retention: { points_ms: 30 * DAY, metrics: [{ metric: 'app.short', points_ms: 7 * DAY }] },
    series: { count: 1, limit: 200_000, limit_per_target: 5_000, refused: [] },
  });
  const { 'self.storage_used': used } = await storage.measure();
  expect(used).toBeCloseTo((data as { used_percent: number }).used_percent, 0);
});

test('series that were refused are named until an hour after it stopped', async () => {
  const { answer, storage, at, targetNamed } = await kept();
  const { id } = targetNamed('web-1');
  expect(await storage.measure()).toMatchObject({ 'self.series_refused': 0 });
  for (const user of [1, 2, 3]) {
    storage.refused.add({ target: id, metric: `visits.user_${user}.count`, count: 1 });
  }
  expect(await storage.measure()).toMatchObject({ 'self.series_refused': 3 });
  expect(await storage.measure()).toMatchObject({ 'self.series_refused': 0 });
  expect(await answer()).toContain('refused within the last hour: web-1 visits.user_* (3)');
  at(NOON + HOUR);
  expect(await answer()).not.toContain('refused within');
});
