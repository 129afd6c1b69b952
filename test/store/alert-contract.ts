import { expect, test } from 'vitest';
import type { AlertState } from '../../src/model/alert.ts';
import type { AlertContent } from '../../src/model/alert-change.ts';
import type { Store } from '../../src/store/ports.ts';
import {
  acknowledged,
  cancelled,
  card,
  change,
  claimOne,
  content,
  firing,
  pending,
  RULE,
  receipt,
  resolved,
  win,
  withTarget,
} from './fixtures.ts';

/** What every store promises about alerts. */
export function alertContract(open: () => Promise<Store>): void {
  test('keeps an alert whole, with its history', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const event = { at: 1_000, kind: 'fired', by: RULE, detail: '91 > 90' } as const;
    const alert = await win(store, change(content({ target }), { events: [event] }));
    const taken = acknowledged(1_000, 2_000);
    await win(store, change(content({ target, state: taken }), { on: alert }));
    expect(await store.alerts.get(alert.id)).toEqual({
      alert: {
        id: 1,
        version: 2,
        targetName: 'web-1',
        ...content({ target, state: taken }),
      },
      events: [{ alert: 1, ...event }],
    });
    expect(await store.alerts.get(99)).toBeNull();
  });

  test('one open alert per fingerprint; the second opening loses', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const opening = change(content({ target }), { messages: [card()] });
    const other = change(content({ target, fingerprint: 'other' }));
    const results = await store.alerts.apply([opening, opening, other], 1_000);
    expect(results.map(({ kind }) => kind)).toEqual(['applied', 'lost', 'applied']);
    expect(await store.outbox.counts()).toMatchObject({ queued: 1 });
  });

  test('a change loses unless the alert has the expected version', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const alert = await win(store, change(content({ target })));
    const ack = change(content({ target, state: acknowledged(1_000, 2_000) }), { on: alert });
    const resolve = change(content({ target, state: resolved(1_000, 3_000) }), {
      on: alert,
      messages: [card()],
      ruleState: { fingerprint: 'x', rule: 'x', target, muted: null },
    });
    expect(await store.alerts.apply([ack, resolve], 2_000)).toMatchObject([
      { kind: 'applied', alert: { version: 2, state: { kind: 'acknowledged' } } },
      { kind: 'lost' },
    ]);
    expect(await store.outbox.counts()).toMatchObject({ queued: 0 });
    expect(await store.alerts.ruleStates(target)).toEqual([]);
  });

  test('of many writers at once, one wins', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const alert = await win(store, change(content({ target })));
    const ack = change(content({ target, state: acknowledged(1_000, 2_000) }), { on: alert });
    const results = await Promise.all(
      Array.from({ length: 8 }, () => store.alerts.apply([ack], 2_000)),
    );
    expect(results.flat().filter(({ kind }) => kind === 'applied')).toHaveLength(1);
  });

  test('a change that cannot be stored takes the whole batch with it', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const good = change(content({ target }), { messages: [card()] });
    const bad = change(content({ target: 999, fingerprint: 'other' }));
    await expect(store.alerts.apply([good, bad], 1_000)).rejects.toThrow();
    expect(await store.alerts.open(null)).toEqual([]);
    expect(await store.outbox.counts()).toMatchObject({ queued: 0 });
  });

  test('an episode after one that fired gets a new id and may name the old', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const first = await win(store, change(content({ target })));
    await win(store, change(content({ target, state: resolved(1_000, 2_000) }), { on: first }));
    const again = await win(store, change(content({ target, previous: first.id })));
    expect(again).toMatchObject({ id: 2, version: 1, previous: 1 });
  });

  test('blips use up no ids: an episode that never fired is taken again', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const blip = await win(store, change(content({ target, state: pending(1_000) })));
    await win(store, change(content({ target, state: cancelled(1_000, 2_000) }), { on: blip }));
    const again = await win(store, change(content({ target, state: pending(3_000) })));
    expect(again).toMatchObject({ id: blip.id, version: 3, state: pending(3_000) });
  });

  test('the state of a rule is kept, left alone, or forgotten', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const ruleState = {
      fingerprint: 'disk_full web-1 mount=/var',
      rule: 'disk_full',
      target,
      muted: { until: 9_000, alert: 1 },
    };
    const alert = await win(store, change(content({ target }), { ruleState }));
    expect(await store.alerts.ruleStates(target)).toEqual([ruleState]);
    const same = await win(store, change(content({ target }), { on: alert }));
    expect(await store.alerts.ruleStates(target)).toEqual([ruleState]);
    await win(store, change(content({ target }), { on: same, ruleState: null }));
    expect(await store.alerts.ruleStates(target)).toEqual([]);
    await store.alerts.forget('unknown');
  });

  test('lists by strength, then age; never those that did not fire unless asked', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const make = (fingerprint: string, more: Partial<AlertContent>) =>
      win(store, change(content({ target, fingerprint, ...more })));
    await make('young', { state: firing(3_000) });
    await make('old', { state: firing(2_000) });
    await make('strong', { state: acknowledged(4_000, 5_000), severity: 'critical' });
    await make('waiting', { state: pending(1_000), severity: 'emergency' });
    await make('over', { state: resolved(1_000, 2_000) });
    await make('blip', { state: cancelled(1_000, 2_000) });
    const list = async (more: Partial<Parameters<Store['alerts']['list']>[0]>) => {
      const filter = { state: null, severity: null, target: null, limit: 10, ...more };
      const { alerts, total } = await store.alerts.list(filter);
      return [total, ...alerts.map(({ fingerprint }) => fingerprint)];
    };
    expect(await list({})).toEqual([3, 'strong', 'old', 'young']);
    expect(await list({ state: 'open', limit: 1 })).toEqual([3, 'strong']);
    expect(await list({ state: 'pending' })).toEqual([1, 'waiting']);
    expect(await list({ state: 'resolved' })).toEqual([1, 'over']);
    expect(await list({ state: 'acknowledged' })).toEqual([1, 'strong']);
    expect(await list({ severity: 'warning' })).toEqual([2, 'old', 'young']);
    expect(await list({ target: 99 })).toEqual([0]);
    const openOnes = await store.alerts.open(target);
    expect(openOnes.map(({ fingerprint }) => fingerprint)).toEqual([
      'young',
      'old',
      'strong',
      'waiting',
    ]);
    expect(await store.alerts.open(99)).toEqual([]);
  });

  test('between finds what fired or was resolved in the span', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const make = (fingerprint: string, state: AlertState) =>
      win(store, change(content({ target, fingerprint, state })));
    await make('resolved inside', resolved(500, 1_500));
    await make('fired inside', firing(1_000));
    await make('fired at the end', firing(2_000));
    await make('acknowledged inside', acknowledged(400, 1_500));
    await make('blip', cancelled(1_000, 1_100));
    await make('waiting', pending(1_000));
    const found = await store.alerts.between(1_000, 2_000, null);
    expect(found.map(({ fingerprint }) => fingerprint)).toEqual([
      'resolved inside',
      'fired inside',
    ]);
    expect(await store.alerts.between(1_000, 2_000, 99)).toEqual([]);
  });

  test('touching finds what was open in the span, also what fired before and ended after', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const make = (fingerprint: string, state: AlertState) =>
      win(store, change(content({ target, fingerprint, state })));
    await make('fired at the end', firing(2_000));
    await make('over at the beginning', resolved(500, 1_000));
    await make('over before', resolved(500, 999));
    await make('spans it', resolved(400, 3_000));
    await make('open since before', acknowledged(300, 350));
    await make('fired inside', firing(1_500));
    await make('over after, fired after', resolved(2_500, 3_000));
    await make('blip', cancelled(1_000, 1_100));
    await make('waiting', pending(1_000));
    const found = await store.alerts.touching(1_000, 2_000, null);
    expect(found.map(({ fingerprint }) => fingerprint)).toEqual([
      'open since before',
      'spans it',
      'over at the beginning',
      'fired inside',
    ]);
    expect(await store.alerts.touching(1_000, 2_000, target)).toHaveLength(4);
    expect(await store.alerts.touching(1_000, 2_000, 99)).toEqual([]);
  });

  test('whoever was told of an alert stays known, and so does who is about to be', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const messages = [card('ops'), card('gone'), card('phone')];
    const alert = await win(store, change(content({ target }), { messages }));
    const other = change(content({ target, fingerprint: 'other' }), { messages: [card('else')] });
    const { id } = await win(store, other);
    await store.outbox.sent((await claimOne(store, 'ops')).id, receipt(2_000));
    const lost = await claimOne(store, 'gone');
    await store.outbox.dead(lost.id, { reason: 'no such channel', at: 2_000 });
    await store.prune(3_000);
    expect([...(await store.alerts.told(alert.id))].sort()).toEqual(['ops', 'phone']);
    expect(await store.alerts.told(id)).toEqual(['else']);
    expect(await store.alerts.told(99)).toEqual([]);
  });
}
