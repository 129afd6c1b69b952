import { afterEach, beforeEach, expect, test } from 'vitest';
import { heading, reply, say } from '../../../src/chat/reply.ts';
import { aboutOf } from '../../../src/model/about.ts';
import type { Alert } from '../../../src/model/alert.ts';
import type { Delivery, Outgoing } from '../../../src/notify/channel.ts';
import { anAlert, STATES } from '../../report/alerts.ts';
import { GROUP, runBot, TOKEN } from '../../support/telegram/run-bot.ts';
import type { FakeTelegram } from '../../support/telegram/telegram.ts';
import { startTelegram } from '../../support/telegram/telegram.ts';

let telegram: FakeTelegram;
let bot: ReturnType<typeof runBot>;

beforeEach(async () => {
  telegram = await startTelegram({ token: TOKEN });
  bot = runBot(telegram);
});

afterEach(async () => {
  await bot[Symbol.asyncDispose]();
  await telegram[Symbol.asyncDispose]();
  expect(telegram.violations).toEqual([]);
});

const soon = () => AbortSignal.timeout(5_000);
const forum = (id = String(GROUP)) =>
  bot.surface.channel('phone', { id, thread: null, style: 'forum' });

function cardOf(more: Partial<Alert> = {}, over: Partial<Outgoing> = {}): Outgoing {
  const alert = anAlert(more);
  return {
    ...{ key: 'k1', replyTo: null, silent: false, kind: 'card', about: aboutOf(alert, null) },
    reply: reply([heading(`${alert.state.kind} ${alert.message}`, 'bad')]),
    ...over,
  };
}

function idOf(delivery: Delivery): string {
  if (delivery.kind !== 'delivered') throw new Error(`not delivered: ${JSON.stringify(delivery)}`);
  return delivery.remoteId;
}

test('an alert is a topic with its card and notes, closed when it is over and opened again', async () => {
  const channel = forum();
  const id = idOf(await channel.post(cardOf(), soon()));
  const [topic] = telegram.topics(GROUP);
  expect(topic).toMatchObject({ name: 'Disk /var at 96 % on web-1 · #12', closed: false });
  const over = { state: STATES.resolvedByAna };
  expect(idOf(await channel.edit(id, cardOf(over), soon()))).toBe(id);
  expect(telegram.topics(GROUP)).toMatchObject([{ closed: true }]);
  await channel.post(cardOf(over, { reply: say('Resolved.'), replyTo: id, key: 'k2' }), soon());
  expect(telegram.messages(GROUP)).toMatchObject([
    { thread: topic?.id, text: expect.stringContaining('resolved Disk') },
    { thread: topic?.id, text: 'Resolved.', replyTo: Number(id.split(':')[1]) },
  ]);
  await channel.edit(id, cardOf(), soon());
  expect(telegram.topics(GROUP)).toMatchObject([{ closed: false }]);
});

test('a topic that was closed before a restart is opened again all the same', async () => {
  const id = idOf(await forum().post(cardOf(), soon()));
  const over = { state: STATES.resolvedByAna };
  await forum().edit(id, cardOf(over), soon());
  expect(telegram.topics(GROUP)).toMatchObject([{ closed: true }]);
  const channel = forum();
  await channel.edit(id, cardOf(), soon());
  expect(telegram.topics(GROUP)).toMatchObject([{ closed: false }]);
  // What is open already refuses to be opened.
  expect((await forum().edit(id, cardOf(), soon())).kind).toBe('delivered');
});

test('a card that fails after its topic was made does not make another', async () => {
  const channel = forum();
  const pass = telegram.intercept(({ method }) =>
    method === 'sendMessage' ? { code: 502 } : null,
  );
  expect((await channel.post(cardOf(), soon())).kind).toBe('retry');
  pass();
  idOf(await channel.post(cardOf(), soon()));
  expect(telegram.topics(GROUP)).toHaveLength(1);
});

test('a group without topics says what to turn on', async () => {
  expect(await forum('-4242').post(cardOf(), soon())).toMatchObject({
    kind: 'retry',
    reason: expect.stringContaining('turn on Topics in the group'),
  });
});
