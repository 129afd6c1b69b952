import { expect, test } from 'vitest';
import { ANY } from '../../src/model/silence.ts';
import type { Store } from '../../src/store/ports.ts';
import { ANA } from './fixtures.ts';

const WINDOW = {
  name: 'nightly backup',
  at: '0 3 * * *',
  zone: 'Europe/Berlin',
  duration: 3_600_000,
  matcher: { ...ANY, target: 'web-1' },
  by: ANA,
};

/** What every store promises about what people change in a chat. */
export function adjustmentContract(open: () => Promise<Store>): void {
  test('a maintenance window is kept under its name, once', async () => {
    await using store = await open();
    const { adjustments } = store;
    expect(await adjustments.addMaintenance(WINDOW, 1_000)).toBe(true);
    expect(await adjustments.addMaintenance({ ...WINDOW, at: '0 4 * * *' }, 2_000)).toBe(false);
    const other = { ...WINDOW, name: 'a day off', matcher: ANY };
    await adjustments.addMaintenance(other, 3_000);
    expect(await adjustments.maintenance()).toEqual([other, WINDOW]);
    expect(await adjustments.removeMaintenance(WINDOW.name)).toBe(true);
    expect(await adjustments.removeMaintenance(WINDOW.name)).toBe(false);
    expect(await adjustments.maintenance()).toEqual([other]);
  });

  test('a rule is off until it is switched on, by whom and why', async () => {
    await using store = await open();
    const { adjustments } = store;
    const off = { rule: 'disk_full', by: ANA, at: 1_000, reason: 'too loud' };
    await adjustments.switchOff({ ...off, reason: 'first' });
    await adjustments.switchOff(off);
    await adjustments.switchOff({ ...off, rule: 'cpu' });
    expect(await adjustments.switches()).toEqual([{ ...off, rule: 'cpu' }, off]);
    expect(await adjustments.switchOn('disk_full')).toBe(true);
    expect(await adjustments.switchOn('disk_full')).toBe(false);
    expect(await adjustments.switches()).toMatchObject([{ rule: 'cpu' }]);
  });
}
