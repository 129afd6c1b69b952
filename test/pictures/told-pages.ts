import { renderForConsole } from '../../src/chat/console/render.ts';
import { render } from '../../src/chat/discord/render.ts';
import { renderForTelegram } from '../../src/chat/telegram/render.ts';
import { discordPage } from './discord-page.ts';
import type { Told } from './examples.ts';
import { NOW } from './examples.ts';
import type { TelegramMessage } from './telegram-page.ts';
import { telegramPage } from './telegram-page.ts';
import { terminalPage } from './terminal-page.ts';

export function onDiscord(told: readonly Told[], phone: boolean): Promise<string> {
  const messages = told.map(({ reply, asked, under, silent }, index) => {
    const { embeds, components } = render(reply);
    return {
      id: String(index),
      timestamp: new Date(NOW).toISOString(),
      embeds: [...embeds],
      components: [...components],
      flags: silent ? 1 << 12 : 0,
      ...(under ? { message_reference: { type: 0, channel_id: '1', message_id: '0' } } : {}),
      ...(asked === undefined ? {} : { asked }),
    };
  });
  return discordPage(messages, { channel: 'alerts', now: NOW, phone });
}

export function onTelegram(told: readonly Told[]): string {
  const messages = told.flatMap(({ reply, asked, under }, index): TelegramMessage[] => {
    const { text, reply_markup } = renderForTelegram(reply, { now: NOW, zone: 'UTC' });
    const rows = reply_markup.inline_keyboard;
    const question = { id: -1 - index, source: asked ?? '', rows: [], replyTo: null, edits: 0 };
    const replyTo = asked === undefined ? null : question.id;
    const message = { id: index, source: text, rows, replyTo: under ? 0 : replyTo, edits: 0 };
    return asked === undefined ? [message] : [{ ...question, mine: true }, message];
  });
  return telegramPage(messages, { title: 'Operations', now: NOW });
}

export function onTerminal(told: readonly Told[], width: number): string {
  const screen = { width, colour: true, zone: 'UTC', now: NOW };
  const shown = told.map(({ reply, asked }) => {
    const text = renderForConsole(reply, screen);
    return asked === undefined ? text : `tocsin> ${asked}\n${text}`;
  });
  return terminalPage(shown.join('\n\n'), 'npm start');
}
