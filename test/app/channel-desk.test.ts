import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type ChannelDeskDeps, channelDesk } from '../../src/app/channel-desk.ts';
import type { Place } from '../../src/app/sending.ts';
import { systemClock } from '../../src/model/time.ts';
import { channelKinds } from '../../src/notify/kinds.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { actorOf } from '../support/desk.ts';

const PLACES: readonly Place[] = [
  { name: 'ops', kind: 'discord', address: '1', thread: null },
  { name: 'phone', kind: 'telegram', address: '2', thread: null },
  { name: 'hook', kind: 'webhook', address: 'json a.example.com', thread: null, options: {} },
];
const by = actorOf('operator');
const never = new AbortController().signal;

async function aDesk(more: Partial<ChannelDeskDeps> = {}) {
  const store = await openStore(join(freshFolder(), 'tocsin.db'), { now: Date.now });
  onTestFinished(() => store[Symbol.asyncDispose]());
  const desk = channelDesk({
    ...{ places: () => PLACES, kinds: channelKinds, store, clock: systemClock },
    hasChat: (kind) => kind === 'discord',
    chats: () => [],
    route: () => ({ ways: [], least: [] }),
    ...{ isRunning: true, queued: () => {}, ...more },
  });
  return { store, desk };
}

test('a chat without its token is off, and kinds that nobody set up are named', async () => {
  const { desk } = await aDesk();
  const { channels, absent } = await desk.list();
  expect(channels.map(({ name, off }) => [name, off])).toEqual([
    ['ops', null],
    ['phone', 'nothing can be sent there without TELEGRAM_BOT_TOKEN: put it into .env'],
    ['hook', null],
  ]);
  expect(absent.map(({ kind }) => kind)).toContain('email');
  expect(absent.map(({ kind }) => kind)).not.toContain('webhook');
});

test('ids of people are masked, those of groups are not', async () => {
  const places = () => [
    { name: '@Ana', kind: 'discord', address: '123456789', thread: null, isDirect: true },
    { name: 'telegram-4455667', kind: 'telegram', address: '4455667', thread: null },
    { name: 'group', kind: 'telegram', address: '-1001234567890', thread: null },
  ];
  const { desk } = await aDesk({ places });
  const { channels } = await desk.list();
  expect(channels.map(({ address }) => address)).toEqual(['1***89', '4***67', '-1001234567890']);
});

test('a chat that is not connected says so, with the reason, at each of its channels', async () => {
  const state = { kind: 'connecting' as 'connecting' | 'connected' | 'down', detail: '' };
  const { desk } = await aDesk({ chats: () => [{ name: 'discord', state: () => state }] });
  const seen = async () => (await desk.list()).channels.map(({ connection }) => connection);
  expect(await seen()).toEqual(['connecting', null, null]);
  Object.assign(state, { kind: 'down', detail: 'the token is refused' });
  expect(await seen()).toEqual(['down: the token is refused', null, null]);
  Object.assign(state, { kind: 'connected', detail: '' });
  expect(await seen()).toEqual([null, null, null]);
});

test('a test goes through the outbox, and ends when every message was taken or refused', async () => {
  let wake = () => {};
  const queued = new Promise<void>((done) => (wake = done));
  const { store, desk } = await aDesk({ queued: () => wake() });
  const told: string[][] = [];
  const ended = desk.test(['ops', 'phone'], {
    ...{ by, signal: never },
    tell: (tests) => told.push(tests.map(({ kind }) => kind)),
  });
  await queued;
  const claim = async (channel: string) => {
    const due = { now: Date.now(), lease: 60_000, limit: 1 };
    const [entry] = await store.outbox.claim(channel, due);
    expect(entry).toMatchObject({
      kind: 'message',
      body: expect.stringContaining('A test by Ana'),
    });
    return entry?.id ?? 0;
  };
  const at = Date.now();
  await store.outbox.sent(await claim('ops'), { remoteId: '1', at, posted: true });
  await store.outbox.dead(await claim('phone'), { reason: 'no such chat', at });
  expect(await ended).toEqual([
    { name: 'ops', kind: 'delivered', took: expect.any(Number) },
    { name: 'phone', kind: 'refused', reason: 'no such chat' },
  ]);
  expect(told[0]).toEqual(['waiting', 'waiting']);
});

test('a test that nobody takes in time says why', async () => {
  const { store, desk } = await aDesk();
  const stop = new AbortController();
  const told: (string | null)[] = [];
  const ended = desk.test(['ops'], {
    ...{ by, signal: stop.signal },
    tell([one]) {
      told.push(one?.kind === 'waiting' ? one.reason : '');
      if (told.length === 2) stop.abort();
    },
  });
  while ((await store.outbox.waiting()).length === 0) await new Promise(setImmediate);
  const [entry] = await store.outbox.claim('ops', { now: Date.now(), lease: 1, limit: 1 });
  const notBefore = Date.now() + 60_000;
  await store.outbox.retry(entry?.id ?? 0, { notBefore, reason: 'HTTP 503' });
  expect(await ended).toEqual([{ name: 'ops', kind: 'waiting', reason: 'HTTP 503' }]);
});

test('nothing is queued where nothing runs', async () => {
  const { store, desk } = await aDesk({ isRunning: false });
  expect(await desk.test(['ops'], { by, signal: never, tell: () => {} })).toBeNull();
  expect(await store.outbox.waiting()).toEqual([]);
});
