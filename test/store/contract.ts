import { expect, test } from 'vitest';
import type { AlertState } from '../../src/model/alert.ts';
import { DAY } from '../../src/model/time.ts';
import type { Samples, Store } from '../../src/store/ports.ts';
import { actionContract } from './action-contract.ts';
import { adjustmentContract } from './adjustment-contract.ts';
import { alertContract } from './alert-contract.ts';
import { alertLifeContract } from './alert-life-contract.ts';
import { causeContract } from './cause-contract.ts';
import { checkContract } from './check-contract.ts';
import { definitionContract } from './definition-contract.ts';
import {
  acknowledged,
  card,
  change,
  claimOne,
  content,
  receipt,
  resolved,
  win,
  withTarget,
} from './fixtures.ts';
import { forecastContract } from './forecast-contract.ts';
import { markContract } from './mark-contract.ts';
import { oncallContract } from './oncall-contract.ts';
import { outboxContract } from './outbox-contract.ts';
import { queueContract } from './queue-contract.ts';
import { reportContract } from './report-contract.ts';
import { aScore, missed, roundContract, scoreContract, targetContract } from './round-contract.ts';
import { silenceContract } from './silence-contract.ts';

/** What every store promises; `open` answers with a new, empty one. */
export function storeContract(open: () => Promise<Store>): void {
  targetContract(open);
  checkContract(open);
  roundContract(open);
  scoreContract(open);
  alertContract(open);
  alertLifeContract(open);
  queueContract(open);
  outboxContract(open);
  reportContract(open);
  silenceContract(open);
  adjustmentContract(open);
  definitionContract(open);
  actionContract(open);
  oncallContract(open);
  markContract(open);
  forecastContract(open);
  causeContract(open);
  pruneContract(open);
  inboxContract(open);
  peopleContract(open);
  jobContract(open);

  test('pruning keeps what still counts', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const event = { kind: 'fired', by: { id: 'rule', name: 'rule' }, detail: '' } as const;
    const events = [
      { at: 1, ...event },
      { at: 9 * DAY, ...event },
    ];
    const messages = [card()];
    const state = resolved(1, 2);
    const over = await win(store, change(content({ target, state }), { events, messages }));
    const open1 = await win(store, change(content({ target }), { events, messages }));
    await store.outbox.sent(1, receipt(3));
    await store.inbox.add(
      'telegram',
      [
        { id: 1, body: 'a' },
        { id: 2, body: 'b' },
      ],
      3,
      1,
    );
    await store.inbox.done('telegram', 1, 2);
    for (const day of [1, 2, 9]) {
      await store.rounds.record(missed(target, day * DAY), aScore(target, day * DAY, day));
    }
    await store.prune(5 * DAY);
    expect((await store.alerts.get(over.id))?.events).toHaveLength(1);
    expect((await store.alerts.get(open1.id))?.events).toHaveLength(2);
    expect(await store.outbox.counts()).toMatchObject({ sent: 0, queued: 1 });
    expect(await store.inbox.pending('telegram')).toMatchObject([{ id: 2 }]);
    expect(await store.rounds.count(target, 0, 10 * DAY)).toEqual({ measured: 0, missed: 1 });
    expect(await store.rounds.gaps(target, 0, 10 * DAY)).toMatchObject([{ from: DAY, to: null }]);
    expect(await store.scores.at(target, 5 * DAY)).toMatchObject({ score: 2 });
    expect(await store.scores.at(target, DAY)).toBeNull();
    expect(await store.size()).toBeGreaterThan(0);
  });
}

