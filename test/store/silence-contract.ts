import { expect, test } from 'vitest';
import type { Hold } from '../../src/model/alert-change.ts';
import { ANY } from '../../src/model/silence.ts';
import { DAY } from '../../src/model/time.ts';
import type { Store } from '../../src/store/ports.ts';
import { ANA, change, content, pending, resolved, win, withTarget } from './fixtures.ts';

const BO = { id: 'telegram:222', name: 'Bo' };
const SILENCE = {
  matcher: { ...ANY, target: 'web-1', labels: { mount: '/var' } },
  by: ANA,
  reason: 'upgrade',
  createdAt: 1_000,
  endsAt: 9_000,
};

function aHold(more: Partial<Hold> = {}): Hold {
  return { channel: null, why: 'silenced', detail: 'by Ana', until: 9_000, silence: null, ...more };
}

/** What every store promises about silences and about what is held back. */
export function silenceContract(open: () => Promise<Store>): void {
  const held = async (store: Store, fingerprint: string, holds: readonly Hold[]) => {
    const target = await withTarget(store);
    return win(store, change(content({ target, fingerprint }), { holds }), 2_000);
  };

  test('a silence is kept whole, and ends once', async () => {
    await using store = await open();
    const first = await store.silences.add(SILENCE);
    expect(first).toEqual({ id: 1, ...SILENCE, ended: null, hidden: 0 });
    const second = await store.silences.add({ ...SILENCE, matcher: ANY, endsAt: null });
    expect(await store.silences.active()).toEqual([first, second]);
    const ended = { at: 3_000, by: BO };
    expect(await store.silences.end(1, ended)).toEqual({ silence: { ...first, ended }, open: [] });
    expect(await store.silences.end(1, { at: 4_000, by: ANA })).toBeNull();
    expect(await store.silences.end(99, ended)).toBeNull();
    expect(await store.silences.active()).toEqual([second]);
    expect(await store.silences.list(9)).toEqual([second, { ...first, ended }]);
    expect(await store.silences.list(1)).toEqual([second]);
  });

  test('a silence counts each alert that it hid once, and knows which are still open', async () => {
    await using store = await open();
    const { id: silence } = await store.silences.add(SILENCE);
    const one = await held(store, 'one', [aHold({ silence })]);
    const over = await held(store, 'over', [
      aHold({ channel: 'ops', silence }),
      aHold({ channel: 'phone', silence }),
    ]);
    await held(store, 'other', [aHold({ why: 'maintenance' })]);
    const same = await win(store, change(one, { on: one, holds: [aHold({ silence })] }));
    await win(store, change({ ...over, state: resolved(1_000, 3_000) }, { on: over }));
    expect(await store.silences.active()).toMatchObject([{ hidden: 2 }]);
    await win(store, change(same, { on: same, holds: [] }));
    const end = await store.silences.end(silence, { at: 4_000, by: BO });
    expect(end).toMatchObject({ silence: { hidden: 2 }, open: [one.id] });
  });

  test.each<{ name: string; later: readonly Hold[] | undefined; left: string[] }>([
    { name: 'not given: as before', later: undefined, left: ['null silenced', 'ops quiet hours'] },
    { name: 'none: all are gone', later: [], left: [] },
    {
      name: 'others: instead',
      later: [aHold({ channel: 'phone', why: 'cooldown' })],
      left: ['phone cooldown'],
    },
    {
      name: 'two for one channel: the first',
      later: [aHold(), aHold({ why: 'inhibited' })],
      left: ['null silenced'],
    },
  ])('holds $name', async ({ later, left }) => {
    await using store = await open();
    const first = await held(store, 'one', [
      aHold(),
      aHold({ channel: 'ops', why: 'quiet hours' }),
    ]);
    await win(store, change(first, { on: first, ...(later && { holds: later }) }), 3_000);
    const found = await store.alerts.holds(first.id);
    expect(found.map(({ channel, why }) => `${channel} ${why}`)).toEqual(left);
  });

  test('what is held is kept whole, of one alert or of all', async () => {
    await using store = await open();
    const { id: silence } = await store.silences.add(SILENCE);
    const hold = aHold({ channel: 'ops', until: null, silence });
    const { id } = await held(store, 'one', [hold]);
    const other = await held(store, 'other', [aHold()]);
    expect(await store.alerts.holds(id)).toEqual([{ ...hold, alert: id, at: 2_000 }]);
    expect(await store.alerts.holds(null)).toEqual([
      { ...hold, alert: id, at: 2_000 },
      { ...aHold(), alert: other.id, at: 2_000 },
    ]);
    expect(await store.alerts.holds(99)).toEqual([]);
  });

  test('a change that loses holds nothing', async () => {
    await using store = await open();
    const { id: silence } = await store.silences.add(SILENCE);
    const one = await held(store, 'one', []);
    const late = change(
      { ...one, state: pending(1) },
      { on: { ...one, version: 9 }, holds: [aHold({ silence })] },
    );
    expect(await store.alerts.apply([late], 3_000)).toEqual([{ kind: 'lost' }]);
    expect(await store.alerts.holds(null)).toEqual([]);
    expect(await store.silences.active()).toMatchObject([{ hidden: 0 }]);
  });

  test('pruning forgets silences that ended long ago, and what is held of alerts long over', async () => {
    await using store = await open();
    const ids: number[] = [];
    for (let n = 0; n < 4; n++) ids.push((await store.silences.add(SILENCE)).id);
    const [old = 0, young = 0, active = 0, holding = 0] = ids;
    const over = await held(store, 'over', [aHold({ silence: old })]);
    await win(store, change({ ...over, state: resolved(1, 2) }, { on: over }));
    await held(store, 'open', [
      aHold({ silence: young }),
      aHold({ channel: 'ops', silence: active }),
    ]);
    const lasting = await held(store, 'lasting', [aHold({ silence: holding })]);
    for (const id of [old, holding]) await store.silences.end(id, { at: 4 * DAY, by: ANA });
    await store.silences.end(young, { at: 6 * DAY, by: ANA });
    await store.prune(5 * DAY);
    expect((await store.silences.list(9)).map(({ id }) => id)).toEqual([holding, active, young]);
    expect(await store.alerts.holds(over.id)).toEqual([]);
    await win(store, change(lasting, { on: lasting, holds: [] }));
    await store.prune(5 * DAY);
    expect((await store.silences.list(9)).map(({ id }) => id)).toEqual([active, young]);
  });
}
