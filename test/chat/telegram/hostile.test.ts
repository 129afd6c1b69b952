import { describe, expect, test } from 'vitest';
import type { Reply, Text } from '../../../src/chat/reply.ts';
import { code, heading, reply, say, strong } from '../../../src/chat/reply.ts';
import { renderForTelegram, renderToast } from '../../../src/chat/telegram/render.ts';
import { HIDDEN, HOSTILE, HOSTILE_REPLIES, hostileBlocks } from '../../support/hostile.ts';
import { parseHtml } from '../../support/telegram/html.ts';
import { ruleViolations } from '../../support/telegram/rules.ts';
import { GROUP, runBot, TOKEN } from '../../support/telegram/run-bot.ts';
import { tableCheck } from '../../support/telegram/table.ts';
import { startTelegram } from '../../support/telegram/telegram.ts';

const MOMENT = { now: Date.UTC(2026, 2, 10, 12), zone: 'Europe/Berlin' };
const TABLE = tableCheck();
/** The one invisible character that the renderer puts in itself. */
const withoutOurs = (text: string) => text.replaceAll('@\u2060', '@');

function parsed(message: Reply) {
  const found = parseHtml(renderForTelegram(message, MOMENT).text);
  if (found.kind === 'refused') throw new Error(found.reason);
  return found;
}

function kindsOf(text: Text): readonly string[] {
  return [...new Set(parsed(say(text)).entities.map(({ type }) => type))];
}

describe.each(HOSTILE_REPLIES)('hostile text %#', ({ text, reply: whole }) => {
  test.each([whole, ...hostileBlocks(text).map((block) => reply([block]))])(
    'is a message that Telegram takes, and nothing of it is hidden (%#)',
    (message) => {
      const { text: html, plain, reply_markup } = renderForTelegram(message, MOMENT);
      const sent = { chat_id: 1, text: html, parse_mode: 'HTML', reply_markup };
      for (const params of [sent, { chat_id: 1, text: plain, reply_markup }]) {
        expect(ruleViolations('sendMessage', params)).toEqual([]);
        expect(TABLE?.request('sendMessage', params) ?? []).toEqual([]);
      }
      const labels = reply_markup.inline_keyboard.flat().map((key) => key.text);
      const read = [parsed(message).text, plain, renderToast(message, MOMENT, 200), ...labels];
      expect(read.filter((one) => HIDDEN.test(withoutOurs(one)))).toEqual([]);
      expect(plain).not.toMatch(/@\w/);
    },
  );

  test('escapes no mark, pings nobody and cannot pass for a question', () => {
    expect(kindsOf(text)).toEqual([]);
    expect(kindsOf([strong(text)]).filter((kind) => kind !== 'bold')).toEqual([]);
    expect(kindsOf([code(text)]).filter((kind) => kind !== 'code')).toEqual([]);
    expect(parsed(say(text)).text).not.toMatch(/@\w/);
    expect(parsed(reply([heading(text)])).text).not.toMatch(/@\w|\n/);
    const links = parsed(whole).entities.flatMap(({ url = [] }) => url);
    expect(links.filter((url) => !/^https?:/.test(url))).toEqual([]);
  });
});

test('every one of them goes out through the real client', async () => {
  await using telegram = await startTelegram({ token: TOKEN });
  await using bot = runBot(telegram);
  const channel = bot.surface.channel('phone', { id: String(GROUP), thread: null });
  for (const [index, { reply: message }] of HOSTILE_REPLIES.entries()) {
    const outgoing = { key: `k${index}`, reply: message, replyTo: null, silent: index % 2 === 0 };
    const sent = await channel.post(outgoing, AbortSignal.timeout(5_000));
    expect(sent.kind).toBe('delivered');
  }
  expect(telegram.messages(GROUP)).toHaveLength(HOSTILE.length);
  expect(telegram.violations).toEqual([]);
});