function pruneContract(open: () => Promise<Store>): void {
  test('what alerts leave behind goes when they were resolved before the retention', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const leaves = async (fingerprint: string, state: AlertState) => {
      const messages = [card('ops'), card('gone')];
      const alert = await win(store, change(content({ target, fingerprint, state }), { messages }));
      for (const channel of ['ops', 'gone']) {
        const { id } = await claimOne(store, channel);
        if (channel === 'ops') await store.outbox.sent(id, receipt(3));
        else await store.outbox.dead(id, { reason: 'no such channel', at: 3 });
      }
      return alert.id;
    };
    const old = await leaves('old', resolved(1, 4 * DAY));
    const young = await leaves('young', resolved(1, 6 * DAY));
    const lasting = await leaves('lasting', acknowledged(1, 2));
    await store.outbox.queue({ key: 'daily', channel: 'ops', body: '{}' }, 1);
    const [daily] = await store.outbox.claim('ops', { now: 1, lease: 1, limit: 1 });
    await store.outbox.dead(daily?.id ?? 0, { reason: 'no such channel', at: 3 });
    expect(await store.outbox.counts()).toMatchObject({ sent: 3, dead: 4 });
    await store.prune(5 * DAY);
    expect(await store.outbox.counts()).toMatchObject({ sent: 0, dead: 2 });
    expect(await store.outbox.posted(old, 'ops')).toBeNull();
    for (const id of [young, lasting]) {
      expect(await store.outbox.posted(id, 'ops')).toMatchObject({ remoteId: '7' });
    }
  });
}

function inboxContract(open: () => Promise<Store>): void {
  test('an update that comes twice is handled once', async () => {
    await using store = await open();
    expect(await store.inbox.offset('telegram')).toBe(0);
    const update = (id: number) => ({ id, body: `{"update_id":${id}}` });
    await store.inbox.add('telegram', [update(6), update(5)], 7, 1_000);
    await store.inbox.done('telegram', 5, 2_000);
    await store.inbox.add('telegram', [update(5), update(6), update(7)], 8, 3_000);
    expect(await store.inbox.offset('telegram')).toBe(8);
    expect(await store.inbox.pending('telegram')).toEqual([
      { ...update(6), receivedAt: 1_000 },
      { ...update(7), receivedAt: 3_000 },
    ]);
    expect(await store.inbox.pending('other')).toEqual([]);
  });
}

function peopleContract(open: () => Promise<Store>): void {
  const actor = { id: 'telegram:222', name: 'Ana', surface: 'telegram', role: null } as const;
  const channel = { name: 'tg:-100', kind: 'telegram', address: '-100', thread: null } as const;

  test('a pairing code lets one person in, once and in time', async () => {
    await using store = await open();
    await store.people.addCode('aa', 5_000);
    await store.people.addCode('bb', 5_000);
    const pair = (hash: string, at: number) => store.people.pair(hash, { actor, channel, at });
    expect(await pair('cc', 1_000)).toBe('unknown');
    expect(await pair('aa', 5_000)).toBe('expired');
    expect(await store.people.person(actor.id)).toBeNull();
    const tries = await Promise.all([pair('bb', 4_999), pair('bb', 4_999)]);
    expect(tries).toEqual(['paired', 'unknown']);
    expect(await store.people.person(actor.id)).toEqual({
      id: actor.id,
      name: 'Ana',
      role: 'admin',
    });
    expect(await store.people.channels()).toEqual([channel]);
  });

  test('a place that is paired again is not told twice', async () => {
    await using store = await open();
    const renamed = { ...channel, name: 'night watch' };
    const thread = { ...channel, name: 'thread', thread: '7' };
    for (const [hash, one] of [
      ['aa', channel],
      ['bb', thread],
      ['cc', renamed],
    ] as const) {
      await store.people.addCode(hash, 5_000);
      await store.people.pair(hash, { actor, channel: one, at: 1_000 });
    }
    expect(await store.people.channels()).toEqual([renamed, thread]);
  });
}

