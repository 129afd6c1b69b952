import { newSender } from '../../src/chat/discord/calls.ts';
import { discordChannel } from '../../src/chat/discord/channel.ts';
import { library } from '../../src/chat/discord/library.ts';
import { telegramChannel } from '../../src/chat/telegram/channel.ts';
import { telegramClient } from '../../src/chat/telegram/client.ts';
import { messenger } from '../../src/chat/telegram/messenger.ts';
import type { Channel } from '../../src/notify/channel.ts';

export const GUILD = '100000000000000001';
export const OPS = '200000000000000001';
export const PHONE = -1_001_234_567_890;
export const TELEGRAM_TOKEN = '777000:AAsecret-token_0123456789abcdefghij';

/** Where the stand-ins listen. */
export interface Addresses {
  readonly discord: { readonly apiUrl: string; readonly token: string };
  readonly telegram: { readonly apiRoot: string };
}

/** The channel `ops`: the product's Discord channel, which sends each message with a key. */
export function opsChannel({ discord }: Addresses): Channel {
  const sender = newSender(library, { token: discord.token, apiUrl: discord.apiUrl });
  // Their timers would keep a test process awake.
  sender.rest().clearHashSweeper();
  sender.rest().clearHandlerSweeper();
  return discordChannel('ops', { id: OPS, thread: null }, async () => sender);
}

/** The channel `phone`: the product's Telegram channel, whose service knows no keys. */
export function phoneChannel({ telegram }: Addresses): Channel {
  const client = telegramClient({ token: TELEGRAM_TOKEN, apiRoot: telegram.apiRoot });
  const zone = 'Europe/Berlin';
  const send = messenger({ client, zone, now: Date.now, onMigrate: () => {} });
  return telegramChannel('phone', { id: String(PHONE), thread: null }, send);
}
