import { expect, onTestFinished, test } from 'vitest';
import { startDiscord } from '../support/discord/fake-discord.ts';
import type { ChannelSeed } from '../support/discord/world.ts';
import { ALERTS, GUILD } from '../support/whole-app.ts';
import { installation } from './installation.ts';

const TAGS = ['firing', 'acknowledged', 'resolved', 'info', 'warning', 'error', 'critical'];
const ALL_TAGS = [...TAGS, 'emergency'];
const forum = (style: string) => `channels: {ops: {kind: discord, channel: "${ALERTS}"${style}}}\n`;

/** A Discord with one channel, and an installation that is connected to it. */
async function connected(
  more: Partial<ChannelSeed> = {},
  { env = {}, yaml = '' }: { env?: Record<string, string>; yaml?: string } = {},
) {
  const discord = await startDiscord({
    guilds: [{ id: GUILD }],
    channels: [{ id: ALERTS, guild: GUILD, ...more }],
  });
  onTestFinished(() => discord[Symbol.asyncDispose]());
  const doctored = installation({
    env: {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_GUILD_ID: GUILD,
      ...(yaml === '' && { DISCORD_ALERT_CHANNEL_ID: ALERTS }),
      ...env,
    },
    yaml,
  });
  return { discord, ...doctored };
}

test('a Discord that lets us do all has no fault, and nothing stands in the channel', async () => {
  const { discord, faults } = await connected();
  expect(await faults()).toEqual([]);
  expect(discord.messages(ALERTS)).toEqual([]);
  expect(discord.violations).toEqual([]);
});

test.each([
  {
    fault: 'a channel that the bot does not see',
    seed: { rights: 'none' as const },
    what: /does not see channel discord/,
    repair: /Edit Channel → Permissions → .*View Channel/,
  },
  {
    fault: 'a channel where it may not write',
    seed: { rights: 'view' as const },
    what: /may not write in channel discord/,
    repair: /Permissions → .*Send Messages/,
  },
  {
    fault: 'a channel where its messages would be empty',
    seed: { denied: 1n << 14n },
    what: /lacks Embed Links in channel discord/,
    repair: /Permissions → add the bot → allow Embed Links$/,
  },
  {
    fault: 'a channel where it may send no files',
    seed: { denied: 1n << 15n },
    what: /lacks Attach Files/,
    repair: /allow Attach Files$/,
  },
  {
    fault: 'a forum where it may write in no post',
    seed: { tags: ALL_TAGS, denied: 1n << 38n },
    yaml: forum(', style: forum'),
    what: /lacks Send Messages in Threads in channel ops/,
    repair: /allow Send Messages in Threads$/,
  },
  {
    fault: 'the id of a channel that is not there',
    seed: {},
    env: { DISCORD_ALERT_CHANNEL_ID: '200000000000000009' },
    what: /no channel 200000000000000009, which discord means/,
    repair: /Copy Channel ID: write it into DISCORD_ALERT_CHANNEL_ID/,
  },
  {
    fault: 'a wrong token',
    seed: {},
    env: { DISCORD_TOKEN: 'another.wrong.token' },
    what: /refuses the token \(401\)/,
    repair: /Reset Token: put it into DISCORD_TOKEN/,
  },
  {
    fault: 'a server that did not invite the bot with its commands',
    seed: { guild: '100000000000000009' },
    env: { DISCORD_GUILD_ID: '100000000000000009' },
    what: /no slash commands in the server 100000000000000009/,
    repair: /oauth2\/authorize\?client_id=4242424242424242&scope=bot\+applications\.commands/,
  },
  {
    fault: 'a plain channel that is said to be a forum',
    seed: {},
    yaml: forum(', style: forum'),
    what: /ops is no forum/,
    repair: /leave out `style: forum` at `channels.ops`/,
  },
  {
    fault: 'a forum that is said to be a plain channel',
    seed: { tags: TAGS },
    yaml: forum(''),
    what: /is a forum/,
    repair: /write `style: forum` at `channels.ops`/,
  },
  {
    fault: 'a forum without the tags of posts',
    seed: { tags: TAGS.slice(1) },
    yaml: forum(', style: forum'),
    what: /forum ops lacks the tags firing, emergency/,
    repair: /Edit Channel → Tags: add firing, emergency/,
  },
])('$fault is found with its repair', async ({ seed, env = {}, yaml = '', what, repair }) => {
  const { faults } = await connected(seed, { env, yaml });
  expect(await faults()).toEqual([
    {
      state: expect.stringMatching(/bad|warning/),
      what: expect.stringMatching(what),
      repair: expect.stringMatching(repair),
    },
  ]);
});

test('a Discord that asks to wait is named as such', async () => {
  const { discord, faults } = await connected();
  discord.intercept(({ path }) =>
    path === '/users/@me'
      ? { status: 429, body: { message: 'rate limited', retry_after: 12.3, global: true } }
      : undefined,
  );
  expect(await faults()).toEqual([
    {
      state: 'warning',
      what: expect.stringMatching(/asks to wait 13 s \(429\)/),
      repair: expect.stringMatching(/stop other programs that use this token/),
    },
  ]);
});

test.each([
  { ahead: 5 * 60_000, state: 'bad', words: '5 min ahead of' },
  { ahead: -90_000, state: 'warning', words: '1 min behind' },
])('a clock that is off by $ahead ms is found', async ({ ahead, state, words }) => {
  const { discord, faults } = await connected();
  discord.intercept(({ path }) => {
    const date = new Date(Date.now() - ahead - 500).toUTCString();
    const body = { id: '4242424242424242', username: 'tocsin' };
    return path === '/users/@me' ? { status: 200, body, headers: { date } } : undefined;
  });
  expect(await faults()).toEqual([
    { state, what: expect.stringContaining(words), repair: 'sudo timedatectl set-ntp true' },
  ]);
});

test('a Discord that cannot be reached is one finding, and the token is in none', async () => {
  const { discord, faults } = await connected();
  await discord.down();
  const found = await faults();
  expect(found).toEqual([
    {
      state: 'bad',
      what: expect.stringMatching(/refuses connections/),
      repair: expect.stringMatching(/start what should listen on 127\.0\.0\.1/),
    },
  ]);
  expect(JSON.stringify(found)).not.toContain(discord.token);
});
