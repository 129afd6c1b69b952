import { expect, test } from 'vitest';
import type { AlertLife, AlertState } from '../../src/model/alert.ts';
import type { AlertContent } from '../../src/model/alert-change.ts';
import type { Store } from '../../src/store/ports.ts';
import {
  ANA,
  acknowledged,
  cancelled,
  change,
  content,
  firing,
  pending,
  RULE,
  resolved,
  win,
  withTarget,
} from './fixtures.ts';

const LIFE: AlertLife = {
  taken: { by: ANA, at: 2_000, note: 'mine' },
  clearingSince: 3_000,
  changes: [1_000, 2_000],
  flappingSince: 2_500,
  toldAt: 1_500,
  remindAt: 9_000,
  escalateAt: 8_000,
  escalation: { chain: 'night', step: 1, round: 0, heldFor: 'silenced: by Ana' },
  expiry: { after: 3_600_000, at: 9_500, isAsked: false },
  storm: true,
  noise: ANA,
};
const again: AlertState = { kind: 'pending', since: 5_000, again: { firedAt: 1_000, at: 4_000 } };

/** What every store promises about an alert from one episode to the next. */
export function alertLifeContract(open: () => Promise<Store>): void {
  /** Names of alerts that are made in that order, each as given. */
  async function made(store: Store, all: Readonly<Record<string, Partial<AlertContent>>>) {
    const target = await withTarget(store);
    for (const [fingerprint, more] of Object.entries(all)) {
      await win(store, change(content({ target, fingerprint, ...more })));
    }
  }
  const names = (alerts: readonly { fingerprint: string }[]) =>
    alerts.map(({ fingerprint }) => fingerprint);

  test.each<{ name: string; state: AlertState }>([
    { name: 'pending', state: pending(1_000) },
    { name: 'pending after it had fired and cleared', state: again },
    { name: 'firing', state: { kind: 'firing', since: 1_000, firedAt: 2_000 } },
    { name: 'acknowledged', state: acknowledged(1_000, 2_000) },
    { name: 'resolved', state: resolved(1_000, 2_000) },
    { name: 'cancelled', state: cancelled(1_000, 2_000) },
  ])('$name: comes back as it was stored, with its life', async ({ state }) => {
    await using store = await open();
    const target = await withTarget(store);
    const whole = content({ target, state, type: 'security', lead: 7, life: LIFE });
    const { id } = await win(store, change(whole));
    expect((await store.alerts.get(id))?.alert).toEqual({
      id,
      version: 1,
      targetName: 'web-1',
      ...whole,
    });
  });

  test('every column follows a change', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const first = await win(store, change(content({ target })));
    const other = content({
      target,
      labels: { mount: '/var', b: '2', a: '1' },
      severity: 'critical',
      state: acknowledged(1_500, 2_000),
      message: 'Disk /var is full',
      evidence: { metric: null, value: 'full', operator: null, limit: null },
      scoreBefore: null,
      scoreNow: 12.5,
      previous: 3,
      type: 'security',
      lead: 4,
      life: LIFE,
    });
    const result = await win(store, change(other, { on: first }));
    expect(result).toEqual({ id: first.id, version: 2, targetName: 'web-1', ...other });
    expect((await store.alerts.get(first.id))?.alert).toEqual(result);
  });

  test('an episode that came back and went again still fired when it fired', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const first = await win(store, change(content({ target, state: again })));
    const over: AlertState = { ...cancelled(5_000, 6_000), firedAt: 1_000 } as AlertState;
    await win(store, change(content({ target, state: over }), { on: first }));
    expect((await store.alerts.get(first.id))?.alert.state).toEqual(over);
    const next = await win(store, change(content({ target, state: pending(7_000) })));
    expect(next.id).not.toBe(first.id);
  });

  test('what came back and has not fired again is pending, not open', async () => {
    await using store = await open();
    await made(store, { back: { state: again }, on: {}, blip: { state: pending(1_000) } });
    const list = async (state: 'open' | 'pending' | null) => {
      const filter = { state, severity: null, target: null, limit: 10 };
      return names((await store.alerts.list(filter)).alerts);
    };
    expect(await list('open')).toEqual(['on']);
    expect(await list(null)).toEqual(['on']);
    expect(await list('pending')).toEqual(['blip', 'back']);
    expect(names(await store.alerts.open(null))).toEqual(['back', 'on', 'blip']);
  });

  test('an episode may be taken up again unless another is open', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const over = await win(store, change(content({ target, state: resolved(1_000, 2_000) })));
    const next = await win(store, change(content({ target })));
    const [lost] = await store.alerts.apply([change(content({ target }), { on: over })], 3_000);
    expect(lost).toEqual({ kind: 'lost' });
    const closed = content({ target, state: resolved(1_000, 3_000) });
    await win(store, change(closed, { on: next }));
    expect(await win(store, change(content({ target }), { on: over }))).toMatchObject({
      id: over.id,
      version: 2,
    });
  });

  test('recent: what fired and ended by itself since then, oldest first', async () => {
    await using store = await open();
    await made(store, {
      late: { state: resolved(1_000, 9_000) },
      early: { state: resolved(1_000, 4_999) },
      'on time': { state: resolved(1_000, 5_000) },
      'by a person': { state: { ...resolved(1_000, 6_000), by: ANA } as AlertState },
      blip: { state: cancelled(1_000, 6_000) },
      open: { state: firing(6_000) },
    });
    expect(names(await store.alerts.recent(5_000))).toEqual(['on time', 'late']);
  });

  test('members: its own first among equals, the open ones first, strongest first', async () => {
    await using store = await open();
    await made(store, {
      lead: { severity: 'error' },
      over: { lead: 1, severity: 'emergency', state: resolved(1_000, 2_000) },
      weak: { lead: 1, severity: 'info' },
      strong: { lead: 1, severity: 'critical' },
      other: { lead: 9 },
    });
    const members = async (lead: number, limit: number) => {
      const { alerts, total } = await store.alerts.members(lead, limit);
      return [total, ...names(alerts)];
    };
    expect(await members(1, 10)).toEqual([4, 'strong', 'lead', 'weak', 'over']);
    expect(await members(1, 2)).toEqual([4, 'strong', 'lead']);
    expect(await members(5, 10)).toEqual([1, 'other']);
    expect(await members(99, 10)).toEqual([0]);
  });

  test('an event may name the channel that it is about', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const told = { at: 1, kind: 'told', channel: 'ops', by: RULE, detail: 'new' } as const;
    const fired = { at: 1, kind: 'fired', by: RULE, detail: '91 > 90' } as const;
    const { id } = await win(store, change(content({ target }), { events: [told, fired] }));
    expect((await store.alerts.get(id))?.events).toEqual([
      { alert: id, ...told },
      { alert: id, ...fired },
    ]);
  });
}
