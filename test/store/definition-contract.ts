import { expect, test } from 'vitest';
import type { RegisteredMetric } from '../../src/model/metric-said.ts';
import type { Store } from '../../src/store/ports.ts';
import { ANA } from './fixtures.ts';

const OPEN: RegisteredMetric = {
  said: {
    name: 'orders.open',
    unit: 'count',
    bands: [{ level: 'warning', of: 'value', operator: '>', limit: 10 }],
  },
  source: 'person',
  by: ANA,
  at: 1_000,
};

/** What every store promises about what is said of metrics. */
export function definitionContract(open: () => Promise<Store>): void {
  test('what is said of a metric is kept under its name, the last one', async () => {
    await using store = await open();
    const { definitions } = store;
    const rate = { ...OPEN, said: { name: 'a.rate' }, source: 'program' } as const;
    await definitions.put([OPEN, rate]);
    expect(await definitions.list()).toEqual([rate, OPEN]);
    const later = { ...OPEN, said: { name: 'orders.open', title: 'Open' }, at: 2_000 };
    await definitions.put([later]);
    expect(await definitions.list()).toEqual([rate, later]);
    expect(await definitions.remove('a.rate')).toBe(true);
    expect(await definitions.remove('a.rate')).toBe(false);
    expect(await definitions.list()).toEqual([later]);
  });
}
