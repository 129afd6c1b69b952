import type { Painter } from '../chat/pictures.ts';
import type { ChatSurface } from '../chat/surface.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import type { InboxStore } from '../store/ports.ts';
import type { Core } from './core.ts';

export interface ChatDeps {
  readonly config: Config;
  readonly core: Core;
  readonly inbox: InboxStore;
  readonly log: Log;
  /** Draws the pictures of messages. */
  readonly painter: Painter;
  now(): number;
  /** A platform is back: what waits can be sent. */
  back(): void;
  migrated(oldId: string, newId: string): void;
  readonly signal: AbortSignal;
}

/** Connects the chats that are configured; their libraries are loaded only then. */
export async function openChats(deps: ChatDeps): Promise<readonly ChatSurface[]> {
  const opening = [openDiscord(deps), openTelegram(deps)];
  return (await Promise.all(opening)).filter((one) => one !== null);
}

async function openDiscord(deps: ChatDeps): Promise<ChatSurface | null> {
  const { config, core, signal } = deps;
  if (!config.discord) return null;
  const { discordSurface } = await import('../chat/discord/surface.ts');
  const { desk, identify } = core;
  return discordSurface({
    ...config.discord,
    desk,
    identify,
    log: (level, message) => deps.log[level](message),
    painter: deps.painter,
    onReconnect: deps.back,
    signal,
  });
}

async function openTelegram(deps: ChatDeps): Promise<ChatSurface | null> {
  const { config, core, signal } = deps;
  if (!config.telegram) return null;
  const { telegramSurface } = await import('../chat/telegram/surface.ts');
  const { desk, identify } = core;
  return telegramSurface({
    ...config.telegram,
    desk,
    identify,
    inbox: deps.inbox,
    zone: config.zone,
    now: deps.now,
    log: deps.log,
    painter: deps.painter,
    onMigrate: deps.migrated,
    signal,
  });
}
