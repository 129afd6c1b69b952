import { expect, test } from 'vitest';
import type { Check } from '../../src/model/check.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { aCheck } from '../check/asking.ts';
import { checkingWorld } from './checking-world.ts';

const job = (name: string, more: Partial<Check> = {}) =>
  aCheck({
    ...{ name, kind: 'push', failAfter: 1 },
    options: { period: HOUR, zone: 'UTC', grace: 10 * MINUTE },
    ...more,
  });
const group = (name: string, of: readonly string[], need: string | number = 'all') =>
  aCheck({ name, kind: 'group', failAfter: 1, interval: HOUR, options: { of, need } });

test('groups, and groups of them, change with their members at once', async () => {
  const world = await checkingWorld([
    group('shop', ['pair', 'c']),
    group('pair', ['a', 'b'], 'any'),
    ...['a', 'b', 'c'].map((name) => job(name)),
  ]);
  const both = () => [world.status('pair'), world.status('shop')];
  for (const name of ['a', 'b', 'c']) await world.ping(name, 'success');
  expect(both()).toEqual(['healthy', 'healthy']);
  await world.ping('a', 'fail');
  expect(both()).toEqual(['healthy', 'healthy']);
  await world.ping('b', 'fail');
  expect(both()).toEqual(['unhealthy', 'unhealthy']);
  expect([world.reasons('pair'), world.reasons('shop')]).toEqual([
    ['a, b are down; 1 of 2 must be well'],
    ['pair is down'],
  ]);
  await world.ping('b', 'success');
  expect(both()).toEqual(['healthy', 'healthy']);
  expect(world.open()).toMatchObject([{ name: 'a' }]);
});

test('what is switched off leaves its groups at once', async () => {
  const pair = group('pair', ['a', 'b']);
  const world = await checkingWorld([pair, job('a'), job('b')]);
  await world.ping('a', 'fail');
  await world.ping('b', 'success');
  expect(world.status('pair')).toBe('unhealthy');
  await world.put(pair, job('a', { off: true }), job('b'));
  expect([world.status('pair'), world.open(), world.errors]).toEqual(['healthy', [], []]);
});
