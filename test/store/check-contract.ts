import { expect, test } from 'vitest';
import type { CheckChange, CheckStatus } from '../../src/model/check.ts';
import type { Store } from '../../src/store/ports.ts';

function changes(
  check: number,
  ...all: readonly (readonly [number, CheckStatus])[]
): readonly CheckChange[] {
  return all.map(([at, status]) => ({ check, at, status, reason: `${status} at ${at}` }));
}

/** What every store promises about checks. */
export function checkContract(open: () => Promise<Store>): void {
  test('a check keeps its id, also when it returns', async () => {
    await using store = await open();
    const [shop, door] = await store.checks.sync(['shop', 'door'], 1);
    expect(await store.checks.sync(['door'], 2)).toEqual([door]);
    expect(await store.checks.sync(['door', 'shop'], 3)).toEqual([door, shop]);
  });

  test('the newest change of each check is known, and how it was last seen', async () => {
    await using store = await open();
    const [shop = 0, door = 0, idle = 0] = await store.checks.sync(['shop', 'door', 'idle'], 1);
    const seen = changes(shop, [10, 'healthy'], [20, 'error'], [30, 'unknown']);
    await store.checks.change([
      ...seen,
      ...changes(door, [15, 'healthy']),
      ...changes(idle, [5, 'unknown']),
    ]);
    expect(await store.checks.latest()).toEqual([
      { newest: seen[2], known: seen[1] },
      { newest: changes(door, [15, 'healthy'])[0], known: changes(door, [15, 'healthy'])[0] },
      { newest: changes(idle, [5, 'unknown'])[0], known: null },
    ]);
  });

  test.each([
    { name: 'all of it', from: 0, to: 100, at: [10, 20, 40, 30, 50] },
    { name: 'what held at the first moment counts', from: 20, to: 50, at: [20, 40, 30] },
    {
      name: 'what was written later holds, where the clock was set back',
      from: 35,
      to: 100,
      at: [30, 50],
    },
    { name: 'nothing before the first', from: 0, to: 10, at: [] },
  ])('history in the order in which it was written: $name', async ({ from, to, at }) => {
    await using store = await open();
    const [shop = 0, door = 0] = await store.checks.sync(['shop', 'door'], 1);
    await store.checks.change([
      ...changes(shop, [10, 'healthy'], [20, 'error'], [40, 'unknown']),
      ...changes(door, [25, 'healthy']),
      ...changes(shop, [30, 'healthy'], [50, 'degraded']),
    ]);
    const found = await store.checks.history(shop, from, to);
    expect(found.map((one) => one.at)).toEqual(at);
    expect(found.every(({ check }) => check === shop)).toBe(true);
  });

  test('old changes go, but for the one that held', async () => {
    await using store = await open();
    const [shop = 0] = await store.checks.sync(['shop'], 1);
    await store.checks.change(changes(shop, [10, 'healthy'], [20, 'error'], [30, 'healthy']));
    await store.prune(25);
    expect(await store.checks.history(shop, 0, 100)).toHaveLength(3);
    await store.checks.prune(25);
    expect((await store.checks.history(shop, 0, 100)).map(({ at }) => at)).toEqual([20, 30]);
  });
}
