import { z } from 'zod';
import { SEVERITIES } from '../model/alert.ts';
import { ROLES } from '../model/person.ts';
import { isCron, isZone } from './calendar.ts';
import { DURATION_HINT, parseDuration } from './duration.ts';
import {
  DISCORD_ID,
  DISCORD_ID_HINT,
  TELEGRAM_CHAT,
  TELEGRAM_CHAT_HINT,
  TELEGRAM_USER,
} from './environment.ts';

const NAME = /^[A-Za-z0-9][\w.-]{0,62}$/;
const NAME_HINT = 'write a name of letters, digits, - _ and . (at most 63)';

const name = z.string(NAME_HINT).regex(NAME, NAME_HINT);
const names = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(name, 'write a list of names such as [ops, phone]').min(1, 'write at least one name'),
);

function line(hint: string, most = 1_024) {
  return z.string(hint).trim().min(1, hint).max(most, `write at most ${most} characters`);
}

function duration(least: number) {
  return z
    .string(DURATION_HINT)
    .transform((text, context) => {
      const milliseconds = parseDuration(text);
      if (milliseconds !== null) return milliseconds;
      context.issues.push({ code: 'custom', message: DURATION_HINT, input: text });
      return z.NEVER;
    })
    .refine((value) => value >= least, `write at least ${least / 1_000}s`);
}

/** YAML reads bare digits as a number; an id is text. */
function id(pattern: RegExp, hint: string) {
  return z.preprocess(
    (value) => (typeof value === 'number' ? String(value) : value),
    z.string(hint).regex(pattern, hint),
  );
}

const LABEL_HINT = 'write labels as {team: core}';
const labels = z.record(
  z.string().regex(/^[A-Za-z_][\w.-]{0,62}$/, LABEL_HINT),
  z
    .union([z.string(), z.number(), z.boolean()], LABEL_HINT)
    .transform(String)
    .pipe(z.string().max(200, 'write at most 200 characters')),
  LABEL_HINT,
);

const severity = z.enum(SEVERITIES, `write one of ${SEVERITIES.join(', ')}`);
const zone = z
  .string('write a time zone such as Europe/Berlin')
  .refine(isZone, 'write a time zone such as Europe/Berlin');

const PORT_HINT = 'write a port from 1 to 65535';
const port = z.preprocess(
  (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
  z.int(PORT_HINT).min(1, PORT_HINT).max(65_535, PORT_HINT),
);

const anyTarget = {
  name,
  interval: duration(1_000).optional(),
  preset: name.default('base'),
  labels: labels.default({}),
};

const TargetEntry = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('local'), ...anyTarget }),
    z.strictObject({
      kind: z.literal('ssh'),
      ...anyTarget,
      host: z
        .string('write the name or address of the machine')
        .regex(/^[\w.:%-]+$/, 'write the name or address of the machine'),
      port: port.default(22),
      user: line('write the user to log in as').optional(),
      key: line('write the path of a private key').optional(),
      password: line('write the password, best as a variable of .env').optional(),
      agent: line("write the path of the agent's socket").optional(),
      host_key: z
        .string()
        .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, 'write SHA256:... as ssh-keygen -lf prints it')
        .optional(),
      known_hosts: line('write the path of a known_hosts file').optional(),
    }),
  ],
  'write local or ssh (other kinds are not in this version yet)',
);

const RuleEntry = z.strictObject({
  name,
  when: line('write a condition such as system.disk > 90'),
  for: duration(0).default(0),
  clear: line('write a condition such as system.disk < 85').optional(),
  severity: severity.default('warning'),
  cooldown: duration(0).default(300_000),
  message: line('write what people should read').optional(),
  labels: labels.default({}),
  runbook: line('write a link or a sentence').optional(),
  targets: names.optional(),
  channels: names.optional(),
});

const ChannelEntry = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('discord'),
      channel: id(DISCORD_ID, DISCORD_ID_HINT),
      thread: id(DISCORD_ID, DISCORD_ID_HINT).optional(),
    }),
    z.strictObject({
      kind: z.literal('telegram'),
      chat: id(TELEGRAM_CHAT, TELEGRAM_CHAT_HINT),
      thread: id(/^\d{1,10}$/, 'write the number of the topic').optional(),
    }),
    z.strictObject({ kind: z.literal('console') }),
  ],
  'write discord, telegram or console (other kinds are not in this version yet)',
);

const SEVERITY_MATCH_HINT = 'write ">=warning" (that or stronger), with one of the severities';

/** What an alert must be like to take a route. */
export const RouteMatch = z.strictObject(
  {
    severity: z
      .string(SEVERITY_MATCH_HINT)
      .transform((text) => text.replace(/^>=\s*/, ''))
      .pipe(z.enum(SEVERITIES, SEVERITY_MATCH_HINT))
      .default('info'),
    target: name.optional(),
    rule: name.optional(),
    labels: labels.default({}),
  },
  'write what must match, e.g. {severity: ">=warning"}',
);

const RouteEntry = z.strictObject({ match: RouteMatch.prefault({}), to: names });

const CRON_HINT = 'write minute, hour, day, month and weekday, e.g. "0 23 * * *"';

const ReportEntry = z.strictObject({
  period: z.literal('daily', 'write daily; other periods are not in this version yet'),
  at: z.string(CRON_HINT).refine(isCron, CRON_HINT).optional(),
  zone: zone.optional(),
  to: names.optional(),
});

const PersonEntry = z
  .strictObject({
    name: line('write the name of the person', 64),
    role: z.enum(ROLES, `write one of ${ROLES.join(', ')}`),
    discord: id(DISCORD_ID, 'write a Discord user or role id').optional(),
    telegram: id(TELEGRAM_USER, 'write a Telegram user id').optional(),
  })
  .refine((person) => person.discord !== undefined || person.telegram !== undefined, {
    error: 'write `discord:` or `telegram:` with the id of the person',
  });

/** Sections of `tocsin.yaml`, each with what one entry of it looks like. */
export const SECTIONS = {
  targets: TargetEntry,
  rules: RuleEntry,
  channels: ChannelEntry,
  routes: RouteEntry,
  reports: ReportEntry,
  people: PersonEntry,
} as const;
export type Section = keyof typeof SECTIONS;

/** Keys of later versions: refused by name, so that nobody waits for what does not work. */
export const LATER_KEYS: Readonly<Record<string, readonly string[]>> = {
  file: ['checks', 'presets', 'silences', 'inhibit', 'settings'],
  targets: ['path', 'url', 'checks', 'presets'],
  rules: ['escalate', 'type', 'repeat', 'levels', 'exclude'],
  channels: ['mention', 'severity'],
  routes: ['between', 'continue', 'repeat', 'group'],
  reports: ['format'],
  people: ['email', 'phone'],
};
