import { afterEach, beforeEach, expect, test } from 'vitest';
import { refuse, say } from '../../../src/chat/reply.ts';
import { stubDesk } from '../../support/stub-desk.ts';
import {
  ANA,
  BEN,
  COMMANDS,
  GROUP,
  runBot,
  STRANGER,
  TOKEN,
} from '../../support/telegram/run-bot.ts';
import type { FakeTelegram } from '../../support/telegram/telegram.ts';
import { startTelegram } from '../../support/telegram/telegram.ts';

let telegram: FakeTelegram;

beforeEach(async () => {
  telegram = await startTelegram({ token: TOKEN });
});

afterEach(async () => {
  await telegram[Symbol.asyncDispose]();
  expect(telegram.violations).toEqual([]);
});

test('a command is answered under it, in its topic', async () => {
  const desk = stubDesk({ commands: COMMANDS });
  await using _bot = runBot(telegram, { desk });
  const said = telegram.say({
    chat: GROUP,
    user: ANA,
    text: '/health@TocsinBot web 1',
    thread: 7,
  });
  expect(await said.answer()).toMatchObject({ text: 'health answered', thread: 7 });
  expect(desk.asked[0]).toMatchObject({
    name: 'health',
    input: 'web 1',
    actor: { id: 'telegram:111' },
    place: { id: String(GROUP), thread: '7' },
  });
});

test('a thread that is no topic is left out of the answer', async () => {
  await using _bot = runBot(telegram);
  const extra = { message_thread_id: 31 };
  const said = telegram.say({ chat: GROUP, user: ANA, text: '/health', extra });
  expect((await said.answer()).thread).toBeNull();
});

test.each([
  { name: '/start with a code pairs', text: '/start ABC-1', command: 'pair', input: 'ABC-1' },
  { name: '/start alone helps', text: '/start', command: 'help', input: '' },
  {
    name: 'words over several lines are the input',
    text: '/ack 3\nwill look',
    command: 'ack',
    input: '3\nwill look',
  },
])('$name', async ({ text, command, input }) => {
  const desk = stubDesk({ commands: COMMANDS });
  await using _bot = runBot(telegram, { desk });
  await telegram.say({ chat: ANA, user: ANA, text }).answer();
  expect(desk.asked).toMatchObject([{ name: command, input }]);
});

const forwarded = { type: 'hidden_user' as const, sender_user_name: 'x', date: 1 };
const person = { id: BEN, is_bot: true, first_name: 'b', username: 'other_bot' };
const group = { id: GROUP, type: 'supergroup' as const, title: 'Ops' };
const elsewhere = { id: -1_009_999_999_999, type: 'channel' as const, title: 'News' };
test.each([
  { name: 'for another bot', what: { text: '/health@OtherBot' } },
  { name: 'that nobody here knows', what: { text: '/weather' } },
  { name: 'forwarded', what: { text: '/health', extra: { forward_origin: forwarded } } },
  { name: 'through a bot', what: { text: '/health', extra: { via_bot: person } } },
  { name: 'by a bot', what: { text: '/health', user: person } },
  { name: 'by a channel', what: { text: '/health', extra: { sender_chat: elsewhere } } },
  { name: 'without a slash', what: { text: 'how is /health' } },
])('a message in a group $name is left alone', async ({ what }) => {
  const desk = stubDesk({ commands: COMMANDS });
  await using _bot = runBot(telegram, { desk });
  telegram.say({ chat: GROUP, user: ANA, ...what });
  await telegram.say({ chat: GROUP, user: ANA, text: '/health' }).answer();
  expect(desk.asked).toHaveLength(1);
  expect(telegram.messages(GROUP)).toHaveLength(1);
});