function jobContract(open: () => Promise<Store>): void {
  test('a slot of a job is claimed by one caller', async () => {
    await using store = await open();
    expect(await store.jobs.lastRun('daily')).toBeNull();
    const claims = await Promise.all([1, 2, 3].map((at) => store.jobs.claim('daily', 100, at)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await store.jobs.claim('daily', 200, 5)).toBe(true);
    await store.jobs.finish('daily', 200, { at: 6, error: null });
    const last = { slot: 200, startedAt: 5, finishedAt: 6, error: null };
    expect(await store.jobs.lastRun('daily')).toEqual(last);
  });

  test('settings are read back', async () => {
    await using store = await open();
    expect(await store.settings.get('greeting')).toBeNull();
    await store.settings.set('greeting', 'a');
    await store.settings.set('greeting', 'b');
    expect(await store.settings.get('greeting')).toBe('b');
  });

  test('an acknowledged alert says who, when and why', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const { state } = await win(store, change(content({ target, state: acknowledged(1, 2) })));
    expect(state).toEqual(acknowledged(1, 2));
  });
}

/** What every keeper of samples promises; `open` answers with a new, empty one. */
export function samplesContract(open: () => Promise<Samples>): void {
  const cpu = { metric: 'system.cpu', labels: {} };
  const disk = { metric: 'system.disk', labels: { mount: '/var', device: 'sda1' } };

  test('series are told apart by target, metric and labels', async () => {
    await using samples = await open();
    await samples.append(1, 1_000, [
      { ...cpu, value: 10 },
      { ...disk, value: 50.5 },
    ]);
    await samples.append(1, 2_000, [{ ...cpu, value: 20 }]);
    await samples.append(2, 2_000, [{ ...cpu, value: 99 }]);
    const swapped = { metric: 'system.disk', labels: { device: 'sda1', mount: '/var' } };
    expect(await samples.series(1)).toEqual([cpu, disk]);
    const range = { from: 0, to: 9_000, limit: 10 };
    expect(await samples.points(1, cpu, range)).toEqual([
      { at: 1_000, value: 10 },
      { at: 2_000, value: 20 },
    ]);
    expect(await samples.points(1, swapped, range)).toEqual([{ at: 1_000, value: 50.5 }]);
    expect(await samples.points(3, cpu, range)).toEqual([]);
  });

  test('a point that is there already is left alone, and what is no number is not kept', async () => {
    await using samples = await open();
    await samples.append(1, 1_000, [{ ...cpu, value: 10 }]);
    await samples.append(1, 1_000, [{ ...cpu, value: 99 }]);
    await samples.append(1, 2_000, [
      { ...cpu, value: Number.NaN },
      { ...disk, value: 5 },
    ]);
    const range = { from: 0, to: 9_000, limit: 10 };
    expect(await samples.points(1, cpu, range)).toEqual([{ at: 1_000, value: 10 }]);
    expect(await samples.points(1, disk, range)).toEqual([{ at: 2_000, value: 5 }]);
  });

  test('a range is half open, and too many points are averaged over equal spans', async () => {
    await using samples = await open();
    for (let at = 0; at <= 1_000; at += 100) {
      await samples.append(1, at, [{ ...cpu, value: at / 100 }]);
    }
    const points = (from: number, to: number, limit: number) =>
      samples.points(1, cpu, { from, to, limit });
    expect((await points(100, 400, 3)).map(({ at }) => at)).toEqual([100, 200, 300]);
    expect(await points(0, 1_000, 2)).toEqual([
      { at: 200, value: 2 },
      { at: 700, value: 7 },
    ]);
    expect(await points(0, 1_000, 10)).toHaveLength(10);
    expect((await points(0, 1_000, 3)).length).toBeLessThanOrEqual(3);
  });

  test('pruning forgets old points, and series that have none left', async () => {
    await using samples = await open();
    await samples.append(1, 1_000, [
      { ...cpu, value: 1 },
      { ...disk, value: 2 },
    ]);
    await samples.append(1, 5_000, [{ ...cpu, value: 3 }]);
    await samples.prune(5_000);
    expect(await samples.series(1)).toEqual([cpu]);
    await samples.append(1, 6_000, [{ ...disk, value: 4 }]);
    const range = { from: 0, to: 9_000, limit: 10 };
    expect(await samples.points(1, cpu, range)).toEqual([{ at: 5_000, value: 3 }]);
    expect(await samples.points(1, disk, range)).toEqual([{ at: 6_000, value: 4 }]);
    expect(await samples.size()).toBeGreaterThan(0);
  });
}
