import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Block, line, reply } from '../../../src/chat/reply.ts';
import { stubDesk } from '../../support/stub-desk.ts';
import { ANA, COMMANDS, GROUP, runBot, TOKEN } from '../../support/telegram/run-bot.ts';
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

function withFile(content: string) {
  const file: Block = {
    ...{ kind: 'attachment', name: 'cpu.csv', mediaType: 'text/csv' },
    ...{ content, terminal: 'tocsin export csv' },
  };
  return reply([line('Here it is.'), file]);
}

const documents = () => telegram.messages(GROUP).filter(({ document }) => document !== undefined);

test('a file in an answer comes under it, in its topic, as a document', async () => {
  const desk = stubDesk({ commands: COMMANDS, answer: () => withFile('a,ü\r\n') });
  await using _bot = runBot(telegram, { desk });
  const said = telegram.say({ chat: GROUP, user: ANA, text: '/health', thread: 7 });
  const answer = await said.answer();
  expect(answer.text).toBe('Here it is.');
  const found = await telegram.until(() => documents()[0]);
  expect(found).toMatchObject({ replyTo: answer.id, thread: 7, document: { name: 'cpu.csv' } });
  expect(found.document?.bytes.toString('utf8')).toBe('a,ü\r\n');
});

test('a busy moment is waited for', async () => {
  let refused = false;
  telegram.intercept(({ method }) => {
    if (method !== 'sendDocument' || refused) return null;
    refused = true;
    return { code: 429, description: 'Too Many Requests', parameters: { retry_after: 1 } };
  });
  const desk = stubDesk({ commands: COMMANDS, answer: () => withFile('x') });
  await using _bot = runBot(telegram, { desk });
  telegram.say({ chat: GROUP, user: ANA, text: '/health' });
  await telegram.until(() => documents()[0]);
  expect(telegram.count('sendMessage')).toBe(1);
});

test('a file that is not taken is told of, and the answer is not sent again', async () => {
  telegram.intercept(({ method }) =>
    method === 'sendDocument' ? { code: 400, description: 'Bad Request: no files here' } : null,
  );
  const desk = stubDesk({ commands: COMMANDS, answer: () => withFile('x') });
  await using _bot = runBot(telegram, { desk });
  telegram.say({ chat: GROUP, user: ANA, text: '/health' });
  const told = await telegram.until(() =>
    telegram.messages(GROUP).find(({ text }) => text.includes('cpu.csv could not be sent')),
  );
  expect(told.text).toContain('no files here');
  expect(telegram.messages(GROUP)).toHaveLength(2);
});

test('a message in a channel takes its file along', async () => {
  await using bot = runBot(telegram);
  const channel = bot.surface.channel('ops', { id: String(GROUP), thread: null });
  const outgoing = { key: 'k1', reply: withFile('x,y'), replyTo: null, silent: true };
  const { signal } = new AbortController();
  expect(await channel.post(outgoing, signal)).toMatchObject({ kind: 'delivered' });
  expect(documents()).toMatchObject([{ silent: true, document: { name: 'cpu.csv' } }]);
});
