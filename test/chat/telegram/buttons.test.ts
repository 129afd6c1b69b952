import { afterEach, beforeEach, expect, test } from 'vitest';
import { line, refuse, reply, say } from '../../../src/chat/reply.ts';
import { stubDesk } from '../../support/stub-desk.ts';
import { ANA, COMMANDS, GROUP, runBot, STRANGER, TOKEN } from '../../support/telegram/run-bot.ts';
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

/** A card in a chat whose buttons can be pressed. */
async function aCard(bot: ReturnType<typeof runBot>, chat: number): Promise<number> {
  const channel = bot.surface.channel('phone', { id: String(chat), thread: null });
  const buttons = { kind: 'buttons' as const, buttons: [] };
  const card = reply([line('disk /var is full', 'critical'), buttons]);
  const sent = await channel.post(
    { key: 'k1', reply: card, replyTo: null, silent: false },
    AbortSignal.timeout(5_000),
  );
  if (sent.kind !== 'delivered') throw new Error(sent.reason);
  return Number(sent.remoteId.split(':')[1]);
}

test('an ack shows its answer in the confirmation and takes effect once, however often it comes', async () => {
  const desk = stubDesk({ commands: COMMANDS, answer: () => say('Ana has #12.', 'good') });
  await using bot = runBot(telegram, { desk });
  const messageId = await aCard(bot, GROUP);
  const press = telegram.press({ messageId, chat: GROUP, user: ANA, data: 'v1:ack:12' });
  expect(await press.answer()).toEqual({ text: '🟢 Ana has #12.', alert: false });
  telegram.repeat(press.updateId);
  await telegram.say({ chat: GROUP, user: ANA, text: '/health' }).answer();
  expect(desk.asked.map((one) => one.name)).toEqual(['ack', 'health']);
  expect(telegram.count('answerCallbackQuery')).toBe(1);
  expect(telegram.messages(GROUP)).toHaveLength(2);
});

test('details come as a message under the card', async () => {
  const desk = stubDesk({
    commands: COMMANDS,
    answer: () => reply([line('one'), line('two')]),
  });
  await using bot = runBot(telegram, { desk });
  const messageId = await aCard(bot, GROUP);
  const press = telegram.press({ messageId, chat: GROUP, user: ANA, data: 'v1:alert:12' });
  expect((await press.answer()).text).toBe('');
  const details = await telegram.until(() =>
    telegram.messages(GROUP).find((one) => one.replyTo === messageId),
  );
  expect(details.text).toBe('one\ntwo');
});

test.each([
  { name: 'of an older version', data: 'v0:ack:12', text: 'out of date' },
  { name: 'that somebody forged', data: '💥', text: 'out of date' },
])('a button $name is refused', async ({ data, text }) => {
  const desk = stubDesk({ commands: COMMANDS });
  await using bot = runBot(telegram, { desk });
  const messageId = await aCard(bot, GROUP);
  const press = telegram.press({ messageId, chat: GROUP, user: ANA, data });
  expect((await press.answer()).text).toContain(text);
  expect(desk.asked).toEqual([]);
});

test('a press whose handling fails is confirmed all the same', async () => {
  const identify = () => Promise.reject(new Error('database is locked'));
  await using bot = runBot(telegram, { identify });
  const messageId = await aCard(bot, GROUP);
  const press = telegram.press({ messageId, chat: GROUP, user: ANA, data: 'v1:ack:12' });
  expect(await press.answer()).toMatchObject({
    text: expect.stringContaining('did not work'),
    alert: true,
  });
  await telegram.until(() => bot.said.join().includes('database is locked'));
});

test('a stranger is refused at every press, at length and by the desk only at the first', async () => {
  const desk = stubDesk({ commands: COMMANDS, answer: () => refuse('Give an admin this id.') });
  await using bot = runBot(telegram, { desk });
  const messageId = await aCard(bot, GROUP);
  const what = { messageId, chat: GROUP, user: STRANGER, data: 'v1:ack:12' };
  const first = await telegram.press(what).answer();
  expect(first).toEqual({ text: '🟡 Give an admin this id.', alert: true });
  expect((await telegram.press(what).answer()).text).toContain('I do not know you.');
  expect(desk.asked).toHaveLength(1);
  expect(telegram.messages(GROUP)).toHaveLength(1);
});

test('a press that Telegram no longer lets us confirm still takes effect', async () => {
  const desk = stubDesk({ commands: COMMANDS, answer: () => say('Ana has #12.') });
  await using bot = runBot(telegram, { desk });
  const messageId = await aCard(bot, GROUP);
  telegram.intercept(({ method }) =>
    method === 'answerCallbackQuery'
      ? { code: 400, description: 'Bad Request: query is too old' }
      : null,
  );
  telegram.press({ messageId, chat: GROUP, user: ANA, data: 'v1:ack:12' });
  await telegram.until(() => telegram.messages(GROUP).find((one) => one.replyTo === messageId));
  expect(desk.asked).toHaveLength(1);
});
