import { expect, test } from 'vitest';
import { pruningJob } from '../../src/app/pruning.ts';
import { DEFAULT_STORAGE } from '../../src/config/storage.ts';
import { DAY } from '../../src/model/time.ts';

const { signal } = new AbortController();

const NOW = 100 * DAY;

function pruning(refusing: { store?: boolean } = {}) {
  const pruned: string[] = [];
  const years: number[] = [];
  const forecasts: number[] = [];
  const part = (name: 'store' | 'samples' | 'events' | 'logs') => ({
    async prune(limit: number | { before: number; most: number }) {
      const before = typeof limit === 'number' ? limit : limit.before;
      if (name === 'store' && refusing.store === true) throw new Error(`${name} refuses`);
      pruned.push(`${name} before day ${before / DAY}`);
    },
  });
  const storage = { ...DEFAULT_STORAGE, logs: 7 * DAY };
  const config = { zone: 'UTC', retention: 30 * DAY, storage };
  const parts = {
    store: {
      ...part('store'),
      forecasts: { prune: async (before: number) => void forecasts.push((NOW - before) / DAY) },
      checks: { prune: async (before: number) => void years.push((NOW - before) / DAY) },
    },
    ...{ samples: part('samples'), events: part('events') },
    logs: part('logs'),
    now: () => NOW,
  };
  return { pruned, years, forecasts, job: pruningJob(config, parts as never) };
}

test('what is older than the retention is deleted: state, samples, events and logs', async () => {
  const { pruned, years, forecasts, job } = pruning();
  await job.run(0, signal);
  // Uptime of a year is reckoned from the changes of checks, however short the retention is.
  expect(years).toEqual([366]);
  expect(forecasts).toEqual([365]);
  expect(pruned).toEqual(
    ['store', 'samples', 'events']
      .map((name) => `${name} before day 70`)
      .concat('logs before day 93'),
  );
});

test('one file that refuses does not keep the other', async () => {
  const { pruned, job } = pruning({ store: true });
  await expect(job.run(0, signal)).rejects.toThrow('store refuses');
  expect(pruned).toEqual(
    ['samples', 'events'].map((name) => `${name} before day 70`).concat('logs before day 93'),
  );
});
