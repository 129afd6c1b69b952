// Makes pictures of everything that Tocsin says, to look at; none of them is part of the documents.
// node test/pictures/cards.ts <folder> [name …]
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { renderForConsole } from '../../src/chat/console/render.ts';
import { render } from '../../src/chat/discord/render.ts';
import { renderForTelegram } from '../../src/chat/telegram/render.ts';
import { ANSWERS } from './answers.ts';
import type { Shot } from './browser.ts';
import { takePictures } from './browser.ts';
import { CHECK_ANSWERS } from './check-answers.ts';
import { discordPage } from './discord-page.ts';
import type { Told } from './examples.ts';
import { ALERTS, NOW } from './examples.ts';
import type { TelegramMessage } from './telegram-page.ts';
import { telegramPage } from './telegram-page.ts';
import { terminalPage } from './terminal-page.ts';
import { VIEW_ANSWERS } from './view-answers.ts';

const SIZES = {
  wide: { width: 600, columns: 80, terminal: 720 },
  phone: { width: 390, columns: 42, terminal: 390 },
} as const;
type Size = keyof typeof SIZES;

const [given, ...wanted] = process.argv.slice(2);
if (given === undefined) throw new Error('say which folder: node test/pictures/cards.ts <folder>');
const folder = resolve(given);
const all = Object.entries({ ...ALERTS, ...ANSWERS, ...CHECK_ANSWERS, ...VIEW_ANSWERS }).filter(
  ([name]) => wanted.length === 0 || wanted.includes(name),
);

for (const size of Object.keys(SIZES) as Size[]) {
  const into = join(folder, size);
  mkdirSync(into, { recursive: true });
  const shots = await Promise.all(all.map(([name, told]) => shotsOf(told, size, join(into, name))));
  await takePictures(shots.flat(), size === 'phone' ? 1.5 : 1.25);
}
process.exit();

async function shotsOf(told: readonly Told[], size: Size, path: string): Promise<Shot[]> {
  const { width, terminal } = SIZES[size];
  return [
    { html: await onDiscord(told, size), width, file: `${path}-discord.png` },
    { html: onTelegram(told), width, file: `${path}-telegram.png` },
    { html: onTerminal(told, size), width: terminal, file: `${path}-terminal.png` },
  ];
}

function onDiscord(told: readonly Told[], size: Size): Promise<string> {
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
  return discordPage(messages, { channel: 'alerts', now: NOW, phone: size === 'phone' });
}

function onTelegram(told: readonly Told[]): string {
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

function onTerminal(told: readonly Told[], size: Size): string {
  const screen = { width: SIZES[size].columns, colour: true, zone: 'UTC', now: NOW };
  const shown = told.map(({ reply, asked }) => {
    const text = renderForConsole(reply, screen);
    return asked === undefined ? text : `tocsin> ${asked}\n${text}`;
  });
  return terminalPage(shown.join('\n\n'), 'npm start');
}
