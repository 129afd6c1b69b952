import { z } from 'zod';
import { DAY, SECOND } from '../model/time.ts';
import { isCron, isZone } from './calendar.ts';
import { databaseHint, databasePath } from './database-url.ts';

const YES = ['true', '1', 'yes', 'on'];
const NO = ['false', '0', 'no', 'off'];

/** Levels of pino: https://getpino.io/#/docs/api?id=loggerlevel-string-gettersetter */
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Discord's ids are 64-bit numbers: https://discord.com/developers/docs/reference#snowflakes */
export const DISCORD_ID = /^\d{1,20}$/;
/** A numeric id, negative for groups, or a public name: https://core.telegram.org/bots/api#sendmessage */
export const TELEGRAM_CHAT = /^(-?\d{1,20}|@\w{4,32})$/;
export const TELEGRAM_USER = /^\d{1,20}$/;

export const DISCORD_ID_HINT =
  "write the id as digits (Discord's developer mode, right click, Copy ID)";
export const TELEGRAM_CHAT_HINT =
  'write the id of the chat such as -1001234567890, or the @name of a public one';

const yesOrNo = z
  .string()
  .toLowerCase()
  .refine((text) => [...YES, ...NO].includes(text), 'write true or false')
  .transform((text) => YES.includes(text));

function count(from: number, to: number, what: string) {
  return z
    .string()
    .refine(
      (text) => /^\d+(\.\d+)?$/.test(text) && Number(text) >= from && Number(text) <= to,
      `write ${what} from ${from} to ${to}`,
    )
    .transform(Number);
}

function whole(from: number, to: number, what: string) {
  return count(from, to, what).refine(Number.isInteger, `write ${what} without a fraction`);
}

/** `a, b , c` as a list; empty entries are dropped. */
function list(entry: RegExp, hint: string) {
  return z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((one) => one !== ''))
    .refine((ids) => ids.every((id) => entry.test(id)), hint)
    .default([]);
}

function address(fallback: string) {
  return z
    .string()
    .refine((text) => /^https?:\/\/[^\s/]/.test(text) && URL.canParse(text), {
      error: `write an address such as ${fallback}`,
      abort: true,
    })
    .transform((text) => text.replace(/\/+$/, ''))
    .refine((text) => !/\/v\d+$/.test(text), 'write the address without the version at its end')
    .default(fallback);
}

const CRON_HINT = 'write minute, hour, day, month and weekday, e.g. 0 23 * * *';

const HEARTBEAT_HINT =
  'write the http(s) address to ask for, without a user and a password, e.g. https://status.example.com/ping/my-key';

