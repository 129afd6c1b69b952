import { join } from 'node:path';
import type { APIMessage } from 'discord-api-types/v10';
import type { FakeTelegram } from '../support/telegram/telegram.ts';
import {
  ALERTS,
  ANA,
  CHAT,
  chatEnvironment,
  freePort,
  startChats,
  waitFor,
  workFolder,
} from '../support/whole-app.ts';
import { writeHistory } from './history.ts';
import { stagedMachine } from './machine.ts';
import type { Key, TelegramMessage } from './telegram-page.ts';
import type { Terminal } from './terminal.ts';
import { terminal } from './terminal.ts';

const ROOT = join(import.meta.dirname, '../..');

const CONFIGURATION = `
targets:
  - {name: web-1, kind: local, interval: 2s}
rules:
  - name: high_memory
    when: system.memory > 90
    clear: system.memory < 85
    severity: critical
    message: Memory at {value} on {target}
`;

/** What each place showed at one moment. */
export interface Shown {
  readonly discord: readonly APIMessage[];
  readonly telegram: readonly TelegramMessage[];
  readonly terminal: string;
}

export interface Scene {
  readonly fired: Shown;
  readonly acknowledged: Shown;
  readonly resolved: Shown;
}

/** Runs the whole product with both stand-ins and a terminal: an alert fires, Ana takes it, it passes. */
export async function playScene(size: { width: number; height: number }): Promise<Scene> {
  await using chats = await startChats();
  const { discord, telegram } = chats;
  using folder = workFolder(CONFIGURATION);
  using machine = stagedMachine(folder.path);
  await writeHistory(join(folder.path, 'data'), 'web-1');
  const environment = {
    ...chatEnvironment(chats),
    ANALYTICS_PORT: String(await freePort()),
    TERM: 'xterm-256color',
    FORCE_COLOR: '1',
  };
  const command = `${machine.wrapper} ${process.execPath} ${join(ROOT, 'src/main.ts')}`;
  await using screen = terminal(command, { folder: folder.path, environment, ...size });
  const look = (): Shown => ({
    discord: discord.messages(ALERTS),
    telegram: telegram
      .messages(CHAT)
      .map((one) => ({ ...one, rows: rowsOf(one.source, telegram) })),
    terminal: screen.screen(),
  });

  await screen.shows(/tocsin> *$/);
  await discord.connected();
  await firstRound(Number(environment.ANALYTICS_PORT));
  await answered(screen, '/health', /web-1: \d+\/100/);
  machine.useMemory(93.4);
  const card = await waitFor(() => telegram.messages(CHAT)[0], screen.screen);
  await waitFor(() => discord.messages(ALERTS)[0], screen.screen);
  await screen.shows(/CRITICAL/);
  const fired = look();

  const ana = { id: ANA, first_name: 'Ana', is_bot: false };
  const press = { messageId: card.id, chat: CHAT, user: ana, data: 'v1:ack:1' };
  await telegram.press(press).answer();
  await waitFor(() => JSON.stringify(discord.messages(ALERTS)).includes('Ana'), screen.screen);
  await waitFor(() => telegram.messages(CHAT)[0]?.text.includes('Ana'), screen.screen);
  await screen.shows(/cknowledged by Ana/);
  await answered(screen, '/alerts', /1 open alert/);
  await answered(screen, '/health', /Memory is filling up/);
  const acknowledged = look();

  machine.useMemory(71.2);
  await screen.shows(/Resolved/);
  await waitFor(() => discord.messages(ALERTS).length > 1, screen.screen);
  await waitFor(() => telegram.messages(CHAT).length > 1, screen.screen);
  return { fired, acknowledged, resolved: look() };
}

/** The keyboard that was sent last with a text: the stand-in itself keeps no rows. */
function rowsOf(source: string, { requests }: FakeTelegram): readonly (readonly Key[])[] {
  const sent = requests.findLast(({ params }) => params['text'] === source);
  const markup = sent?.params['reply_markup'] as { inline_keyboard?: Key[][] } | undefined;
  return markup?.inline_keyboard ?? [];
}

/** Waits until the product says that every target has fresh data. */
async function firstRound(port: number): Promise<void> {
  let isHealthy = false;
  const ask = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/health`);
    isHealthy = ((await answer.json()) as { status: string }).status === 'healthy';
  };
  await waitFor(() => {
    void ask();
    return isHealthy;
  });
}

async function answered(screen: Terminal, command: string, answer: RegExp): Promise<void> {
  screen.type(command);
  await screen.shows(answer);
  await screen.shows(/tocsin> *$/);
}
