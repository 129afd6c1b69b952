import { expect, test } from 'vitest';
import { DAY, MINUTE } from '../../src/model/time.ts';
import { aCheck } from '../check/asking.ts';
import { checkingWorld } from './checking-world.ts';

const backup = aCheck({
  ...{ name: 'backup', kind: 'push', failAfter: 1, slo: { target: 99.9, window: 30 * DAY } },
  options: { period: DAY, zone: 'UTC', grace: 10 * MINUTE },
});

test('a budget that burns is told of while it burns, and no longer', async () => {
  const world = await checkingWorld([backup]);
  const rules = () => world.open().map(({ rule }) => rule);
  const left = () =>
    world.book.facts('checks').find(({ metric }) => metric === 'slo.budget_left')?.value;
  await world.ping('backup', 'success');
  await world.clock.advance(10 * MINUTE);
  expect([rules(), left()]).toEqual([[], 100]);
  await world.ping('backup', 'fail');
  await world.clock.advance(4.32 * MINUTE);
  expect(rules().toSorted()).toEqual(['check_down', 'slo_burning']);
  await world.ping('backup', 'success');
  // A tenth of what 30 days allow; most of the last six hours went well, so that they say nothing.
  expect(left()).toBeCloseTo(90);
  expect(rules()).toEqual(['slo_burning']);
  await world.clock.advance(31 * MINUTE);
  expect(rules()).toEqual([]);
  await world.ping('backup', 'fail');
  await world.clock.advance(2 * MINUTE);
  expect(rules()).toContain('slo_burning');
  await world.put({ ...backup, slo: null });
  await world.clock.advance(2 * MINUTE);
  expect(rules()).toEqual(['check_down']);
  expect(await world.ends()).toContain('the check has no objective any more');
  expect(left()).toBeUndefined();
  expect(world.errors).toEqual([]);
});
