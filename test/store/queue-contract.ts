import { expect, test } from 'vitest';
import type { Queued } from '../../src/model/alert-change.ts';
import type { Store } from '../../src/store/ports.ts';
import { card, change, claimOne, content, note, receipt, win, withTarget } from './fixtures.ts';

const message = (more: Partial<Queued> = {}): Queued => ({ ...note('ops', more), kind: 'message' });

/** What every store promises about messages that a change of an alert queues. */
export function queueContract(open: () => Promise<Store>): void {
  /** An alert whose changes queue messages; each step is one change. */
  async function changed(store: Store, ...steps: readonly (readonly Queued[])[]) {
    const target = await withTarget(store);
    let alert = await win(store, change(content({ target })), 0);
    for (const [index, messages] of steps.entries()) {
      alert = await win(store, change(alert, { on: alert, messages }), (index + 1) * 1_000);
    }
    return alert;
  }
  const kinds = async (store: Store, alert: number) =>
    (await store.outbox.deliveries(alert)).map(({ channel, kind }) => `${kind} ${channel}`);

  test.each<{ name: string; steps: Queued[][]; queued: string[] }>([
    {
      name: 'a card that waits says it',
      steps: [[card()], [card()], [card()]],
      queued: ['card ops'],
    },
    {
      name: 'also within one change',
      steps: [[card(), card()]],
      queued: ['card ops'],
    },
    {
      name: 'but not in another channel',
      steps: [[card()], [card('phone'), card()]],
      queued: ['card ops', 'card phone'],
    },
    {
      name: 'notes and messages are all queued',
      steps: [[card(), note(), note()], [card(), note(), message()], [message()]],
      queued: ['card ops', 'note ops', 'note ops', 'note ops', 'message ops', 'message ops'],
    },
  ])('$name', async ({ steps, queued }) => {
    await using store = await open();
    const { id } = await changed(store, ...steps);
    expect(await kinds(store, id)).toEqual(queued);
  });

  test('a card that is being sent was made before: the next one is queued, once', async () => {
    await using store = await open();
    const alert = await changed(store, [card()]);
    await claimOne(store);
    const next = await win(store, change(alert, { on: alert, messages: [card()] }));
    await win(store, change(next, { on: next, messages: [card()] }));
    expect(await store.outbox.counts()).toMatchObject({ sending: 1, queued: 1 });
  });

  test('a card that is to be tried again waits, and so says it', async () => {
    await using store = await open();
    const alert = await changed(store, [card()]);
    const { id } = await claimOne(store);
    await store.outbox.retry(id, { notBefore: 60_000, reason: 'HTTP 429' });
    await win(store, change(alert, { on: alert, messages: [card()] }), 2_000);
    expect(await store.outbox.counts()).toMatchObject({ queued: 1 });
    expect(await store.outbox.nextDue('ops')).toBe(60_000);
  });

  test('what changes while a card is sent again is not lost in one that waited when that was made', async () => {
    await using store = await open();
    let alert = await changed(store, [card()]);
    const first = await claimOne(store);
    alert = await win(store, change(alert, { on: alert, messages: [card()] }));
    await store.outbox.retry(first.id, { notBefore: 2_000, reason: 'HTTP 503' });
    await claimOne(store, 'ops', 2_000);
    await win(store, change(alert, { on: alert, messages: [card()] }), 3_000);
    await store.outbox.sent(first.id, receipt());
    expect(await store.outbox.nextDue('ops')).toBe(3_000);
  });

  test('a card of another alert, and one that was sent, say nothing of this one', async () => {
    await using store = await open();
    const alert = await changed(store, [card()]);
    await store.outbox.sent((await claimOne(store)).id, receipt());
    await win(store, change(alert, { on: alert, messages: [card()] }));
    const other = { ...alert, fingerprint: 'other' };
    await win(store, change(other, { messages: [card()] }));
    expect(await store.outbox.counts()).toMatchObject({ sent: 1, queued: 2 });
  });

  test.each<{
    name: string;
    first: Partial<Queued>;
    later: Partial<Queued>;
    due: number;
    silent: boolean;
  }>([
    {
      name: 'silent and late',
      first: { silent: true, wait: 9_000 },
      later: { silent: true, wait: 9_000 },
      due: 10_000,
      silent: true,
    },
    { name: 'silent, then loud', first: { silent: true }, later: {}, due: 1_000, silent: false },
    { name: 'loud, then silent', first: {}, later: { silent: true }, due: 1_000, silent: false },
    { name: 'late, then at once', first: { wait: 9_000 }, later: {}, due: 2_000, silent: false },
    { name: 'at once, then late', first: {}, later: { wait: 9_000 }, due: 1_000, silent: false },
  ])(
    'what joins a card that waits makes it as loud and as early as it would be: $name',
    async ({ first, later, due, silent }) => {
      await using store = await open();
      await changed(store, [card('ops', first)], [card('ops', later)]);
      expect(await store.outbox.nextDue('ops')).toBe(due);
      expect(await claimOne(store, 'ops', due)).toMatchObject({
        silent,
        firstDueAt: due,
        createdAt: 1_000,
      });
    },
  );

  test('a message waits as long as it is told to, and is silent when it is told to', async () => {
    await using store = await open();
    await changed(store, [note('ops', { silent: true, wait: 30_000 }), note('phone')]);
    expect(await store.outbox.nextDue('ops')).toBe(31_000);
    expect(await store.outbox.claim('ops', { now: 30_999, lease: 1, limit: 1 })).toEqual([]);
    const late = { silent: true, createdAt: 1_000, firstDueAt: 31_000 };
    expect(await claimOne(store, 'ops', 31_000)).toMatchObject(late);
    expect(await claimOne(store, 'phone')).toMatchObject({ silent: false, firstDueAt: 1_000 });
  });

  test('a message on another alert is among that one’s, under a key of its own', async () => {
    await using store = await open();
    const lead = await changed(store, [card()]);
    const members = ['a', 'b'].map((fingerprint) => ({ ...lead, fingerprint, lead: lead.id }));
    const messages = [card('ops', { on: lead.id }), note('ops', { on: lead.id })];
    const changes = members.map((alert) => change(alert, { messages }));
    const applied = await store.alerts.apply(changes, 2_000);
    expect(applied.map(({ kind }) => kind)).toEqual(['applied', 'applied']);
    expect(await kinds(store, lead.id)).toEqual(['card ops', 'note ops', 'note ops']);
    expect(await kinds(store, lead.id + 1)).toEqual([]);
    const keys = [];
    for (;;) {
      const [entry] = await store.outbox.claim('ops', { now: 2_000, lease: 1, limit: 9 });
      if (!entry) break;
      keys.push(entry.key);
      await store.outbox.sent(entry.id, receipt());
    }
    expect(new Set(keys).size).toBe(3);
  });

  test('a message on an alert that does not exist takes the whole batch with it', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const bad = change(content({ target }), { messages: [card('ops', { on: 99 })] });
    await expect(store.alerts.apply([bad], 1_000)).rejects.toThrow();
    expect(await store.alerts.open(null)).toEqual([]);
  });

  test('where a card stands says when it was posted and what it shows', async () => {
    await using store = await open();
    const alert = await changed(store, [card()], [card(), note()]);
    await store.outbox.sent((await claimOne(store, 'ops', 2_000)).id, receipt(3_000));
    const stands = { channel: 'ops', remoteId: '7', postedAt: 3_000, covers: 2 };
    expect(await store.outbox.posted(alert.id, 'ops')).toEqual(stands);
    await store.outbox.skip((await claimOne(store, 'ops', 3_000)).id, {
      reason: 'said',
      at: 3_000,
    });
    await win(store, change(alert, { on: alert, messages: [card()] }), 4_000);
    const edit = await claimOne(store, 'ops', 4_000);
    await store.outbox.sent(edit.id, receipt(5_000, { posted: false }));
    expect(await store.outbox.posted(alert.id, 'ops')).toEqual(stands);
  });

  test('a card that is sent says what was queued before it was claimed, and no more', async () => {
    await using store = await open();
    let alert = await changed(store, [card()]);
    const { id } = await claimOne(store);
    alert = await win(store, change(alert, { on: alert, messages: [card(), note()] }));
    await store.outbox.retry(id, { notBefore: 1_000, reason: 'HTTP 503' });
    await claimOne(store);
    await win(store, change(alert, { on: alert, messages: [note()] }));
    await store.outbox.sent(id, receipt());
    expect(await store.outbox.deliveries(alert.id)).toMatchObject([
      { kind: 'card', state: 'sent', reason: null },
      { kind: 'card', state: 'sent', reason: 'another card says it' },
      { kind: 'note', state: 'queued' },
      { kind: 'note', state: 'queued' },
    ]);
    expect(await store.outbox.posted(alert.id, 'ops')).toMatchObject({ covers: 3 });
    expect(await store.outbox.pushes('ops', 0)).toBe(3);
  });

  test('a note that was queued while the card was being posted is not in it', async () => {
    await using store = await open();
    const alert = await changed(store, [card()]);
    const posting = await claimOne(store);
    await win(store, change(alert, { on: alert, messages: [card(), note()] }), 1_500);
    await store.outbox.sent(posting.id, receipt(9_000));
    expect(await store.outbox.posted(alert.id, 'ops')).toMatchObject({ covers: posting.id });
  });
}
