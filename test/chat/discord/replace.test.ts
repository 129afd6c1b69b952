import { expect, test } from 'vitest';
import type { Reply } from '../../../src/chat/reply.ts';
import { heading, line, refuse, reply, say } from '../../../src/chat/reply.ts';
import { stubDesk, stubIdentify } from '../../support/stub-desk.ts';
import { CHANNEL, GUILD, OPERATOR, startBot } from './setup.ts';

const here = { guild: GUILD, channel: CHANNEL, user: OPERATOR };
const PRESS = 'v1r:chart:cpu 7d';

function view(title: string): Reply {
  return reply([
    heading(title),
    line('It rises.'),
    {
      kind: 'buttons',
      buttons: [
        { label: '7 d', tone: 'plain', command: 'chart', input: 'cpu 7d', replaces: true },
        { label: 'Details', tone: 'plain', command: 'chart', input: 'cpu 7d' },
      ],
    },
    {
      ...{ kind: 'select', label: 'Metric', command: 'chart', replaces: true },
      options: [{ label: 'Memory', input: 'memory 24h' }],
    },
  ]);
}

async function aView(pressed: Reply) {
  const desk = stubDesk({
    answer: ({ input }) => (typeof input === 'string' ? pressed : view('Day')),
  });
  const bot = await startBot({ desk, identify: stubIdentify({ [OPERATOR]: 'operator' }) });
  const { message } = await bot.discord.slash({ ...here, name: 'chart' });
  return { bot, id: message?.id ?? '' };
}

test('a press that replaces changes the message that it was made on', async () => {
  const { bot, id } = await aView(view('Week'));
  await using _ = bot;
  const { message } = await bot.discord.press(id, PRESS, { user: OPERATOR });
  expect(message?.id).toBe(id);
  expect(bot.discord.messages(CHANNEL).map((one) => one.embeds[0]?.title)).toEqual(['🔵 Week']);
  expect(bot.discord.violations).toEqual([]);
});

test('a choice does so too', async () => {
  const { bot, id } = await aView(view('Memory'));
  await using _ = bot;
  await bot.discord.choose(id, 'v1r:chart:', { value: 'memory 24h', user: OPERATOR });
  expect(bot.discord.messages(CHANNEL).map((one) => one.embeds[0]?.title)).toEqual(['🔵 Memory']);
  expect(bot.discord.violations).toEqual([]);
});

test('any other press is answered beside it', async () => {
  const { bot, id } = await aView(view('Week'));
  await using _ = bot;
  const answer = await bot.discord.press(id, 'v1:chart:cpu 7d', { user: OPERATOR });
  expect(answer).toMatchObject({ ephemeral: true });
  expect(bot.discord.messages(CHANNEL)[0]?.embeds[0]?.title).toBe('🔵 Day');
});

test.each([
  ['a refusal', refuse('There is no metric cpu.')],
  ['a failure', say('/chart failed.', 'bad')],
  ['what is private', { ...view('Week'), private: true }],
])('%s leaves the message as it is', async (_name, pressed) => {
  const { bot, id } = await aView(pressed);
  await using _ = bot;
  const answer = await bot.discord.press(id, PRESS, { user: OPERATOR });
  expect(answer).toMatchObject({ ephemeral: true });
  expect(bot.discord.messages(CHANNEL).map((one) => one.embeds[0]?.title)).toEqual(['🔵 Day']);
  expect(bot.discord.violations).toEqual([]);
});
