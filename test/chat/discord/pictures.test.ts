import { expect, test } from 'vitest';
import type { Painter } from '../../../src/chat/pictures.ts';
import { type Block, heading, line, refuse, reply } from '../../../src/chat/reply.ts';
import type { Chart } from '../../../src/model/chart.ts';
import { CHARTS } from '../../support/charts.ts';
import { stubDesk } from '../../support/stub-desk.ts';
import { type Bot, CHANNEL, GUILD, OPERATOR, startBot } from './setup.ts';

const here = { guild: GUILD, channel: CHANNEL, user: OPERATOR };
const { signal } = new AbortController();

function chart(title: string): Block {
  return { kind: 'chart', chart: { ...CHARTS['area'], title } as Chart, alt: `${title}: 94 %` };
}

/** Draws at once: a file that holds the title. */
const painter: Painter = {
  png: async ({ title }) => ({ bytes: Buffer.from(title) }),
};

function view(...titles: readonly string[]) {
  const buttons = [
    {
      label: '7 d',
      tone: 'plain' as const,
      command: 'chart',
      input: '7d',
      replaces: true as const,
    },
  ];
  return reply([
    heading('CPU'),
    line('It rises.'),
    ...titles.map(chart),
    { kind: 'buttons', buttons },
  ]);
}

/** The message once it has as many pictures. */
function pictured({ discord }: Bot, count: number) {
  return expect
    .poll(() => discord.messages(CHANNEL)[0]?.attachments.map((one) => one.size > 0), {
      timeout: 5_000,
    })
    .toEqual(Array.from({ length: count }, () => true));
}

test('pictures follow an answer by an edit, in its embeds and with their alternative text', async () => {
  const desk = stubDesk({ answer: () => view('first', 'second') });
  await using bot = await startBot({ desk, painter });
  const { message } = await bot.discord.slash({ ...here, name: 'health' });
  expect(message?.embeds[0]).toMatchObject({ title: '🔵 CPU', description: 'It rises.' });
  await pictured(bot, 2);
  const [shown] = bot.discord.messages(CHANNEL);
  expect(shown?.attachments).toMatchObject([
    { filename: 'chart-1.png', description: 'first: 94 %', size: 5 },
    { filename: 'chart-2.png', description: 'second: 94 %', size: 6 },
  ]);
  expect(shown?.embeds).toMatchObject([
    { description: 'It rises.', image: { url: 'attachment://chart-1.png' } },
    { image: { url: 'attachment://chart-2.png' } },
  ]);
  expect(shown?.components).toHaveLength(1);
  expect(bot.discord.violations).toEqual([]);
});

test('at most four pictures follow, and a file of the answer stays', async () => {
  const file: Block = {
    ...{ kind: 'attachment', name: 'cpu.csv', mediaType: 'text/csv', content: 'a,b', terminal: '' },
  };
  const many = view('1', '2', '3', '4', '5');
  const desk = stubDesk({ answer: () => ({ ...many, blocks: [...many.blocks, file] }) });
  await using bot = await startBot({ desk, painter });
  await bot.discord.slash({ ...here, name: 'health' });
  await pictured(bot, 5);
  const names = bot.discord.messages(CHANNEL)[0]?.attachments.map((one) => one.filename);
  expect(names?.toSorted()).toEqual([
    ...['chart-1.png', 'chart-2.png', 'chart-3.png', 'chart-4.png', 'cpu.csv'],
  ]);
  expect(bot.discord.violations).toEqual([]);
});

test('a press that replaces takes the old picture away, and brings the new one', async () => {
  const answers = [view('day'), view('a week')];
  const desk = stubDesk({ answer: () => answers.shift() ?? refuse('enough') });
  await using bot = await startBot({ desk, painter });
  const { message } = await bot.discord.slash({ ...here, name: 'health' });
  await pictured(bot, 1);
  await bot.discord.press(message?.id ?? '', 'v1r:chart:7d', { user: OPERATOR });
  const sizes = () => bot.discord.messages(CHANNEL)[0]?.attachments.map((one) => one.size);
  await expect.poll(sizes, { timeout: 5_000 }).toEqual(['a week'.length]);
  expect(bot.discord.violations).toEqual([]);
});

test('a picture that is not drawn changes nothing, and one that comes too late is left out', async () => {
  const late = Promise.withResolvers<{ bytes: Uint8Array }>();
  const drawn = [late.promise, Promise.resolve(null)];
  const desk = stubDesk({ answer: () => view('day') });
  await using bot = await startBot({
    ...{ desk, painter: { png: () => drawn.shift() ?? Promise.resolve(null) } },
  });
  const { message } = await bot.discord.slash({ ...here, name: 'health' });
  await bot.discord.press(message?.id ?? '', 'v1r:chart:7d', { user: OPERATOR });
  late.resolve({ bytes: Buffer.from('old') });
  await late.promise;
  await bot.surface[Symbol.asyncDispose]();
  expect(bot.discord.messages(CHANNEL)[0]?.attachments).toEqual([]);
  expect(bot.log.filter((entry) => entry.includes('picture'))).toEqual([]);
});

test('a failure to draw is a line of the log', async () => {
  const desk = stubDesk({ answer: () => view('day') });
  const failing = { png: () => Promise.reject(new Error('no room')) };
  await using bot = await startBot({ desk, painter: failing });
  await bot.discord.slash({ ...here, name: 'health' });
  await expect
    .poll(() => bot.log)
    .toContain('warn: Discord: a picture did not follow its message: no room');
});

test('pictures follow what is posted in a channel, and an edit of it', async () => {
  await using bot = await startBot({ painter });
  const channel = bot.surface.channel('ops', { id: CHANNEL, thread: null });
  const outgoing = { key: 'k1', reply: view('report'), replyTo: null, silent: false };
  const posted = await channel.post(outgoing, signal);
  await pictured(bot, 1);
  const remoteId = 'remoteId' in posted ? posted.remoteId : '';
  await channel.edit(remoteId, { ...outgoing, reply: view('newer report') }, signal);
  const sizes = () => bot.discord.messages(CHANNEL)[0]?.attachments.map((one) => one.size);
  await expect.poll(sizes, { timeout: 5_000 }).toEqual(['newer report'.length]);
  await channel.edit(remoteId, { ...outgoing, reply: reply([line('over')]) }, signal);
  expect(bot.discord.messages(CHANNEL)[0]?.embeds).toMatchObject([{ description: 'over' }]);
  expect(bot.discord.violations).toEqual([]);
});