/** Node asks for no address with a user and a password: https://fetch.spec.whatwg.org/#dom-request */
export function isAskable(text: string): boolean {
  if (!/^https?:\/\/[^\s/]\S*$/.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

const PUSH_HINT =
  'write the http(s) address without a user and a password in it, e.g. https://metrics.example.com/api/v1/write';
const INFLUX_HINT =
  'write the http(s) address of the server alone, e.g. http://127.0.0.1:8086 (user and password have variables of their own)';

/** An address to which a path is added. */
export function isServer(text: string): boolean {
  return isAskable(text) && !/[?#]/.test(text);
}

const given = z.string().optional();
const matching = (pattern: RegExp, hint: string) => z.string().regex(pattern, hint).optional();
const discordId = matching(DISCORD_ID, DISCORD_ID_HINT);
const telegramChat = matching(TELEGRAM_CHAT, TELEGRAM_CHAT_HINT);
const people = list(
  /^(tg:)?\d{1,20}$/,
  'write Discord user or role ids and tg:<id> for Telegram, with commas between them',
);
const percent = (fallback: number) => count(0, 100, 'a percentage').default(fallback);

// Header lines carry nothing else: https://www.rfc-editor.org/rfc/rfc6750#section-2.1
export const TOKEN = /^[\x21-\x7e]{1,4096}$/;
export const TOKEN_HINT = 'write the token alone, without a space';
const token = matching(TOKEN, TOKEN_HINT);

/** `ana@web-1`, `192.0.2.10:2222`, `[2001:db8::1]:22`. */
export const SERVER_ADDRESS =
  /^(?:([\w.-]{1,64})@)?(?:\[([\da-fA-F:.%]{2,60})\]|([\w.-]{1,253}))(?::(\d{1,5}))?$/;

/** Every variable that works. `.env.example` says what each is for. */
export const Environment = z.object({
  DISCORD_TOKEN: matching(/^[^\s]{8,}$/, 'write the bot token alone, without "Bot " before it'),
  DISCORD_GUILD_ID: discordId,
  DISCORD_ALERT_CHANNEL_ID: discordId,
  ALERT_DISCORD_CHANNEL_ID: discordId,
  DISCORD_REPORT_CHANNEL_ID: discordId,
  DISCORD_API_URL: address('https://discord.com/api'),
  TELEGRAM_BOT_TOKEN: matching(
    /^\d+:[\w-]+$/,
    'write the token as BotFather gives it: digits, a colon, then letters',
  ),
  TELEGRAM_CHAT_ID: telegramChat,
  TELEGRAM_REPORT_CHAT_ID: telegramChat,
  TELEGRAM_ALLOWED_USER_IDS: list(
    TELEGRAM_USER,
    'write Telegram user ids with commas between them (an unknown person is told theirs)',
  ),
  TELEGRAM_API_ROOT: address('https://api.telegram.org'),
  ROLE_VIEWER_IDS: people,
  ROLE_OPERATOR_IDS: people,
  ROLE_ADMIN_IDS: people,
  REPORT_DAILY_CRON: z.string().refine(isCron, CRON_HINT).default('0 23 * * *'),
  REPORT_TZ: z.string().refine(isZone, 'write a time zone such as Europe/Berlin').default('UTC'),
  SERVER: matching(
    SERVER_ADDRESS,
    'write who logs in where, such as monitor@192.0.2.10 or monitor@web-1.example.com:2222',
  ),
  SERVER_PATH: matching(
    /^\/[^\0\n]*$/,
    'write the whole path of the application there, such as /opt/app',
  ),
  CHECK_INTERVAL_SECONDS: count(1, 86_400, 'seconds')
    .transform((seconds) => seconds * SECOND)
    .optional(),
  HEALTH_CHECK_INTERVAL: count(1, 86_400, 'seconds')
    .transform((seconds) => seconds * SECOND)
    .default(30 * SECOND),
  CPU_WARNING: percent(75),
  CPU_CRITICAL: percent(90),
  MEMORY_WARNING: percent(80),
  MEMORY_CRITICAL: percent(95),
  DISK_WARNING: percent(85),
  DISK_CRITICAL: percent(95),
  METRICS_RETENTION_DAYS: whole(1, 3_650, 'days')
    .transform((days) => days * DAY)
    .default(30 * DAY),
  LOCAL_ANALYTICS_DIR: z.string().optional(),
  SUMMARY_EVERY_CHECKS: whole(1, 100_000, 'a number of checks').default(10),
  HEALTH_HISTORY_MAX: whole(1, 100_000, 'a number of lines').default(1_000),
  SUMMARY_RETENTION_DAYS: whole(1, 3_650, 'days')
    .transform((days) => days * DAY)
    .default(365 * DAY),
  ARCHIVE_DIR: z.string().optional(),
  BACKUP_DIR: z.string().optional(),
  BACKUP_CRON: z.string().refine(isCron, CRON_HINT).default('30 3 * * *'),
  BACKUP_KEEP: whole(1, 1_000, 'a number of backups').default(7),
  HEARTBEAT_URL: z.string().refine(isAskable, HEARTBEAT_HINT).optional(),
  ANALYTICS_ENABLED: yesOrNo.default(true),
  ANALYTICS_HOST: matching(
    /^[\w.:-]+$/,
    'write a host name or address to listen on, e.g. 127.0.0.1',
  ).default('127.0.0.1'),
  ANALYTICS_PORT: whole(0, 65_535, 'a port').default(8_000),
  // Header lines carry nothing else: https://www.rfc-editor.org/rfc/rfc6750#section-2.1
  ANALYTICS_API_KEY: matching(
    /^[\x21-\x7e]{16,200}$/,
    'write 16 to 200 letters, digits and signs without a space, e.g. what `openssl rand -hex 32` prints',
  ),
  // What each may hold is said by the kind of channel that it is for.
  ALERT_EMAIL_SMTP: given,
  SMTP_SERVER: given,
  EMAIL_HOST: given,
  ALERT_EMAIL_PORT: given,
  SMTP_PORT: given,
  EMAIL_PORT: given,
  ALERT_EMAIL_USERNAME: given,
  SMTP_USERNAME: given,
  EMAIL_HOST_USER: given,
  ALERT_EMAIL_PASSWORD: given,
  SMTP_PASSWORD: given,
  EMAIL_HOST_PASSWORD: given,
  ALERT_EMAIL_RECIPIENTS: given,
  EMAIL_TO: given,
  ALERT_EMAIL: given,
  EMAIL_FROM: given,
  ALERT_EMAIL_SUBJECT: given,
  SMTP_USE_TLS: given,
  SLACK_WEBHOOK_URL: given,
  SLACK_CHANNEL: given,
  SLACK_FORMAT: given,
  ALERT_WEBHOOK_URL: given,
  WEBHOOK_URLS: given,
  WEBHOOK_SECRET: given,
  WEBHOOK_TIMEOUT: given,
  ALERT_DISCORD_WEBHOOK: given,
  LOG_FILE: given,
  SMS_PROVIDER_URL: given,
  SMS_TO: given,
  SMS_FROM: given,
  SMS_USER: given,
  SMS_PASSWORD: given,
  PHONE_PROVIDER_URL: given,
  PHONE_TO: given,
  PHONE_FROM: given,
  PHONE_USER: given,
  PHONE_PASSWORD: given,
  EXPORT_PUSH_URL: z.string().refine(isAskable, PUSH_HINT).optional(),
  EXPORT_PUSH_TOKEN: token,
  INFLUX_URL: z.string().refine(isServer, INFLUX_HINT).optional(),
  INFLUX_ORG: z.string().optional(),
  INFLUX_BUCKET: z.string().optional(),
  INFLUX_TOKEN: token,
  INFLUX_DB: z.string().optional(),
  INFLUX_USER: z.string().optional(),
  INFLUX_PASSWORD: z.string().optional(),
  REMOTE_WRITE_URL: z.string().refine(isAskable, PUSH_HINT).optional(),
  REMOTE_WRITE_TOKEN: token,
  REMOTE_WRITE_USER: z.string().optional(),
  REMOTE_WRITE_PASSWORD: z.string().optional(),
  STATSD_HOST: matching(
    /^[\w.:-]+$/,
    'write a host name or address to listen on, e.g. 127.0.0.1',
  ).default('127.0.0.1'),
  STATSD_PORT: whole(1, 65_535, 'a port').optional(),
  TOCSIN_CONFIG: z.string().default('tocsin.yaml'),
  TOCSIN_DATA_DIR: z.string().default('data'),
  DATABASE_URL: z
    .string()
    .refine((text) => databasePath(text) !== null, {
      error: ({ input }) => databaseHint(String(input)),
    })
    .optional(),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(z.enum(LOG_LEVELS, { error: `write one of ${LOG_LEVELS.join(', ')}` }))
    .default('info'),
});
export type Environment = z.infer<typeof Environment>;

/** Names of every variable that works. */
export const VARIABLES: readonly string[] = Object.keys(Environment.shape);

/** Variables whose value is never shown. */
export const SECRET_VARIABLES: readonly string[] = [
  'DISCORD_TOKEN',
  'TELEGRAM_BOT_TOKEN',
  'HEARTBEAT_URL',
  'ANALYTICS_API_KEY',
  'ALERT_EMAIL_PASSWORD',
  'SMTP_PASSWORD',
  'EMAIL_HOST_PASSWORD',
  'SLACK_WEBHOOK_URL',
  'ALERT_WEBHOOK_URL',
  'WEBHOOK_URLS',
  'WEBHOOK_SECRET',
  'ALERT_DISCORD_WEBHOOK',
  'SMS_PASSWORD',
  'PHONE_PASSWORD',
  'EXPORT_PUSH_URL',
  'EXPORT_PUSH_TOKEN',
  'INFLUX_TOKEN',
  'INFLUX_PASSWORD',
  'REMOTE_WRITE_URL',
  'REMOTE_WRITE_TOKEN',
  'REMOTE_WRITE_PASSWORD',
];
