import { expect, test } from 'vitest';
import type { Queued } from '../../src/model/alert-change.ts';
import type { Store } from '../../src/store/ports.ts';
import { card, change, claimOne, content, note, receipt, win, withTarget } from './fixtures.ts';

/** What every store promises to tell about messages. */
export function reportContract(open: () => Promise<Store>): void {
  async function alertWith(store: Store, messages: readonly Queued[], at = 1_000) {
    const target = await withTarget(store);
    const fingerprint = `alert of ${at}`;
    return win(store, change(content({ target, fingerprint }), { messages }), at);
  }

  test('each message of an alert says how it fared', async () => {
    await using store = await open();
    const channels = ['sent', 'again', 'dead', 'sending', 'skipped', 'waiting'];
    const { id } = await alertWith(
      store,
      channels.map((name) => note(name)),
    );
    await store.outbox.sent((await claimOne(store, 'sent')).id, receipt(2_000));
    const retry = { notBefore: 5_000, reason: 'HTTP 503' };
    await store.outbox.retry((await claimOne(store, 'again')).id, retry);
    await store.outbox.dead((await claimOne(store, 'dead')).id, { reason: 'no such', at: 2_000 });
    await claimOne(store, 'sending');
    const said = { reason: 'the card says it', at: 2_000 };
    await store.outbox.skip((await claimOne(store, 'skipped')).id, said);
    const plain = { kind: 'note', createdAt: 1_000, settledAt: null, dueAt: null, reason: null };
    expect(await store.outbox.deliveries(id)).toEqual([
      { ...plain, channel: 'sent', state: 'sent', attempts: 1, settledAt: 2_000 },
      {
        ...plain,
        channel: 'again',
        state: 'queued',
        attempts: 1,
        dueAt: 5_000,
        reason: 'HTTP 503',
      },
      {
        ...plain,
        channel: 'dead',
        state: 'dead',
        attempts: 1,
        settledAt: 2_000,
        reason: 'no such',
      },
      { ...plain, channel: 'sending', state: 'sending', attempts: 1 },
      {
        ...plain,
        channel: 'skipped',
        state: 'sent',
        attempts: 1,
        settledAt: 2_000,
        reason: said.reason,
      },
      { ...plain, channel: 'waiting', state: 'queued', attempts: 0, dueAt: 1_000 },
    ]);
    expect(await store.outbox.deliveries(99)).toEqual([]);
  });

  test('what is skipped is over, without a word in the history, and only once', async () => {
    await using store = await open();
    const { id } = await alertWith(store, [note()]);
    const entry = await claimOne(store);
    await store.outbox.skip(entry.id, { reason: 'the card says it', at: 2_000 });
    await store.outbox.skip(entry.id, { reason: 'twice', at: 3_000 });
    await store.outbox.dead(entry.id, { reason: 'late', at: 4_000 });
    expect((await store.alerts.get(id))?.events).toEqual([]);
    expect(await store.outbox.deliveries(id)).toMatchObject([
      { state: 'sent', settledAt: 2_000, reason: 'the card says it' },
    ]);
    expect(await store.outbox.nextDue('ops')).toBeNull();
  });

  test('overdue: what might have been sent before, oldest first, with the reason it was not', async () => {
    await using store = await open();
    await alertWith(store, [card('young')], 5_000);
    await alertWith(store, [card('old'), card('patient', { wait: 60_000 }), card('done')], 1_000);
    await alertWith(store, [card('failing')], 2_000);
    await store.outbox.sent((await claimOne(store, 'done')).id, receipt());
    const failing = await claimOne(store, 'failing', 2_000);
    await store.outbox.retry(failing.id, { notBefore: 9_000, reason: 'HTTP 503' });
    const { key, ...rest } = failing;
    const { entries, looked } = await store.outbox.overdue(5_000, null);
    expect(entries).toEqual([
      expect.objectContaining({ channel: 'old', attempts: 0, reason: null }),
      { key, ...rest, attempts: 1, reason: 'HTTP 503' },
    ]);
    expect((await store.outbox.overdue(1_000, null)).entries).toEqual([]);
    expect((await store.outbox.overdue(5_000, looked)).entries).toEqual([]);
    const later = await store.outbox.overdue(60_000, looked);
    expect(later.entries.map(({ channel }) => channel)).toEqual(['young']);
    const last = await store.outbox.overdue(61_001, later.looked);
    expect(last.entries.map(({ channel }) => channel)).toEqual(['patient']);
  });

  test('overdue: messages of no alert are not among them, but the oldest of all tells of them', async () => {
    await using store = await open();
    expect(await store.outbox.oldestSince(9_000)).toBeNull();
    await alertWith(store, [card('ops', { wait: 500 })], 2_000);
    expect(await store.outbox.oldestSince(2_500)).toBeNull();
    expect(await store.outbox.oldestSince(2_501)).toBe(2_000);
    await store.outbox.queue({ key: 'daily', channel: 'ops', body: '{}' }, 1_000);
    expect(await store.outbox.oldestSince(9_000)).toBe(1_000);
    expect((await store.outbox.overdue(9_000, null)).entries).toHaveLength(1);
  });

  test.each<{ name: string; messages: Queued[]; pushes: number }>([
    { name: 'a card is heard once', messages: [card()], pushes: 1 },
    { name: 'a note is heard', messages: [card(), note()], pushes: 2 },
    {
      name: 'what is silent is not',
      messages: [card('ops', { silent: true }), note('ops', { silent: true })],
      pushes: 0,
    },
    { name: 'other channels are others', messages: [card('phone')], pushes: 0 },
  ])('pushes: $name', async ({ messages, pushes }) => {
    await using store = await open();
    await alertWith(store, messages);
    expect(await store.outbox.pushes('ops', 1_000)).toBe(pushes);
    expect(await store.outbox.pushes('ops', 1_001)).toBe(0);
  });

  test('pushes: edits, and notes that were left out, are not heard', async () => {
    await using store = await open();
    const alert = await alertWith(store, [card(), note()]);
    await store.outbox.sent((await claimOne(store)).id, receipt());
    await store.outbox.skip((await claimOne(store)).id, { reason: 'the card says it', at: 3_000 });
    await win(store, change(alert, { on: alert, messages: [card()] }), 4_000);
    await store.outbox.queue({ key: 'daily', channel: 'ops', body: '{}' }, 5_000);
    expect(await store.outbox.pushes('ops', 0)).toBe(2);
  });

  test('what failed is due again when its channel is back, and nothing else', async () => {
    await using store = await open();
    await alertWith(store, [card('ops'), card('phone')], 1_000);
    await alertWith(store, [card('ops', { wait: 60_000 })], 2_000);
    for (const channel of ['ops', 'phone']) {
      const { id } = await claimOne(store, channel);
      await store.outbox.retry(id, { notBefore: 300_000, reason: 'HTTP 503' });
    }
    await store.outbox.again('ops', 3_000);
    const due = { now: 3_000, lease: 1, limit: 9 };
    expect(await store.outbox.claim('ops', due)).toMatchObject([{ createdAt: 1_000 }]);
    expect(await store.outbox.claim('phone', due)).toEqual([]);
  });
}
