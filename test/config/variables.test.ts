import { describe, expect, test } from 'vitest';
import { refused } from './folder.ts';

describe('a variable is refused with its line in .env and what to write', () => {
  test.each([
    {
      name: 'a token with Bot before it',
      env: '# mine\nDISCORD_TOKEN=Bot abcdefghijkl\n',
      says: ['.env line 2: DISCORD_TOKEN — write the bot token alone, without "Bot " before it'],
    },
    {
      name: 'a token that BotFather never gave',
      env: 'TELEGRAM_BOT_TOKEN=changeme\n',
      says: [
        '.env line 1: TELEGRAM_BOT_TOKEN — write the token as BotFather gives it: digits, a colon, then letters',
      ],
    },
    {
      name: 'a channel by name',
      env: 'DISCORD_ALERT_CHANNEL_ID=#alerts\n',
      says: [],
    },
    {
      name: 'a channel by quoted name',
      env: 'DISCORD_ALERT_CHANNEL_ID="#alerts"\n',
      says: [
        `.env line 1: DISCORD_ALERT_CHANNEL_ID: "#alerts" — write the id as digits (Discord's developer mode, right click, Copy ID)`,
      ],
    },
    {
      name: 'two names of one channel that differ',
      env: 'DISCORD_ALERT_CHANNEL_ID=11\nALERT_DISCORD_CHANNEL_ID=22\n',
      says: [
        '.env line 2: DISCORD_ALERT_CHANNEL_ID (11) and ALERT_DISCORD_CHANNEL_ID (22) are two names of one thing — keep one of them',
      ],
    },
    {
      name: 'a schedule, a zone, a switch, a port, an interval and a level',
      env: 'REPORT_DAILY_CRON=daily\nREPORT_TZ=Mars\nANALYTICS_ENABLED=maybe\nANALYTICS_PORT=99999\nHEALTH_CHECK_INTERVAL=30s\nLOG_LEVEL=loud\n',
      says: [
        '.env line 1: REPORT_DAILY_CRON: "daily" — write minute, hour, day, month and weekday, e.g. 0 23 * * *',
        '.env line 2: REPORT_TZ: "Mars" — write a time zone such as Europe/Berlin',
        '.env line 3: ANALYTICS_ENABLED: "maybe" — write true or false',
        '.env line 4: ANALYTICS_PORT: "99999" — write a port from 0 to 65535',
        '.env line 5: HEALTH_CHECK_INTERVAL: "30s" — write seconds from 1 to 86400',
        '.env line 6: LOG_LEVEL: "loud" — write one of trace, debug, info, warn, error, fatal, silent',
      ],
    },
    {
      name: 'a warning above its critical limit',
      env: 'CPU_WARNING=95\n',
      says: [
        '.env line 1: CPU_WARNING (95) is not below CPU_CRITICAL (90) — write a lower CPU_WARNING or a higher CPU_CRITICAL',
      ],
    },
    {
      name: 'an address with its version',
      env: 'DISCORD_API_URL=https://discord.com/api/v10/\n',
      says: [
        '.env line 1: DISCORD_API_URL: "https://discord.com/api/v10/" — write the address without the version at its end',
      ],
    },
    {
      name: 'another database',
      env: 'DATABASE_URL=postgres://db/tocsin\n',
      says: [
        '.env line 1: DATABASE_URL: "postgres://db/tocsin" — write file: and the path of the database, e.g. file:data/tocsin.db; other databases are not in this version yet',
      ],
    },
    {
      name: 'a role list with a name in it',
      env: 'ROLE_ADMIN_IDS=111,ana\n',
      says: [
        '.env line 1: ROLE_ADMIN_IDS: "111,ana" — write Discord user or role ids and tg:<id> for Telegram, with commas between them',
      ],
    },
    {
      name: 'a name that is nearly one of ours',
      env: 'DISCORD_TOKN=abcdefghijkl\nMY_OWN=1\n',
      says: ['.env line 1: DISCORD_TOKN is unknown — did you mean DISCORD_TOKEN?'],
    },
    {
      name: 'a configuration file that is not there',
      env: 'TOCSIN_CONFIG=other.yaml\n',
      says: [
        '.env line 1: TOCSIN_CONFIG: there is no file other.yaml — write the path of your configuration file',
      ],
    },
  ])('$name', async ({ env, says }) => {
    expect(await refused({ env })).toEqual(says);
  });

  test('from the environment it has no line', async () => {
    expect(await refused({ environment: { LOG_LEVEL: 'loud' } })).toEqual([
      'environment: LOG_LEVEL: "loud" — write one of trace, debug, info, warn, error, fatal, silent',
    ]);
  });
});

describe('an address of the database that names no file', () => {
  const other =
    'write file: and the path of the database, e.g. file:data/tocsin.db; other databases are not in this version yet';
  test.each([
    { address: 'file://data/x.db', hint: 'write file:data/x.db' },
    { address: 'file://x.db', hint: 'write file:x.db' },
    { address: 'data/x.db', hint: 'write file:data/x.db' },
    { address: '/srv/x.db', hint: 'write file:/srv/x.db' },
    { address: 'file:data/', hint: 'write file:data/tocsin.db' },
    { address: 'file:///srv/', hint: 'write file:/srv/tocsin.db' },
    { address: 'file:data/x.db?mode=ro', hint: 'write file:data/x.db' },
    { address: 'file:', hint: other },
    { address: 'file://', hint: other },
    { address: 'file:///', hint: other },
    { address: 'file:..', hint: other },
    { address: 'file:///srv%2Fx.db', hint: other },
    { address: 'file:///srv/%zz.db', hint: other },
    { address: 'file://[::1/x.db', hint: other },
    { address: 'sqlite:data/x.db', hint: other },
  ])('$address', async ({ address, hint }) => {
    expect(await refused({ environment: { DATABASE_URL: address } })).toEqual([
      `environment: DATABASE_URL: "${address}" — ${hint}`,
    ]);
  });

  test('never shows a password that stands in it', async () => {
    const address = 'postgres://ana:hunter22@db/tocsin';
    expect(await refused({ environment: { DATABASE_URL: address } })).toEqual([
      `environment: DATABASE_URL — ${other}`,
    ]);
  });
});
