import { expect, test } from 'vitest';
import type { Cause } from '../../src/model/cause.ts';
import type { Store } from '../../src/store/ports.ts';
import { change, content, firing, resolved, win, withTarget } from './fixtures.ts';

/** All that a cause can hold. */
const CAUSE: Cause = {
  at: 1_500,
  summary: 'mysqld uses 87 % of a CPU core',
  cpu: [{ name: 'mysqld', cpu: 87, memory: 2e9, share: 25 }],
  memory: [{ name: 'java', cpu: null, memory: 4e9, share: null }],
  containers: [{ name: 'api', cpu: null, memory: 91, restarts: 2, trouble: 'it is gone' }],
  growth: [{ mount: '/var', bytes: 4.2e9 }],
  exits: [{ name: 'api', code: 137, isOomKilled: true, at: 1_000 }],
  change: '2 min after deploy 1f3c by Ana',
  logs: [{ at: 1_400, log: 'app', level: 'error', text: 'no room left' }],
};

/** What every store promises about the causes of alerts. */
export function causeContract(open: () => Promise<Store>): void {
  test('causes are found by the ids of their alerts, and a newer one takes the place of the older', async () => {
    await using store = await open();
    const nothing: Cause = { ...CAUSE, summary: null, cpu: null, logs: [] };
    await store.causes.put(
      new Map([
        [7, CAUSE],
        [8, CAUSE],
      ]),
    );
    await store.causes.put(new Map([[8, nothing]]));
    expect(await store.causes.of([8, 7, 9])).toEqual(
      new Map([
        [7, CAUSE],
        [8, nothing],
      ]),
    );
    expect(await store.causes.of([])).toEqual(new Map());
  });

  test('a cause goes when it is old and its alert is over', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const over = { state: resolved(1_000, 2_000), fingerprint: 'over' };
    const done = await win(store, change(content({ target, ...over })));
    const going = await win(store, change(content({ target, state: firing(1_000) })));
    await store.causes.put(
      new Map([
        [done.id, CAUSE],
        [going.id, CAUSE],
      ]),
    );
    await store.prune(9_000);
    expect([...(await store.causes.of([done.id, going.id])).keys()]).toEqual([going.id]);
  });
}
