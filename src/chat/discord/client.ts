import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'discord.js';
import { SECOND } from '../../model/time.ts';

type Library = typeof import('discord.js');

/** The library waits half a second before it reconnects, and does so even if it was destroyed meanwhile. */
const STRAY_RECONNECT = 0.7 * SECOND;

export interface OpenClient {
  readonly client: Client;
  /** Hangs up for good; never throws. */
  leave(): Promise<void>;
}

interface Sockets {
  destroy(): Promise<void>;
}

/** A client with only what answering needs: the Guilds intent, no message cache, no mentions. */
export function newClient(library: Library, apiUrl: string): OpenClient {
  const { Client: DiscordClient, GatewayIntentBits, Options, SimpleShardingStrategy } = library;
  let sockets: Sockets | null = null;
  let steady = false;
  const client = new DiscordClient({
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [] },
    rest: { api: apiUrl, timeout: 10 * SECOND },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      GuildMemberManager: 200,
      UserManager: 200,
    }),
    ws: {
      buildStrategy(manager) {
        // The library's typings confuse this class with another of the same name.
        sockets = manager as unknown as Sockets;
        return new SimpleShardingStrategy(manager);
      },
    },
  });
  client.on(library.Events.ShardReady, () => {
    steady = true;
  });
  client.on(library.Events.ShardResume, () => {
    steady = true;
  });
  client.on(library.Events.ShardReconnecting, () => {
    steady = false;
  });
  return {
    client,
    async leave() {
      const stray = !steady;
      await client.destroy().catch(() => undefined);
      if (!stray) return;
      await sleep(STRAY_RECONNECT);
      await (sockets as Sockets | null)?.destroy().catch(() => undefined);
    },
  };
}
