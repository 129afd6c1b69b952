import type { Client, SimpleShardingStrategy as Strategy } from 'discord.js';
import { SECOND } from '../../model/time.ts';

type Library = typeof import('discord.js');

export interface OpenClient {
  readonly client: Client;
  /** Hangs up for good; never throws. */
  leave(): Promise<void>;
}

/** A client with only what answering needs: the Guilds intent, no message cache, no mentions. */
export function newClient(library: Library, apiUrl: string): OpenClient {
  const { Client: DiscordClient, GatewayIntentBits, Options, SimpleShardingStrategy } = library;
  let strategy: Strategy | null = null;
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
        strategy = new SimpleShardingStrategy(manager);
        return strategy;
      },
    },
  });
  return {
    client,
    async leave() {
      const shards = strategy === null ? [] : stayAway(strategy);
      await client.destroy().catch(() => undefined);
      for (const { connection } of shards) {
        if (connection?.readyState === CONNECTING) connection.terminate();
      }
    },
  };
}

/** The library's own parts that leaving needs, and its typings hide. */
interface Shard {
  readonly connection: {
    readonly readyState: number;
    on(event: 'error', listener: () => void): void;
    terminate(): void;
  } | null;
  internalConnect(): Promise<void>;
}

/** https://developer.mozilla.org/docs/Web/API/WebSocket/readyState */
const CONNECTING = 0;

/**
 * The library reconnects half a second after a cut, and goes on with a log-in, even when it was destroyed meanwhile: a
 * connection that nobody owns would live on for ever. And it stops listening to a socket that is still connecting, whose
 * failure would then end the process. So all three ways are closed.
 */
function stayAway(strategy: Strategy): readonly Shard[] {
  strategy.connect = () => Promise.reject(new Error('the Discord connection was closed'));
  const shards = [...(strategy as unknown as { shards: Map<number, Shard> }).shards.values()];
  for (const shard of shards) {
    shard.internalConnect = () => Promise.resolve();
    shard.connection?.on('error', () => undefined);
  }
  return shards;
}
