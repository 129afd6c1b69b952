import { Api, InputFile } from 'grammy';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tableCheck } from '../../support/telegram/table.ts';
import type { FakeTelegram } from '../../support/telegram/telegram.ts';
import { startTelegram } from '../../support/telegram/telegram.ts';

const TOKEN = '777000:AAother-token';
let telegram: FakeTelegram;
let api: Api;

beforeEach(async () => {
  telegram = await startTelegram({ token: TOKEN });
  api = new Api(TOKEN, { apiRoot: telegram.apiRoot });
});

afterEach(async () => {
  await telegram[Symbol.asyncDispose]();
});

const button = (data: string) => ({ inline_keyboard: [[{ text: 'x', callback_data: data }]] });
const html = { parse_mode: 'HTML' as const };

describe('the stand-in of Telegram', () => {
  test.each<{ name: string; send: () => Promise<unknown>; why: RegExp }>([
    { name: '4097 characters', send: () => api.sendMessage(1, 'x'.repeat(4_097)), why: /too long/ },
    { name: 'no text', send: () => api.sendMessage(1, ' \n '), why: /text is empty/ },
    {
      name: 'an unclosed tag',
      send: () => api.sendMessage(1, '<b>x', html),
      why: /Can't find end tag/,
    },
    {
      name: 'tags that cross',
      send: () => api.sendMessage(1, '<b><i>x</b></i>', html),
      why: /Unexpected end tag/,
    },
    {
      name: 'an unknown tag',
      send: () => api.sendMessage(1, '<div>x</div>', html),
      why: /Unsupported start tag "div"/,
    },
    {
      name: 'a stray <',
      send: () => api.sendMessage(1, 'a < b', html),
      why: /can't parse entities/,
    },
    {
      name: '65 bytes of callback data',
      send: () => api.sendMessage(1, 'x', { reply_markup: button('ä'.repeat(33)) }),
      why: /BUTTON_DATA_INVALID/,
    },
    {
      name: 'a command name in capitals',
      send: () => api.setMyCommands([{ command: 'Ack', description: 'x' }]),
      why: /BOT_COMMAND_INVALID/,
    },
    {
      name: 'a question with a long hint',
      send: () =>
        api.sendMessage(1, 'x', {
          reply_markup: { force_reply: true, input_field_placeholder: 'x'.repeat(65) },
        }),
      why: /PLACEHOLDER_INVALID/,
    },
    {
      name: 'a long toast',
      send: () => api.answerCallbackQuery('1', { text: 'x'.repeat(201) }),
      why: /TOO_LONG/,
    },
  ])('refuses $name and keeps it', async ({ send, why }) => {
    await expect(send()).rejects.toThrow(why);
    expect(telegram.violations[0]).toMatch(why);
  });

  test('takes 4096 visible characters with tags, and 64 bytes', async () => {
    await api.sendMessage(1, `<b>${'&lt;'.repeat(4_096)}</b>`, {
      ...html,
      reply_markup: button('ä'.repeat(32)),
    });
    expect(telegram.violations).toEqual([]);
  });

  test('shows whom a link to a person means, and what a question is answered with', async () => {
    const sent = await api.sendMessage(
      1,
      ' <a href="tg://user?id=7">Ana</a>, <code>&lt;a&gt;</code>',
      {
        ...html,
        reply_markup: { force_reply: true, selective: true },
      },
    );
    expect(sent.text).toBe('Ana, <a>');
    expect(sent.entities).toMatchObject([
      { type: 'text_mention', offset: 0, length: 3, user: { id: 7 } },
      { type: 'code', offset: 5, length: 3 },
    ]);
    telegram.say({ chat: 1, user: 7, text: 'yes', replyTo: sent.message_id });
    const [update] = await api.getUpdates();
    expect(update?.message?.reply_to_message).toMatchObject({ from: { is_bot: true } });
    expect(telegram.violations).toEqual([]);
  });

  test('reads multipart bodies', async () => {
    const { document } = await api.sendDocument(1, new InputFile(Buffer.from('x'), 'x.txt'));
    expect(document).toMatchObject({ file_name: 'x.txt', file_size: 1 });
    expect(telegram.requests[0]?.params).toMatchObject({
      chat_id: 1,
      document: expect.any(String),
    });
  });

  test.skipIf(tableCheck() === null)(
    'refuses a misspelt parameter (needs ../shared/data/telegram-bot-api.json)',
    async () => {
      await expect(api.sendMessage(1, 'x', { sielnt: true } as object)).rejects.toThrow(/400/);
      expect(telegram.violations[0]).toContain('sielnt');
    },
  );

  test('keeps updates until they are confirmed', async () => {
    const { updateId } = telegram.say({ chat: 1, user: 1, text: '/health' });
    const first = await api.getUpdates();
    expect(await api.getUpdates()).toEqual(first);
    expect(await api.getUpdates({ offset: updateId + 1 })).toEqual([]);
    expect(await api.getUpdates()).toEqual([]);
  });

  test('ends the older of two polls with 409', async () => {
    const older = api.getUpdates({ timeout: 5 });
    older.catch(() => undefined);
    await telegram.until(() => telegram.polling());
    await api.getUpdates();
    await expect(older).rejects.toThrow(/409: Conflict: terminated by other getUpdates/);
  });

  test('knows stale presses and edits that change nothing', async () => {
    const sent = await api.sendMessage(1, 'x');
    await expect(api.editMessageText(1, sent.message_id, 'x')).rejects.toThrow(/not modified/);
    await expect(api.answerCallbackQuery('1')).rejects.toThrow(/query is too old/);
    expect(telegram.violations).toEqual([]);
  });
});
