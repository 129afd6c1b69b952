import { expect, test } from 'vitest';
import { pushCollector } from '../../../src/collect/collectors/push.ts';
import type { Told } from '../../../src/collect/told.ts';
import { toldBook } from '../../../src/collect/told.ts';
import type { Target } from '../../../src/model/target.ts';
import { MINUTE, SECOND } from '../../../src/model/time.ts';
import { aTarget } from '../../store/fixtures.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const shop: Target = { id: 7, ...aTarget({ name: 'shop', kind: 'push' }) };
const { signal } = new AbortController();
const queue = (value: number, at: number) => ({ metric: 'queue', labels: { q: 'a' }, value, at });

function world(past: Told | null = null) {
  const clock = fakeClock();
  let loads = 0;
  const told = toldBook({ clock, load: async () => (loads++, past) });
  const collector = pushCollector({ told, clock });
  return {
    ...{ clock, told, loads: () => loads },
    collect: (target = shop) => collector.collect(target, signal),
  };
}

test('before anything arrived nothing is known, not even that it is away', async () => {
  const { collect } = world();
  await expect(collect()).rejects.toMatchObject({ isUnknown: true });
});

test('the newest value of each series is a reading while it is fresh', async () => {
  const { clock, told, collect } = world();
  const now = clock.now();
  told.arrived(7, [queue(1, now - 9), queue(2, now - 5), queue(9, now - 7)]);
  told.arrived(7, [{ metric: 'old', labels: {}, value: 1, at: now - 6 * MINUTE }]);
  expect(await collect()).toEqual([queue(2, now - 5)]);
});

test('whatever arrives keeps it reachable; after five minutes of silence it is not', async () => {
  const { clock, told, collect } = world();
  told.arrived(7, []);
  await clock.advance(5 * MINUTE);
  expect(await collect()).toEqual([]);
  await clock.advance(SECOND);
  await expect(collect()).rejects.toMatchObject({
    message: 'nothing has arrived for 5 min',
    isUnknown: false,
  });
  told.arrived(7, []);
  expect(await collect()).toEqual([]);
});

test('the target itself says how long it may be silent', async () => {
  const { clock, told, collect } = world();
  told.arrived(7, []);
  await clock.advance(11 * SECOND);
  await expect(collect({ ...shop, silentAfter: 10 * SECOND })).rejects.toThrow('for 11 s');
  expect(await collect({ ...shop, silentAfter: 12 * SECOND })).toEqual([]);
});

test('after a restart what is stored counts, and is read once', async () => {
  const past = { silence: 4 * MINUTE, newest: [queue(3, fakeClock().now() - 4 * MINUTE)] };
  const { clock, collect, loads } = world(past);
  expect(await collect()).toEqual(past.newest);
  await clock.advance(2 * MINUTE);
  await expect(collect()).rejects.toThrow('nothing has arrived for 6 min');
  expect(loads()).toBe(1);
});

test('while what is stored cannot be read nothing is said of the target', async () => {
  const told = toldBook({ clock: fakeClock(), load: () => new Promise(() => {}) });
  const collector = pushCollector({ told, clock: fakeClock() });
  const collected = collector.collect({ ...shop, interval: 10 }, signal);
  await expect(collected).rejects.toMatchObject({ isUnknown: true });
});

test('a target that is watched no more is forgotten', async () => {
  const { told, collect } = world();
  told.arrived(7, []);
  told.keep([8]);
  await expect(collect()).rejects.toMatchObject({ isUnknown: true });
});
