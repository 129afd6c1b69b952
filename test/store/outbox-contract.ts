import { expect, test } from 'vitest';
import type { Store } from '../../src/store/ports.ts';
import {
  acknowledged,
  card,
  change,
  content,
  note,
  receipt,
  resolved,
  win,
  withTarget,
} from './fixtures.ts';

const LEASE = { lease: 60_000, limit: 10 };

/** What every store promises about messages that wait to be sent. */
export function outboxContract(open: () => Promise<Store>): void {
  /** An alert with a card that waits, which its next change joins with a note. */
  async function cardAndNote(store: Store) {
    const target = await withTarget(store);
    const first = await win(store, change(content({ target }), { messages: [card()] }));
    const state = acknowledged(1_000, 2_000);
    const messages = [card(), note()];
    return win(store, change(content({ target, state }), { on: first, messages }), 2_000);
  }

  test('a message is claimed by one, under a key every channel can carry', async () => {
    await using store = await open();
    await store.outbox.queue({ key: 'daily 2026-11-23', channel: 'ops', body: '{}' }, 1_000);
    await store.outbox.queue({ key: 'daily 2026-11-23', channel: 'ops', body: '{}' }, 1_000);
    await store.outbox.queue({ key: 'daily 2026-11-23', channel: 'phone', body: '{}' }, 1_000);
    const claims = await Promise.all(
      Array.from({ length: 4 }, () => store.outbox.claim('ops', { now: 1_000, ...LEASE })),
    );
    expect(claims.flat()).toEqual([
      {
        id: 1,
        key: expect.stringMatching(/^[0-9a-z]{20,25}$/),
        channel: 'ops',
        kind: 'message',
        alert: null,
        body: '{}',
        attempts: 1,
        createdAt: 1_000,
        firstDueAt: 1_000,
        silent: false,
      },
    ]);
    expect(await store.outbox.counts()).toEqual({ queued: 1, sending: 1, sent: 0, dead: 0 });
  });

  test('channels say what waits, when something last arrived, and what the newest trouble is', async () => {
    await using store = await open();
    const queue = async (channel: string, key: string) =>
      store.outbox.queue({ key, channel, body: '{}' }, 1_000);
    const claim = async (channel: string) => {
      const [entry] = await store.outbox.claim(channel, { now: 9_000, lease: 1, limit: 1 });
      return entry?.id ?? 0;
    };
    expect(await store.outbox.traffic()).toEqual([]);
    await queue('mail', 'one');
    await queue('ops', 'one');
    await store.outbox.sent(await claim('mail'), receipt(3_000));
    await store.outbox.dead(await claim('ops'), { reason: 'refused', at: 4_000 });
    await queue('mail', 'two');
    await store.outbox.retry(await claim('mail'), { notBefore: 9_000, reason: 'HTTP 503' });
    const mail = { channel: 'mail', waiting: 1, deliveredAt: 3_000, trouble: 'HTTP 503' };
    const ops = { channel: 'ops', waiting: 0, deliveredAt: null, trouble: 'refused' };
    expect(await store.outbox.traffic()).toEqual([mail, ops]);
    await store.outbox.sent(await claim('mail'), receipt(9_500));
    await queue('ops', 'two');
    await store.outbox.sent(await claim('ops'), receipt(9_600));
    expect(await store.outbox.traffic()).toEqual([
      { ...mail, waiting: 0, deliveredAt: 9_500, trouble: null },
      { ...ops, deliveredAt: 9_600, trouble: null },
    ]);
    expect(await store.outbox.fate({ channel: 'ops', key: 'one' })).toMatchObject({
      state: 'dead',
      reason: 'refused',
    });
    expect(await store.outbox.fate({ channel: 'ops', key: 'three' })).toBeNull();
  });

  test('a claim that is never settled is due again when its lease runs out', async () => {
    await using store = await open();
    await store.outbox.queue({ key: 'one', channel: 'ops', body: '{}' }, 1_000);
    const [first] = await store.outbox.claim('ops', { now: 1_000, ...LEASE });
    expect(await store.outbox.nextDue('ops')).toBe(61_000);
    expect(await store.outbox.claim('ops', { now: 60_999, ...LEASE })).toEqual([]);
    const [again] = await store.outbox.claim('ops', { now: 61_000, ...LEASE });
    expect(again).toEqual({ ...first, attempts: 2 });
  });

  test('what is to know of a message that arrived stands with it, and in the history', async () => {
    await using store = await open();
    const alert = await cardAndNote(store);
    await store.outbox.claim('ops', { now: 1_000, ...LEASE });
    await store.outbox.sent(1, { ...receipt(), remark: 'one refused it' });
    const [report] = await store.outbox.deliveries(alert.id);
    expect(report).toMatchObject({ state: 'sent', reason: 'one refused it' });
    const history = await store.alerts.get(alert.id);
    expect(history?.events.at(-1)?.detail).toBe('card to ops, but one refused it');
  });

  test('entries of one alert go one after the other, oldest first', async () => {
    await using store = await open();
    await cardAndNote(store);
    const [first, ...others] = await store.outbox.claim('ops', { now: 2_000, ...LEASE });
    expect(first).toMatchObject({ id: 1, kind: 'card' });
    expect(others).toEqual([]);
    await store.outbox.retry(1, { notBefore: 5_000, reason: 'HTTP 503' });
    expect(await store.outbox.claim('ops', { now: 4_999, ...LEASE })).toEqual([]);
    expect(await store.outbox.nextDue('ops')).toBe(5_000);
    expect(await store.outbox.claim('ops', { now: 5_000, ...LEASE })).toMatchObject([
      { id: 1, attempts: 2 },
    ]);
  });

  test('other alerts and channels do not wait for a stuck one', async () => {
    await using store = await open();
    const target = await withTarget(store);
    for (const fingerprint of ['stuck', 'free']) {
      const messages = [card(), card('phone')];
      await win(store, change(content({ target, fingerprint }), { messages }));
    }
    const [stuck] = await store.outbox.claim('ops', { now: 1_000, lease: 60_000, limit: 1 });
    await store.outbox.retry(stuck?.id ?? 0, { notBefore: 90_000, reason: 'HTTP 503' });
    expect(await store.outbox.claim('ops', { now: 2_000, ...LEASE })).toMatchObject([{ alert: 2 }]);
    expect(await store.outbox.claim('phone', { now: 2_000, ...LEASE })).toHaveLength(2);
  });

  test('a receipt stands in the history once, however often it comes', async () => {
    await using store = await open();
    const { id } = await cardAndNote(store);
    await store.outbox.claim('ops', { now: 2_000, ...LEASE });
    await store.outbox.sent(1, receipt(3_000));
    await store.outbox.sent(1, receipt(3_000));
    await store.outbox.retry(1, { notBefore: 4_000, reason: 'late answer' });
    const history = (await store.alerts.get(id))?.events;
    expect(history).toMatchObject([
      { kind: 'sent', at: 3_000, detail: 'card to ops', channel: 'ops' },
    ]);
    expect(await store.outbox.counts()).toMatchObject({ sent: 1 });
  });

  test('what is given up is kept, shown, and holds nothing back', async () => {
    await using store = await open();
    const { id } = await cardAndNote(store);
    await store.outbox.claim('ops', { now: 2_000, ...LEASE });
    await store.outbox.dead(1, { reason: 'no such channel', at: 3_000 });
    expect(await store.outbox.counts()).toMatchObject({ dead: 1, queued: 1 });
    expect((await store.alerts.get(id))?.events).toMatchObject([
      { kind: 'undelivered', detail: 'card to ops: no such channel', channel: 'ops' },
    ]);
    expect(await store.outbox.claim('ops', { now: 3_000, ...LEASE })).toMatchObject([{ id: 2 }]);
  });

  test('a card that is gone is forgotten', async () => {
    await using store = await open();
    const { id } = await cardAndNote(store);
    await store.outbox.sent(1, receipt(3_000));
    await store.outbox.unpost(id, 'ops');
    expect(await store.outbox.posted(id, 'ops')).toBeNull();
  });

  test('cards of a channel that moved are forgotten, and who was told is not', async () => {
    await using store = await open();
    const { id } = await cardAndNote(store);
    await store.outbox.sent(1, receipt(3_000));
    // Nothing is known of the time before.
    expect(await store.outbox.arrive('ops', 'here')).toBe(false);
    expect(await store.outbox.arrive('ops', 'here')).toBe(false);
    expect(await store.outbox.arrive('phone', 'there')).toBe(false);
    expect(await store.outbox.posted(id, 'ops')).toMatchObject({ remoteId: '7' });
    expect(await store.outbox.arrive('ops', 'there')).toBe(true);
    expect(await store.outbox.posted(id, 'ops')).toBeNull();
    await store.outbox.sent(2, receipt(4_000));
    expect(await store.alerts.told(id)).toEqual(['ops']);
  });

  test('one change may say several things in one channel', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const state = resolved(1_000, 2_000);
    await win(store, change(content({ target, state }), { messages: [card(), note(), note()] }));
    expect(await store.outbox.counts()).toMatchObject({ queued: 3 });
    expect(await store.outbox.nextDue('quiet')).toBeNull();
  });

  test('hastening brings forward what waits too long in one channel, and nothing else', async () => {
    await using store = await open();
    for (const [key, channel, at] of [
      ['far', 'ops', 900_000],
      ['near', 'ops', 5_000],
      ['far', 'phone', 900_000],
    ] as const) {
      await store.outbox.queue({ key, channel, body: '{}' }, at);
    }
    await store.outbox.hasten('ops', 60_000);
    const due = async (now: number) => {
      const entries = await store.outbox.claim('ops', { now, ...LEASE });
      return entries.map(({ id }) => id);
    };
    expect(await due(5_000)).toEqual([2]);
    await store.outbox.sent(2, receipt(6_000));
    expect(await due(59_999)).toEqual([]);
    expect(await due(60_000)).toEqual([1]);
    expect(await store.outbox.nextDue('phone')).toBe(900_000);
  });

  test('a channel waits until everything for it is sent or given up', async () => {
    await using store = await open();
    expect(await store.outbox.waiting()).toEqual([]);
    for (const [key, channel] of [
      ['a', 'ops'],
      ['b', 'ops'],
      ['a', 'phone'],
      ['a', 'gone'],
    ] as const) {
      await store.outbox.queue({ key, channel, body: '{}' }, 1_000);
    }
    const waiting = async () => [...(await store.outbox.waiting())].sort();
    expect(await waiting()).toEqual(['gone', 'ops', 'phone']);
    await store.outbox.claim('phone', { now: 1_000, ...LEASE });
    await store.outbox.sent(1, receipt(2_000));
    await store.outbox.dead(4, { reason: 'no such channel', at: 2_000 });
    expect(await waiting()).toEqual(['ops', 'phone']);
  });
}
