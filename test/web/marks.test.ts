import { expect, test } from 'vitest';
import { pushing } from './serving.ts';

const PATH = '/api/marks';

test('marks are stored, and what is wrong is named by its place', async () => {
  const { post, world } = await pushing();
  const answer = await post(PATH, [
    { text: '1f3c', target: 'web-1', by: 'CI', key: 'p-1', url: 'https://ci.example.com/1' },
    { kind: 'deploy' },
    { text: 'x', kind: 'deployment' },
    { text: 'x', target: 'web-9' },
    { text: 'x', url: 'javascript:alert(1)' },
    { text: 'x'.repeat(121) },
    { text: 'x', at: 'tomorrow' },
    { text: 'new router', kind: 'note' },
  ]);
  expect(answer.status).toBe(202);
  expect(answer.json).toEqual({
    ids: [1, 2],
    rejected: [
      { index: 1, reason: 'text is missing — add it' },
      { index: 2, reason: expect.stringContaining('write one of deploy, config, restart, note') },
      { index: 3, reason: expect.stringContaining('is not watched') },
      { index: 4, reason: expect.stringContaining('begins with http:// or https://') },
      { index: 5, reason: expect.stringContaining('longer than 120 characters') },
      { index: 6, reason: expect.stringContaining('at: "tomorrow"') },
    ],
  });
  expect(world.marks).toMatchObject([
    { text: '1f3c', kind: 'deploy', by: { name: 'CI' }, key: 'p-1' },
    { text: 'new router', kind: 'note', target: null, by: { name: 'API' }, url: null },
  ]);
});

test('nobody marks anything without the key', async () => {
  const { post, world } = await pushing();
  const answer = await post(PATH, { text: '1f3c' }, { authorization: 'Bearer wrong' });
  expect(answer.status).toBe(401);
  expect(world.marks).toEqual([]);
});
