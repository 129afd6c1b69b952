import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { line, reply, say } from '../../../src/chat/reply.ts';
import { aCommand, anArg, stubDesk } from '../../support/stub-desk.ts';
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

const commands = [
  ...COMMANDS,
  aCommand({
    name: 'note',
    role: 'operator',
    args: [
      anArg({ name: 'id', required: true }),
      anArg({ name: 'text', required: true, rest: true, description: 'what others should know' }),
    ],
  }),
];
const deskOf = () => stubDesk({ commands, answer: ({ name }) => say(`${name} is done`) });

/** A card with a button that asks. */
async function aCard(bot: ReturnType<typeof runBot>, chat: number, thread: string | null = null) {
  const ask = true;
  const button = { label: 'Note', tone: 'plain', command: 'note', input: '12', ask } as const;
  const card = reply([line('disk'), { kind: 'buttons', buttons: [button] }]);
  const channel = bot.surface.channel('phone', { id: String(chat), thread });
  const sent = await channel.post(
    { key: 'k1', reply: card, replyTo: null, silent: false },
    AbortSignal.timeout(5_000),
  );
  if (sent.kind !== 'delivered') throw new Error(sent.reason);
  return Number(sent.remoteId.split(':')[1]);
}

function prompt(chat: number) {
  return telegram.until(() => telegram.messages(chat).find((one) => one.asks));
}

describe('a button that asks', () => {
  test.each([
    { where: 'a group', chat: GROUP, thread: null },
    { where: 'a topic', chat: GROUP, thread: '7' },
    { where: 'a private chat', chat: ANA, thread: null },
  ])('asks the person in $where, and the reply runs the command', async ({ chat, thread }) => {
    const desk = deskOf();
    await using bot = runBot(telegram, { desk });
    const messageId = await aCard(bot, chat, thread);
    const press = { messageId, chat, user: ANA, data: 'v1a:note:12' };
    expect((await telegram.press(press).answer()).text).toBe('');
    const asked = await prompt(chat);
    expect(asked).toMatchObject({ replyTo: messageId, thread: thread === null ? null : 7 });
    expect(asked.text).toBe('Person 111, reply to this message: what others should know\n/note 12');
    expect(desk.asked).toEqual([]);
    const said = telegram.say({ chat, user: ANA, text: '3 disks', replyTo: asked.id });
    expect((await said.answer()).text).toBe('note is done');
    expect(desk.asked).toMatchObject([
      { name: 'note', input: '12 text=3 disks', actor: { id: `telegram:${ANA}` } },
    ]);
  });

  test.each([
    { who: 'a stranger', user: STRANGER },
    { who: 'someone of a weaker role', user: BEN },
  ])('refuses $who at once', async ({ user }) => {
    const desk = stubDesk({ commands, answer: () => say('You may not.') });
    await using bot = runBot(telegram, { desk });
    const messageId = await aCard(bot, GROUP);
    const press = telegram.press({ messageId, chat: GROUP, user, data: 'v1a:note:12' });
    expect((await press.answer()).text).toContain('You may not.');
    expect(telegram.messages(GROUP)).toHaveLength(1);
  });

  test('a reply of someone else, or to something else of the bot, is no answer', async () => {
    const desk = deskOf();
    await using bot = runBot(telegram, { desk });
    const messageId = await aCard(bot, GROUP);
    telegram.press({ messageId, chat: GROUP, user: ANA, data: 'v1a:note:12' });
    const asked = await prompt(GROUP);
    telegram.say({ chat: GROUP, user: BEN, text: 'me too', replyTo: asked.id });
    telegram.say({ chat: GROUP, user: ANA, text: 'nice', replyTo: messageId });
    await telegram.say({ chat: GROUP, user: ANA, text: '/health' }).answer();
    expect(desk.asked.map(({ name }) => name)).toEqual(['health']);
  });

  test('a command given as reply is that command', async () => {
    const desk = deskOf();
    await using bot = runBot(telegram, { desk });
    const messageId = await aCard(bot, GROUP);
    telegram.press({ messageId, chat: GROUP, user: ANA, data: 'v1a:note:12' });
    const { id } = await prompt(GROUP);
    await telegram.say({ chat: GROUP, user: ANA, text: '/health', replyTo: id }).answer();
    expect(desk.asked.map(({ name }) => name)).toEqual(['health']);
  });

  test('the reply is refused when the role is gone by then', async () => {
    let role: 'operator' | 'viewer' = 'operator';
    const desk = deskOf();
    const identify = async () =>
      ({ id: `telegram:${ANA}`, name: 'Ana', surface: 'telegram', role }) as const;
    await using bot = runBot(telegram, { desk, identify });
    const messageId = await aCard(bot, GROUP);
    telegram.press({ messageId, chat: GROUP, user: ANA, data: 'v1a:note:12' });
    const { id } = await prompt(GROUP);
    role = 'viewer';
    await telegram.say({ chat: GROUP, user: ANA, text: 'x', replyTo: id }).answer();
    expect(desk.asked).toMatchObject([{ name: 'note', actor: { role: 'viewer' } }]);
  });
});

describe('words that look like a question are none', () => {
  const words = 'Person 111, reply to this message: what others should know\n/note 12';
  const mention = { type: 'text_mention', offset: 0, length: 10 } as const;
  const user = { id: ANA, is_bot: false, first_name: 'Person 111' };
  const code = { type: 'code', offset: words.indexOf('/note'), length: 8 } as const;

  test('when a person wrote them, however they are marked', async () => {
    const desk = deskOf();
    await using _bot = runBot(telegram, { desk });
    const extra = { entities: [{ ...mention, user }, code] };
    const fake = telegram.say({ chat: GROUP, user: BEN, text: words, extra });
    telegram.say({ chat: GROUP, user: ANA, text: 'yes', replyTo: fake.messageId });
    await telegram.say({ chat: GROUP, user: ANA, text: '/health' }).answer();
    expect(desk.asked.map(({ name }) => name)).toEqual(['health']);
  });

  test('when the bot shows what a person wrote', async () => {
    const desk = stubDesk({ commands, answer: () => say(words) });
    await using _bot = runBot(telegram, { desk });
    const shown = await telegram.say({ chat: GROUP, user: ANA, text: '/health' }).answer();
    expect(shown.text).toBe(words);
    telegram.say({ chat: GROUP, user: ANA, text: 'yes', replyTo: shown.id });
    await telegram.say({ chat: GROUP, user: ANA, text: '/health' }).answer();
    expect(desk.asked.map(({ name }) => name)).toEqual(['health', 'health']);
  });
});
