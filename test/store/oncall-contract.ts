import { expect, test } from 'vitest';
import { NO_WISHES } from '../../src/model/wishes.ts';
import type { Store } from '../../src/store/ports.ts';
import { ANA } from './fixtures.ts';

/** What every store promises about who is on call, and how people want to be told. */
export function oncallContract(open: () => Promise<Store>): void {
  const cover = { rota: 'ops', person: 'Ben', from: 1_000, to: 2_000, by: ANA };

  test('who stands in is kept in the order in which it was said, until it is over', async () => {
    await using store = await open();
    const later = { ...cover, person: 'Ana', from: 1_500, to: 3_000 };
    const made = await store.oncall.override([cover, later], 500);
    expect(made).toMatchObject([cover, later]);
    expect(await store.oncall.overrides(1_999)).toEqual(made);
    expect(await store.oncall.overrides(2_000)).toEqual(made.slice(1));
  });

  test('who stands in can be taken back once, and not when it is over', async () => {
    await using store = await open();
    const [one, two] = await store.oncall.override([cover, cover], 500);
    expect(await store.oncall.endOverride(one?.id ?? 0, 1_200)).toBe(true);
    expect(await store.oncall.endOverride(one?.id ?? 0, 1_300)).toBe(false);
    expect(await store.oncall.endOverride(two?.id ?? 0, 2_000)).toBe(false);
    expect(await store.oncall.overrides(1_200)).toEqual([two]);
  });

  test('what is over goes when it is old', async () => {
    await using store = await open();
    const [, two] = await store.oncall.override([cover, { ...cover, to: 9_000 }], 500);
    await store.prune(5_000);
    expect(await store.oncall.overrides(0)).toEqual([two]);
  });

  test('wishes of a person take the place of earlier ones', async () => {
    await using store = await open();
    const said = { by: ANA, at: 1_000 };
    const wishes = { via: ['discord'], quiet: null, severity: 'error' } as const;
    await store.oncall.wish('Ana', NO_WISHES, said);
    await store.oncall.wish('Ana', wishes, said);
    await store.oncall.wish('Ben', NO_WISHES, said);
    expect(await store.oncall.wishes()).toEqual(
      new Map([
        ['Ana', wishes],
        ['Ben', NO_WISHES],
      ]),
    );
  });
}
