import { expect, test } from 'vitest';
import { pruningJob } from '../../src/app/pruning.ts';
import { DAY } from '../../src/model/time.ts';

const { signal } = new AbortController();

function pruning(refusing: { store?: boolean } = {}) {
  const pruned: string[] = [];
  const part = (name: 'store' | 'samples' | 'events') => ({
    async prune(before: number) {
      if (name === 'store' && refusing.store === true) throw new Error(`${name} refuses`);
      pruned.push(`${name} before day ${before / DAY}`);
    },
  });
  const config = { zone: 'UTC', retention: 30 * DAY };
  const parts = {
    ...{ store: part('store'), samples: part('samples'), events: part('events') },
    now: () => 100 * DAY,
  };
  return { pruned, job: pruningJob(config, parts as never) };
}

test('what is older than the retention is deleted: state, samples and events', async () => {
  const { pruned, job } = pruning();
  await job.run(0, signal);
  expect(pruned).toEqual(['store before day 70', 'samples before day 70', 'events before day 70']);
});

test('one file that refuses does not keep the other', async () => {
  const { pruned, job } = pruning({ store: true });
  await expect(job.run(0, signal)).rejects.toThrow('store refuses');
  expect(pruned).toEqual(['samples before day 70', 'events before day 70']);
});
