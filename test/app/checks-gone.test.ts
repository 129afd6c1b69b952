import { expect, test } from 'vitest';
import type { Check } from '../../src/model/check.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { aCheck } from '../check/asking.ts';
import { checkingWorld } from './checking-world.ts';

const options = { period: HOUR, zone: 'UTC', grace: 10 * MINUTE };
const backup = (more: Partial<Check> = {}) =>
  aCheck({ ...{ name: 'backup', kind: 'push', failAfter: 1, options }, ...more });
const other = backup({ name: 'other' });

async function failing() {
  const world = await checkingWorld([backup(), other]);
  await world.ping('backup', 'fail');
  await world.ping('other', 'fail');
  expect(world.open()).toMatchObject([{ name: 'backup' }, { name: 'other' }]);
  return world;
}

test.each<[string, readonly Check[]]>([
  ['the check is configured no more', []],
  ['the check is switched off', [backup({ off: true })]],
  [
    'the check is one of kind tcp now',
    [backup({ kind: 'tcp', options: { host: '127.0.0.1', port: 1 } })],
  ],
  ['the check belongs to shop now', [backup({ target: 'shop' })]],
])('%s: its alert ends at once and says so', async (note, checks) => {
  const world = await failing();
  await world.put(...checks, other);
  expect(await world.ends()).toEqual([note]);
  expect(world.open()).toMatchObject([{ name: 'other' }]);
  expect([world.status('other'), world.errors]).toEqual(['unhealthy', []]);
  if (checks.length > 0) expect(world.status('backup')).toBe('unknown');
});

test('what was removed while nothing ran ends at the next start', async () => {
  const first = await failing();
  await first.stop();
  const second = await checkingWorld([other], { clock: first.clock, kept: first.kept });
  expect(await second.ends()).toEqual(['the check is configured no more']);
  expect(second.open()).toMatchObject([{ name: 'other' }]);
});

test('a run that ends after its check was removed raises nothing', async () => {
  const world = await failing();
  const [running] = world.book.all();
  const late = world.pings.take(running?.id ?? 0, { signal: 'fail', exit: null, body: '' });
  await world.put(other);
  await late;
  expect(world.open()).toMatchObject([{ name: 'other' }]);
  expect(world.errors).toEqual([]);
});
