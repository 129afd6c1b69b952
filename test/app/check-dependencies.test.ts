import { expect, test } from 'vitest';
import type { Check } from '../../src/model/check.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { aCheck } from '../check/asking.ts';
import { aTarget } from '../support/desk.ts';
import { checkingWorld } from './checking-world.ts';

const job = (name: string, depends: readonly string[] = [], more: Partial<Check> = {}) =>
  aCheck({
    ...{ name, kind: 'push', failAfter: 1, depends },
    options: { period: 24 * HOUR, zone: 'UTC', grace: 10 * MINUTE },
    ...more,
  });

/** The shop needs the database, and that the router, which is a check or a target. */
const CHAIN = [job('shop', ['database']), job('database', ['router']), job('router')];

test('what fails behind another check is held, and told when that is back and it still fails', async () => {
  const world = await checkingWorld(CHAIN);
  for (const name of ['shop', 'database', 'router']) await world.ping(name, 'success');
  await world.ping('router', 'fail');
  await world.ping('shop', 'fail');
  await world.ping('database', 'fail');
  expect(world.open()).toMatchObject([
    { name: 'router', held: [] },
    { name: 'shop', held: ['check router is down'] },
    { name: 'database', held: ['check router is down'] },
  ]);
  await world.ping('router', 'success');
  await world.ping('database', 'success');
  await world.sweep();
  expect(world.open()).toMatchObject([{ name: 'shop', held: [expect.stringMatching(/is down$/)] }]);
  await world.clock.advance(MINUTE + 1);
  await world.sweep();
  expect(world.open()).toMatchObject([{ name: 'shop', held: [] }]);
  expect(world.errors).toEqual([]);
});

test('what fails by itself is told', async () => {
  const world = await checkingWorld(CHAIN);
  for (const name of ['shop', 'database', 'router']) await world.ping(name, 'success');
  await world.ping('shop', 'fail');
  expect(world.open()).toMatchObject([{ name: 'shop', held: [] }]);
});

test.each([
  ['it depends on it', [job('shop', ['gateway'])]],
  ['what it depends on does', [job('shop', ['database']), job('database', ['gateway'])]],
  ['a parent of its target is away', [job('shop', [], { target: 'web-1' })]],
  ['it is its own target', [job('shop', [], { target: 'gateway' })]],
])('what fails behind a target that cannot be reached is held: %s', async (_, checks) => {
  const targets = [
    aTarget({ name: 'gateway' }),
    aTarget({ name: 'web-1', parent: 'gateway' }),
    aTarget({ name: 'checks', kind: 'checks' }),
  ];
  const world = await checkingWorld(checks, { more: { targets } });
  await world.reach('gateway', false);
  await world.ping('shop', 'fail');
  const shop = () => world.open().find(({ name }) => name === 'shop');
  expect(shop()?.held).toEqual(['#1 gateway cannot be reached']);
  await world.reach('gateway', true);
  await world.clock.advance(MINUTE + 1);
  await world.sweep();
  expect(shop()?.held).toEqual([]);
});
