import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type Block, line, refuse, reply } from '../../../src/chat/reply.ts';
import { type Upload, uploadsOf } from '../../support/discord/http.ts';
import { stubDesk } from '../../support/stub-desk.ts';
import { type Bot, CHANNEL, GUILD, OPERATOR, startBot } from './setup.ts';

const here = { guild: GUILD, channel: CHANNEL, user: OPERATOR };

function aFile(content: string): Block {
  return { kind: 'attachment', name: 'cpu.csv', mediaType: 'text/csv', content, terminal: '' };
}

function uploads({ discord }: Bot): readonly Upload[] {
  return discord.requests.flatMap(({ body }) => uploadsOf(body));
}

test('a file in an answer is uploaded beside it', async () => {
  const desk = stubDesk({ answer: () => reply([line('Here it is.'), aFile('a,ü\r\n')]) });
  await using bot = await startBot({ desk });
  const { message } = await bot.discord.slash({ ...here, name: 'health' });
  expect(message?.embeds[0]?.description).toBe('Here it is.');
  expect(message?.attachments).toMatchObject([{ filename: 'cpu.csv', size: 6 }]);
  expect(uploads(bot)[0]?.bytes.toString('utf8')).toBe('a,ü\r\n');
  expect(bot.discord.violations).toEqual([]);
});

test('an answer for the asker alone keeps its file', async () => {
  const refused = refuse('Only for you.');
  const alone = { ...refused, blocks: [...refused.blocks, aFile('x')] };
  const desk = stubDesk({ answer: () => alone });
  await using bot = await startBot({ desk });
  const answer = await bot.discord.slash({ ...here, name: 'health' });
  expect(answer.ephemeral).toBe(true);
  expect(answer.message?.attachments).toHaveLength(1);
  expect(bot.discord.violations).toEqual([]);
});

test('a file beyond 10 MiB is packed, and in parts where that is not enough', async () => {
  const content = randomBytes(12 * 1_024 * 1_024).toString('base64');
  const desk = stubDesk({ answer: () => reply([line('Here it is.'), aFile(content)]) });
  await using bot = await startBot({ desk });
  const { message } = await bot.discord.slash({ ...here, name: 'health' });
  expect(message?.attachments.map(({ filename }) => filename)).toEqual([
    'cpu.csv.gz.001',
    'cpu.csv.gz.002',
  ]);
  expect(message?.content).toContain('cat cpu.csv.gz.* | gunzip > cpu.csv');
  const bytes = Buffer.concat(uploads(bot).map((one) => one.bytes));
  expect(gunzipSync(bytes).toString() === content).toBe(true);
  expect(bot.discord.violations).toEqual([]);
});

test('a message in a channel takes its file along', async () => {
  await using bot = await startBot();
  const channel = bot.surface.channel('ops', { id: CHANNEL, thread: null });
  const report = reply([line('The report.'), aFile('x,y\r\n')]);
  const outgoing = { key: 'k1', reply: report, replyTo: null, silent: false };
  const { signal } = new AbortController();
  expect(await channel.post(outgoing, signal)).toMatchObject({ kind: 'delivered' });
  expect(bot.discord.messages(CHANNEL)[0]?.attachments).toMatchObject([
    { filename: 'cpu.csv', size: 5, content_type: 'text/csv' },
  ]);
  expect(bot.discord.violations).toEqual([]);
});
