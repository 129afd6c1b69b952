import { expect, test } from 'vitest';
import type { Check } from '../../src/model/check.ts';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import { aCheck } from '../check/asking.ts';
import { aTarget } from '../support/desk.ts';
import { freePort } from '../support/whole-app.ts';
import { checkingWorld } from './checking-world.ts';
import { running } from './running.ts';

const job = (name: string, more: Partial<Check> = {}) =>
  aCheck({
    ...{ name, kind: 'push', failAfter: 1 },
    options: { period: HOUR, zone: 'UTC', grace: 10 * MINUTE },
    ...more,
  });

test('checks that change together are scored once, soon after', async () => {
  const world = await checkingWorld(['a', 'b'].map((name) => job(name)));
  await world.ping('a', 'fail');
  await world.ping('b', 'success');
  expect(world.scored).toEqual([]);
  await world.clock.advance(SECOND);
  expect(world.scored).toEqual([50]);
  await world.ping('b', 'success');
  await world.clock.advance(SECOND);
  expect(world.scored).toEqual([50]);
  await world.ping('b', 'fail');
  await world.clock.advance(SECOND);
  expect(world.scored).toEqual([50, 100]);
});

test('a target that measures more than its checks is scored in its rounds alone', async () => {
  const here = aTarget({ name: 'here', kind: 'local' });
  const more = { targets: [here] };
  const world = await checkingWorld([job('a', { target: 'here' })], { more });
  await world.ping('a', 'fail');
  await world.clock.advance(MINUTE);
  expect(world.scored).toEqual([]);
});

test('a check that is down counts in the score at once, not with the next round', async () => {
  const port = await freePort();
  const { ask } = await running(`checks:
  - {name: shop, kind: tcp, host: 127.0.0.1, port: ${port}, interval: 1s, fail_after: 1}
`);
  await expect.poll(() => ask('health checks'), { timeout: 20_000 }).toMatch(/checks: \d+\/100/);
});
