import { expect, test } from 'vitest';
import { openQueue } from '../../src/forward/queue.ts';
import { DAY } from '../../src/model/time.ts';
import { startChild } from '../store/children.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { often } from '../support/often.ts';
import { range, valuesOf } from './samples.ts';

const ROUNDS = often(3, 12);
/** What the child offers in a second at most. */
const A_SECOND = 100;

test(`kill -9 loses nothing that was stored more than a second ago (${ROUNDS} rounds)`, async () => {
  const folder = freshFolder();
  let next = 0;
  const kept: number[] = [];
  const ends: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const child = startChild(new URL('./child-offering.ts', import.meta.url), folder, `${next}`);
    await child.printed(A_SECOND + Math.floor(Math.random() * A_SECOND));
    await child.kill();
    next += child.lines.length;
    ends.push(next);
  }
  await using queue = await openQueue({
    ...{ folder, limits: { bytes: 1e9, age: 7 * DAY }, now: Date.now },
    dropped: (samples, why) => expect.unreachable(`${samples} lost: ${why}`),
  });
  for (let batch = await queue.next(5_000); batch; batch = await queue.next(5_000)) {
    kept.push(...valuesOf(batch.samples));
    await queue.done(batch);
  }
  expect(kept).toEqual([...new Set(kept)].sort((one, other) => one - other));
  const held = new Set(kept);
  const mayBeLost = new Set(ends.flatMap((end) => range(end - A_SECOND, end)));
  const missing = range(0, next).filter((one) => !held.has(one) && !mayBeLost.has(one));
  expect(missing).toEqual([]);
  expect(kept.length).toBeGreaterThan(next - ROUNDS * A_SECOND);
});