test('an admin who writes as the group is told how to be seen', async () => {
  const desk = stubDesk({ commands: COMMANDS });
  await using _bot = runBot(telegram, { desk });
  const user = { id: 1_087_968_824, is_bot: true, username: 'GroupAnonymousBot' };
  const said = telegram.say({
    chat: GROUP,
    user,
    text: '/health',
    extra: { sender_chat: group },
  });
  expect((await said.answer()).text).toContain('Remain anonymous');
  expect(desk.asked).toEqual([]);
});

test('a missing argument is offered as buttons, and the press fills it in', async () => {
  const desk = stubDesk({
    commands: COMMANDS,
    complete: () => [
      { value: '12', label: '#12 disk' },
      { value: 'x'.repeat(80), label: 'too long for a button' },
    ],
  });
  await using _bot = runBot(telegram, { desk });
  const asked = await telegram.say({ chat: ANA, user: ANA, text: '/alert' }).answer();
  expect(asked.buttons).toEqual([{ text: '#12 disk', data: 'v1:alert:12' }]);
  expect(desk.asked).toEqual([]);
  await telegram.press({ messageId: asked.id, chat: ANA, user: ANA, data: 'v1:alert:12' }).answer();
  expect(desk.asked).toMatchObject([{ name: 'alert', input: '12' }]);
});

test('plain words get a hint in a private chat, from people who are known', async () => {
  await using _bot = runBot(telegram);
  telegram.say({ chat: STRANGER, user: STRANGER, text: 'hello' });
  const said = telegram.say({ chat: ANA, user: ANA, text: 'hello' });
  expect((await said.answer()).text).toContain('/help');
  await telegram.say({ chat: ANA, user: ANA, text: '/health' }).answer();
  expect(telegram.messages(STRANGER)).toEqual([]);
});

test('a stranger is told once an hour who he is, and may still pair', async () => {
  let now = Date.now();
  const desk = stubDesk({ commands: COMMANDS, answer: ({ name }) => refuse(`no ${name}`) });
  await using _bot = runBot(telegram, { desk, now: () => now });
  const first = telegram.say({ chat: STRANGER, user: STRANGER, text: '/health' });
  expect((await first.answer()).text).toContain('no health');
  telegram.say({ chat: STRANGER, user: STRANGER, text: '/health' });
  const pair = telegram.say({ chat: STRANGER, user: STRANGER, text: '/start CODE' });
  expect((await pair.answer()).text).toContain('no pair');
  expect(telegram.messages(STRANGER)).toHaveLength(2);
  now += 61 * 60_000;
  await telegram.say({ chat: STRANGER, user: STRANGER, text: '/health' }).answer();
});

test('a slow command in one chat does not hold up another', async () => {
  const gate = Promise.withResolvers<void>();
  const desk = stubDesk({
    commands: COMMANDS,
    answer: async ({ place }) => {
      if (place.id === String(GROUP)) await gate.promise;
      return say(`for ${place.id}`);
    },
  });
  await using _bot = runBot(telegram, { desk });
  const slow = telegram.say({ chat: GROUP, user: ANA, text: '/health' });
  await telegram.until(() => desk.asked.length === 1);
  await telegram.say({ chat: BEN, user: BEN, text: '/health' }).answer();
  expect(telegram.messages(GROUP)).toEqual([]);
  gate.resolve();
  await slow.answer();
  await telegram.say({ chat: GROUP, user: ANA, text: '/health' }).answer();
  expect(desk.asked).toHaveLength(3);
});

test('updates of one chat are answered in their order', async () => {
  const order: string[] = [];
  const desk = stubDesk({
    commands: COMMANDS,
    answer: async ({ input }) => {
      if (order.length === 0) await telegram.until(() => telegram.unconfirmed().length === 0);
      order.push(String(input));
      return say('done');
    },
  });
  await using _bot = runBot(telegram, { desk });
  telegram.say({ chat: ANA, user: ANA, text: '/health 1' });
  telegram.say({ chat: ANA, user: ANA, text: '/health 2' });
  await telegram.say({ chat: ANA, user: ANA, text: '/health 3' }).answer();
  expect(order).toEqual(['1', '2', '3']);
});
