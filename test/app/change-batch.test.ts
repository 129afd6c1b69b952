import { expect, test } from 'vitest';
import { changesTogether } from '../../src/app/change-batch.ts';

test('changes of one turn are one write in the order of the calls, and each caller waits for it', async () => {
  const writes: number[][] = [];
  const write = changesTogether<number>(async (changes) => void writes.push([...changes]));
  const written = write([1]).then(() => writes.length);
  await Promise.all([write([2, 3]), write([]), write([4])]);
  expect([writes, await written]).toEqual([[[1, 2, 3, 4]], 1]);
  await write([5]);
  expect(writes).toEqual([[1, 2, 3, 4], [5]]);
});

test('however many come at once, no write has many more than 500', async () => {
  const sizes: number[] = [];
  const write = changesTogether<number>(async ({ length }) => void sizes.push(length));
  await Promise.all(Array.from({ length: 1_200 }, (_, one) => write([one])));
  expect(sizes).toEqual([500, 500, 200]);
});

test('whoever takes part in a write that fails hears of it, and the next one is tried', async () => {
  let isFull = true;
  const write = changesTogether<number>(async () => {
    if (isFull) throw new Error('no room');
  });
  const outcomes = await Promise.allSettled([write([1]), write([2])]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isFull = false;
  await expect(write([3])).resolves.toBeUndefined();
});
