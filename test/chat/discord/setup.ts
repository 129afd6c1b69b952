import { type DiscordOptions, discordSurface } from '../../../src/chat/discord/surface.ts';
import type { ChatSurface } from '../../../src/chat/surface.ts';
import { type FakeDiscord, startDiscord } from '../../support/discord/fake-discord.ts';
import type { DiscordSeed } from '../../support/discord/fault.ts';
import { stubDesk, stubIdentify } from '../../support/stub-desk.ts';

export const GUILD = '100';
export const OTHER_GUILD = '200';
export const CHANNEL = '500';
export const OPERATOR = '11';
export const STRANGER = '66';

export const SEED: DiscordSeed = {
  guilds: [
    { id: GUILD, owner: '10' },
    { id: OTHER_GUILD, owner: STRANGER },
  ],
  channels: [
    { id: CHANNEL, guild: GUILD, name: 'ops' },
    { id: '600', guild: OTHER_GUILD },
  ],
};

export interface Bot extends AsyncDisposable {
  readonly discord: FakeDiscord;
  readonly surface: ChatSurface;
  readonly log: readonly string[];
}

/** A stand-in Discord and the real client on it. */
export async function startBot(
  options: Partial<DiscordOptions> & { seed?: Partial<DiscordSeed>; discord?: FakeDiscord } = {},
): Promise<Bot> {
  const { seed, ...given } = options;
  const discord = options.discord ?? (await startDiscord({ ...SEED, ...seed }));
  const log: string[] = [];
  const surface = discordSurface({
    token: discord.token,
    apiUrl: discord.apiUrl,
    guildId: GUILD,
    desk: stubDesk(),
    identify: stubIdentify({ [OPERATOR]: 'operator' }),
    log: (level, message) => void log.push(`${level}: ${message}`),
    signal: new AbortController().signal,
    ...given,
  });
  return {
    discord,
    surface,
    log,
    async [Symbol.asyncDispose]() {
      await surface[Symbol.asyncDispose]();
      await discord[Symbol.asyncDispose]();
    },
  };
}
