import type { Asking } from '../doctor/asking.ts';
import {
  DISCORD_TOKEN_REPAIR,
  type DiscordPlace,
  discordCall,
  inviteLink,
} from '../doctor/discord.ts';
import { SECOND } from '../model/time.ts';
import type { Prompts } from './prompts.ts';

/** Plain channels and announcements: https://docs.discord.com/developers/resources/channel#channel-object-channel-types */
const WRITABLE: readonly number[] = [0, 5];
/** https://docs.discord.com/developers/resources/channel limits a server to 500 channels. */
const MOST_CHANNELS = 500;
const DEADLINE = 10 * SECOND;
const SKIP = '';

type Call = (method: string, path: string) => ReturnType<ReturnType<typeof discordCall>>;

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Asks for a bot of Discord, a server and a channel, each tried for real; empty when that was skipped. */
export async function askDiscord(
  prompts: Prompts,
  asking: Asking,
  apiUrl: string,
): Promise<ReadonlyMap<string, string>> {
  const bot = await askToken(prompts, asking, apiUrl);
  if (bot === null) return new Map();
  const { call, token, id } = bot;
  const values = new Map([['DISCORD_TOKEN', token]]);
  const guild = await askGuild(prompts, call, id);
  if (guild === null) return values;
  values.set('DISCORD_GUILD_ID', guild);
  const channel = await askChannel(prompts, call, guild);
  return channel === null ? values : values.set('DISCORD_ALERT_CHANNEL_ID', channel);
}

async function askToken(prompts: Prompts, asking: Asking, apiUrl: string) {
  for (;;) {
    const token = await prompts.secret({
      message: 'Discord: token of your bot (empty: no Discord)',
      check: (text) => (/^[\w.-]{8,}$/.test(text) ? null : 'write the token alone, without "Bot "'),
    });
    if (token === null) return null;
    const place: DiscordPlace = { token, guildId: null, apiUrl };
    const made = discordCall(asking, place);
    const call: Call = (method, path) => made(method, path, AbortSignal.timeout(DEADLINE));
    const me = await prompts.during('Discord is asked', () => answered(call('GET', '/users/@me')));
    if (me.kind === 'answer' && me.status === 200) {
      const { id, username } = me.json as { id: string; username: string };
      prompts.say(`The bot is ${username}.`, 'good');
      return { call, token, id };
    }
    prompts.say(
      me.kind === 'answer'
        ? `Discord refuses the token (${me.status}). ${DISCORD_TOKEN_REPAIR}`
        : me.why,
      'warning',
    );
  }
}

/** What came back, or why nothing did. */
async function answered(answer: ReturnType<Call>) {
  try {
    const got = await answer;
    if (got.kind === 'answer') return got;
    return { kind: 'none', why: got.finding.what } as const;
  } catch {
    return { kind: 'none', why: 'Discord did not answer in time.' } as const;
  }
}

async function askGuild(prompts: Prompts, call: Call, id: string): Promise<string | null> {
  const AGAIN = 'again';
  for (;;) {
    const got = await answered(call('GET', '/users/@me/guilds'));
    const guilds = got.kind === 'answer' && Array.isArray(got.json) ? (got.json as Named[]) : [];
    prompts.say(`To invite the bot to a server, open ${inviteLink(id)}`, 'info');
    const chosen = await prompts.choose('Which server?', [
      ...guilds.map((one) => ({ value: one.id, label: one.name })),
      { value: AGAIN, label: 'look again, I have just invited it' },
      { value: SKIP, label: 'skip' },
    ]);
    if (chosen !== AGAIN) return chosen === SKIP ? null : chosen;
  }
}

async function askChannel(prompts: Prompts, call: Call, guild: string): Promise<string | null> {
  const got = await answered(call('GET', `/guilds/${guild}/channels`));
  const all = got.kind === 'answer' && Array.isArray(got.json) ? got.json : [];
  const channels = (all as (Named & { readonly type: number })[])
    .filter(({ type }) => WRITABLE.includes(type))
    .slice(0, MOST_CHANNELS);
  for (;;) {
    const chosen = await prompts.choose('Which channel gets alerts?', [
      ...channels.map(({ id, name }) => ({ value: id, label: `#${name}` })),
      { value: SKIP, label: 'skip' },
    ]);
    if (chosen === SKIP) return null;
    const typing = await answered(call('POST', `/channels/${chosen}/typing`));
    if (typing.kind === 'answer' && typing.status < 300) return chosen;
    prompts.say(
      'The bot may not write there. Discord: right-click the channel → Edit Channel → Permissions → add the bot → allow View Channel, Send Messages and Embed Links; or choose another.',
      'warning',
    );
  }
}
