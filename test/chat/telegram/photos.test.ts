import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Painter } from '../../../src/chat/pictures.ts';
import { type Block, heading, line, reply } from '../../../src/chat/reply.ts';
import type { Chart } from '../../../src/model/chart.ts';
import { CHARTS } from '../../support/charts.ts';
import { aCommand, stubDesk } from '../../support/stub-desk.ts';
import { ANA, GROUP, runBot, TOKEN } from '../../support/telegram/run-bot.ts';
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

const { signal } = new AbortController();
const COMMANDS = [aCommand({ name: 'chart' })];

function chart(title: string): Block {
  return { kind: 'chart', chart: { ...CHARTS['area'], title } as Chart, alt: `${title}: 94 %` };
}

/** Draws at once: a file that holds the title. */
const painter: Painter = { png: async ({ title }) => ({ bytes: Buffer.from(title) }) };

function view(titles: readonly string[], words = 'It rises.') {
  const button = { label: '7 d', tone: 'plain', command: 'chart', input: '7d' } as const;
  return reply([
    ...[heading('CPU'), line(words), ...titles.map(chart)],
    { kind: 'buttons', buttons: [{ ...button, replaces: true }] },
  ]);
}

const shown = () => telegram.messages(GROUP);
const photoOf = (index: number) => shown()[index]?.photo?.bytes.toString();
const until = (wanted: () => boolean) => telegram.until(() => wanted() || undefined);

test('a short answer becomes a picture with its words and buttons', async () => {
  const desk = stubDesk({ commands: COMMANDS, answer: () => view(['day']) });
  await using _bot = runBot(telegram, { desk, painter });
  const said = telegram.say({ chat: GROUP, user: ANA, text: '/chart' });
  const answer = await said.answer();
  expect(answer.text).toContain('It rises.');
  await until(() => photoOf(0) === 'day');
  expect(shown()).toMatchObject([
    { id: answer.id, text: answer.text, buttons: [{ text: '7 d', data: 'v1r:chart:7d' }] },
  ]);
});

test('a press that replaces brings the next picture into the same message', async () => {
  const answers = [view(['day']), view(['week'], 'It fell.')];
  const desk = stubDesk({ commands: COMMANDS, answer: () => answers.shift() ?? view([]) });
  await using _bot = runBot(telegram, { desk, painter });
  const { id } = await telegram.say({ chat: GROUP, user: ANA, text: '/chart' }).answer();
  await until(() => photoOf(0) === 'day');
  telegram.press({ chat: GROUP, messageId: id, user: ANA, data: 'v1r:chart:7d' });
  await until(() => photoOf(0) === 'week');
  expect(shown()).toMatchObject([{ id, buttons: [{ text: '7 d' }] }]);
  expect(shown()[0]?.text).toContain('It fell.');
  telegram.press({ chat: GROUP, messageId: id, user: ANA, data: 'v1r:chart:7d' });
  await until(() => shown().length === 2);
  expect(shown()[1]?.photo).toBeUndefined();
});

test.each([
  ['several pictures: the others', ['1', '2', '3'], 'It rises.', ['1', '2', '3']],
  ['a long answer: all', ['1', '2'], 'It rises and rises.\n'.repeat(80), [undefined, '1', '2']],
])('%s come below it', async (_name, titles, words, photos) => {
  const desk = stubDesk({ commands: COMMANDS, answer: () => view(titles, words) });
  await using _bot = runBot(telegram, { desk, painter });
  telegram.say({ chat: GROUP, user: ANA, text: '/chart', thread: 7 });
  await until(() => shown().length === photos.length && photoOf(photos.length - 1) !== undefined);
  expect(photos.map((_, index) => photoOf(index))).toEqual(photos);
  const [first, ...below] = shown();
  const last = { replyTo: first?.id, thread: 7, silent: true, text: `${titles.at(-1)}: 94 %` };
  expect(below.at(-1)).toMatchObject(last);
});

test('where a message cannot become a picture, the picture comes below it', async () => {
  telegram.intercept(({ method }) =>
    method === 'editMessageMedia' ? { code: 400, description: 'Bad Request: no' } : null,
  );
  const desk = stubDesk({ commands: COMMANDS, answer: () => view(['day']) });
  await using _bot = runBot(telegram, { desk, painter });
  telegram.say({ chat: GROUP, user: ANA, text: '/chart' });
  await until(() => photoOf(1) === 'day');
});

test('pictures that are not taken are a line of the log, and the answer stays', async () => {
  telegram.intercept(({ method }) =>
    /Photo|Media/.test(method) ? { code: 400, description: 'Bad Request: no' } : null,
  );
  const desk = stubDesk({ commands: COMMANDS, answer: () => view(['day']) });
  await using bot = runBot(telegram, { desk, painter });
  telegram.say({ chat: GROUP, user: ANA, text: '/chart' });
  await until(() => bot.said.some((one) => one.includes('a picture did not follow')));
  expect(shown()).toHaveLength(1);
});

test('pictures follow what is posted in a channel, and an edit of it', async () => {
  await using bot = runBot(telegram, { painter });
  const channel = bot.surface.channel('ops', { id: String(GROUP), thread: null });
  const outgoing = { key: 'k1', reply: view(['report']), replyTo: null, silent: false };
  const posted = await channel.post(outgoing, signal);
  await until(() => photoOf(0) === 'report');
  const remoteId = 'remoteId' in posted ? posted.remoteId : '';
  await channel.edit(remoteId, { ...outgoing, reply: view(['newer']) }, signal);
  await until(() => photoOf(0) === 'newer');
  const over = { ...outgoing, reply: reply([line('over')]) };
  expect(await channel.edit(remoteId, over, signal)).toMatchObject({ kind: 'gone' });
});
