import { expect, test } from 'vitest';
import { reply, say } from '../../../src/chat/reply.ts';
import type { Request } from '../../../src/chat/surface.ts';
import { aCommand, anArg, stubDesk, stubIdentify } from '../../support/stub-desk.ts';
import { CHANNEL, GUILD, OPERATOR, STRANGER, startBot } from './setup.ts';

const VIEWER = '12';
const identify = stubIdentify({ [OPERATOR]: 'operator', [VIEWER]: 'viewer' });
const commands = [
  aCommand({ name: 'health' }),
  aCommand({
    name: 'note',
    role: 'operator',
    args: [
      anArg({ name: 'id', required: true }),
      anArg({ name: 'text', required: true, rest: true, description: 'what others should know' }),
    ],
  }),
  aCommand({ name: 'silence', role: 'operator' }),
];

const card = reply([
  {
    kind: 'buttons',
    buttons: [
      {
        label: 'Note',
        tone: 'plain',
        command: 'note',
        input: '12',
        ask: true,
      },
    ],
  },
  {
    kind: 'select',
    label: 'Silence for',
    command: 'silence',
    options: [{ label: '1 h', input: '12 1h' }],
  },
]);

/** A bot whose card stands in the channel, and what the desk was asked since. */
async function withCard() {
  const desk = stubDesk({
    commands,
    answer: ({ name, actor }) => {
      if (name === 'health') return card;
      return say(actor.role === 'operator' ? `${name} is done` : 'You may not.');
    },
  });
  const bot = await startBot({ desk, identify });
  const sent = await bot.discord.slash({
    guild: GUILD,
    channel: CHANNEL,
    user: OPERATOR,
    name: 'health',
  });
  const since = (): Request[] => desk.asked.slice(1);
  return { bot, discord: bot.discord, id: sent.message?.id ?? '', since };
}

test('a choice in a menu is the input of its command, for the one who chose, in private', async () => {
  const { bot, discord, id, since } = await withCard();
  await using _ = bot;
  const who = { user: OPERATOR, value: '12 1h' };
  const answer = await discord.choose(id, 'v1:silence:', who);
  expect(answer).toMatchObject({ deferred: true, ephemeral: true });
  expect(since()).toMatchObject([{ name: 'silence', input: '12 1h', actor: { role: 'operator' } }]);
  await discord.choose(id, 'v1:silence:', { user: VIEWER, value: '99 9d', forged: true });
  expect(since()[1]).toMatchObject({ input: '99 9d', actor: { role: 'viewer' } });
  expect(discord.violations).toEqual([]);
});

test('a button that asks opens a form at once, and what is written comes behind its input', async () => {
  const { bot, discord, id, since } = await withCard();
  await using _ = bot;
  const { modal } = await discord.press(id, 'v1a:note:12', { user: OPERATOR });
  expect(modal).toMatchObject({
    custom_id: 'v1a:note:12',
    title: '/note 12',
    components: [{ label: 'What others should know', component: { max_length: 500 } }],
  });
  expect(since()).toEqual([]);
  const fields = { words: '3 disks\nare full' };
  const answer = await discord.submit(id, 'v1a:note:12', { user: OPERATOR, fields });
  expect(answer).toMatchObject({ deferred: true, ephemeral: true });
  expect(answer.message?.embeds[0]?.description).toBe('note is done');
  expect(since()).toMatchObject([{ name: 'note', input: '12 text=3 disks\nare full' }]);
  expect(discord.violations).toEqual([]);
});

test.each([
  { who: 'a stranger', user: STRANGER },
  { who: 'someone of a weaker role', user: VIEWER },
])('$who gets no form but the refusal at once', async ({ user }) => {
  const { bot, discord, id } = await withCard();
  await using _ = bot;
  const pressed = await discord.press(id, 'v1a:note:12', { user });
  expect(pressed).toMatchObject({ modal: null, ephemeral: true });
  expect(pressed.message?.embeds[0]?.description).toBe('You may not.');
  expect(discord.violations).toEqual([]);
});

test('a form that was opened before someone lost the role is refused when it comes', async () => {
  const { bot, discord, id, since } = await withCard();
  await using _ = bot;
  const late = { user: VIEWER, fields: { words: 'x' } };
  const answer = await discord.submit(id, 'v1a:note:12', late);
  expect(answer.message?.embeds[0]?.description).toBe('You may not.');
  expect(since()[0]?.actor.role).toBe('viewer');
});

test('who presses while nobody can be looked up is told so, and no command runs', async () => {
  const desk = stubDesk({ commands });
  await using bot = await startBot({ desk, identify: () => Promise.reject(new Error('locked')) });
  const channel = bot.surface.channel('ops', { id: CHANNEL, thread: null });
  const sent = await channel.post(
    { key: 'k', reply: card, replyTo: null, silent: false },
    AbortSignal.timeout(5_000),
  );
  const id = sent.kind === 'delivered' ? sent.remoteId : '';
  const pressed = await bot.discord.press(id, 'v1a:note:12', { guild: GUILD, user: OPERATOR });
  expect(pressed.message?.embeds[0]?.description).toContain('did not work');
  expect(desk.asked).toEqual([]);
  expect(bot.discord.violations).toEqual([]);
});

test.each([
  { id: 'v1:note:12', fields: { words: 'x' } },
  { id: 'nonsense', fields: {} },
])('a forged form $id does nothing', async ({ id: customId, fields }) => {
  const { bot, discord, id, since } = await withCard();
  await using _ = bot;
  const answer = await discord.submit(id, customId, { user: OPERATOR, fields });
  expect(answer.message?.embeds[0]?.description).toContain('another version');
  expect(since()).toEqual([]);
});
