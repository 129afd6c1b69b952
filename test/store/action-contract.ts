import { expect, test } from 'vitest';
import type { ActionRun } from '../../src/model/action.ts';
import { DAY } from '../../src/model/time.ts';
import type { Store } from '../../src/store/ports.ts';
import { ANA, withTarget } from './fixtures.ts';

function aRun(target: number, more: Partial<ActionRun> = {}): Omit<ActionRun, 'id'> {
  return {
    ...{ target, action: 'again', deed: 'restarts worker', mode: 'real', state: 'running' },
    ...{ by: ANA, asked: null, at: 1_000, expires: null, alert: null, token: null },
    ...{ code: null, took: null, output: '', detail: '' },
    ...more,
  };
}

/** What every store promises about what was done on targets. */
export function actionContract(open: () => Promise<Store>): void {
  test('what was done is kept, newest first, with what came of it', async () => {
    await using store = await open();
    const { actions } = store;
    const target = await withTarget(store);
    const first = await actions.add(aRun(target));
    const second = await actions.add(aRun(target, { at: 2_000, action: 'prune' }));
    const end = { state: 'failed', code: 3, took: 12.5, output: 'no', detail: 'look' } as const;
    expect(await actions.change(first?.id ?? 0, 'running', end)).toBe(true);
    expect(await actions.change(first?.id ?? 0, 'running', { state: 'done' })).toBe(false);
    expect(await actions.get(first?.id ?? 0)).toEqual({ ...first, ...end });
    const all = await actions.list({ target, action: null }, 9);
    expect(all).toEqual([second, { ...first, ...end }]);
    expect(await actions.list({ target, action: 'again' }, 9)).toHaveLength(1);
    expect(await actions.list({ target, action: null, since: 1_001 }, 9)).toEqual([second]);
    expect(await actions.list({ target: target + 1, action: null }, 9)).toEqual([]);
  });

  test('of one token there is one, whoever comes first', async () => {
    await using store = await open();
    const { actions } = store;
    const target = await withTarget(store);
    const asked = aRun(target, { token: 'a', state: 'asked', expires: 5_000 });
    const first = await actions.add(asked);
    expect(await actions.add(aRun(target, { token: 'a' }))).toBeNull();
    expect(await actions.byToken('a')).toEqual({ ...asked, id: first?.id });
    const by = { id: 'discord:9', name: 'Ben' };
    await actions.change(first?.id ?? 0, 'asked', { state: 'running', by, asked: ANA });
    expect(await actions.byToken('a')).toMatchObject({ state: 'running', by, asked: ANA });
    expect(await actions.byToken('b')).toBeNull();
  });

  test('only dry runs are forgotten', async () => {
    await using store = await open();
    const target = await withTarget(store);
    for (const mode of ['dry', 'real'] as const) await store.actions.add(aRun(target, { mode }));
    await store.prune(DAY);
    expect(await store.actions.list({ target, action: null }, 9)).toMatchObject([{ mode: 'real' }]);
  });
}
