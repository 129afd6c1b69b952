import { expect, test } from 'vitest';
import { DAY } from '../../src/model/time.ts';
import type { Store } from '../../src/store/ports.ts';

const one = {
  ...{ target: 1, metric: 'system.disk', labels: { mount: '/' }, method: 'drift' },
  ...{ dueAt: 2 * DAY, expected: 50, low: 45, high: 55 },
};

/** What every store promises of forecasts. */
export function forecastContract(open: () => Promise<Store>): void {
  test('a forecast is due at its time, and settled once', async () => {
    await using store = await open();
    await store.forecasts.put(DAY, [one, { ...one, dueAt: 3 * DAY }]);
    expect(await store.forecasts.due(2 * DAY - 1, 9)).toEqual([]);
    const due = await store.forecasts.due(2 * DAY, 9);
    expect(due).toMatchObject([{ ...one, madeAt: DAY }]);
    await store.forecasts.settle([{ id: due[0]?.id ?? 0, actual: 52 }], 2 * DAY);
    expect(await store.forecasts.due(2 * DAY, 9)).toEqual([]);
    expect(await store.forecasts.due(3 * DAY, 9)).toHaveLength(1);
  });

  test('what was made at a moment is replaced when it is made again', async () => {
    await using store = await open();
    await store.forecasts.put(DAY, [one]);
    await store.forecasts.put(DAY, [{ ...one, expected: 60 }]);
    expect(await store.forecasts.due(9 * DAY, 9)).toMatchObject([{ expected: 60 }]);
  });

  test('the record counts what was measured: how many were within, and the median error', async () => {
    await using store = await open();
    const other = { ...one, target: 2, metric: 'system.memory' };
    await store.forecasts.put(DAY, [one, one, one, one, other]);
    const actual = [50, 51, 60, null, 70];
    const due = await store.forecasts.due(9 * DAY, 9);
    const found = due.map(({ id }, index) => ({ id, actual: actual[index] ?? null }));
    await store.forecasts.settle(found, 9 * DAY);
    const disk = await store.forecasts.record({ target: 1, metric: 'system.disk' });
    expect(disk).toEqual({ settled: 3, within: 2, medianError: 1 });
    const all = await store.forecasts.record({ target: null, metric: null });
    expect(all).toEqual({ settled: 4, within: 2, medianError: null });
    const none = await store.forecasts.record({ target: 7, metric: 'system.disk' });
    expect(none).toEqual({ settled: 0, within: 0, medianError: null });
  });

  test('forecasts outlive the rest, and go when they are pruned themselves', async () => {
    await using store = await open();
    await store.forecasts.put(DAY, [one]);
    await store.prune(9 * DAY);
    expect(await store.forecasts.due(9 * DAY, 9)).toHaveLength(1);
    await store.forecasts.prune(DAY + 1);
    expect(await store.forecasts.due(9 * DAY, 9)).toEqual([]);
  });
}
