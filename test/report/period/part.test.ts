import { expect, test } from 'vitest';
import { partOf } from '../../../src/report/period/part.ts';

const fails = async () => {
  throw new Error('disk is gone');
};

test('a part that cannot be made is a line that says so', async () => {
  const part = await partOf('Resource usage', undefined, fails);
  expect(part).toMatchObject({
    blocks: [{ text: 'Resource usage: not available.' }],
    data: null,
  });
});

test('who asks no more gets no part', async () => {
  const asking = new AbortController();
  const part = partOf('Resource usage', asking.signal, async () => {
    asking.abort(new Error('enough'));
    return fails();
  });
  await expect(part).rejects.toThrow('enough');
});
