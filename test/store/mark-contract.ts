import { expect, test } from 'vitest';
import type { NewMark } from '../../src/model/mark.ts';
import type { Store } from '../../src/store/ports.ts';
import { ANA } from './fixtures.ts';

/** What every store promises about changes that were told of. */
export function markContract(open: () => Promise<Store>): void {
  const deploy: NewMark = {
    ...{ at: 1_000, target: 7, kind: 'deploy', text: '1f3c', url: null, by: ANA, key: null },
  };

  test('marks of a target are its own and those of everything, oldest first', async () => {
    await using store = await open();
    const [late, all, other] = await store.marks.add(
      [
        { ...deploy, at: 3_000 },
        { ...deploy, target: null, at: 2_000 },
        { ...deploy, target: 8, at: 2_500 },
      ],
      5_000,
    );
    expect(await store.marks.between(2_000, 3_000, 7)).toEqual([all, late]);
    expect(await store.marks.between(0, 9_000, null)).toEqual([all, other, late]);
    expect(await store.marks.between(2_001, 2_999, 7)).toEqual([]);
  });

  test('a mark that is told again under its key is the one that is there', async () => {
    await using store = await open();
    const keyed = { ...deploy, key: 'ci-42' };
    const [first] = await store.marks.add([keyed], 5_000);
    const [again, other] = await store.marks.add([{ ...keyed, text: 'x' }, deploy], 6_000);
    expect(again).toEqual(first);
    expect(other?.id).not.toBe(first?.id);
    expect(await store.marks.between(0, 9_000, null)).toHaveLength(2);
  });

  test('a mark can be removed once, and goes when it is old', async () => {
    await using store = await open();
    const [old, young] = await store.marks.add([deploy, { ...deploy, at: 8_000 }], 9_000);
    await store.prune(5_000);
    expect(await store.marks.between(0, 9_000, null)).toEqual([young]);
    expect(await store.marks.remove(old?.id ?? 0)).toBe(false);
    expect(await store.marks.remove(young?.id ?? 0)).toBe(true);
  });
}
