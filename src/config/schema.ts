import { z } from 'zod';
import { ROLES } from '../model/person.ts';
import { SELF } from '../model/target.ts';
import { DAY, MINUTE, SECOND } from '../model/time.ts';
import { addressFor, REACHES } from '../model/wishes.ts';
import { channelKinds } from '../notify/kinds.ts';
import { actionKeys, engineActionKeys } from './action-schema.ts';
import { InhibitEntry, MaintenanceEntry, SettingsEntry } from './alerting-schema.ts';
import { AlertmanagerEntry } from './alertmanager-schema.ts';
import { CheckEntry } from './check-schema.ts';
import { REPORT_PERIODS } from './config.ts';
import { containers, dockerKeys, isWholeTls } from './container-schema.ts';
import {
  DISCORD_ID,
  DISCORD_ID_HINT,
  TELEGRAM_CHAT,
  TELEGRAM_CHAT_HINT,
  TELEGRAM_USER,
} from './environment.ts';
import { EscalationEntry } from './escalation-schema.ts';
import { EventEntry } from './event-schema.ts';
import { ExportEntry } from './export-schema.ts';
import {
  cron,
  destinations,
  duration,
  hostName,
  id,
  labels,
  line,
  name,
  phone,
  port,
  severity,
  whole,
  zone,
} from './fields.ts';
import { isOfContainers, logKeys } from './log-schema.ts';
import { discordMention, telegramMention } from './mention-schema.ts';
import { MetricEntry, StorageEntry } from './metric-schema.ts';
import { declaredKeys } from './probe-schema.ts';
import { parseQuiet, QUIET_HINT } from './quiet.ts';
import { RotaEntry } from './rota-schema.ts';
import { RouteEntry } from './route-schema.ts';
import { RuleEntry } from './rule-schema.ts';

const ownTarget = name.refine(
  (text) => text.toLowerCase() !== SELF,
  `this name stands for the monitor itself: write another, e.g. ${SELF}-host`,
);

const JUMP = /^[^\s,@]+(@[^\s,@]+)?(,\s*[^\s,@]+(@[^\s,@]+)?)*$/;

const anyTarget = {
  name: ownTarget,
  interval: duration(1_000).optional(),
  preset: name.default('base'),
  labels: labels.default({}),
  parent: name.optional(),
};

const TargetEntry = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('local'),
      ...{ ...anyTarget, ...declaredKeys, ...logKeys, ...actionKeys },
      containers: containers.optional(),
    }),
    z.strictObject({
      kind: z.literal('ssh'),
      ...anyTarget,
      ...declaredKeys,
      ...logKeys,
      ...actionKeys,
      host: hostName,
      port: port.optional(),
      user: line('write the user to log in as').optional(),
      key: line('write the path of a private key').optional(),
      passphrase: line("write the key's passphrase, best as a variable of .env").optional(),
      password: line('write the password, best as a variable of .env').optional(),
      agent: line("write the path of the agent's socket").optional(),
      host_key: z
        .string()
        .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, 'write SHA256:... as ssh-keygen -lf prints it')
        .optional(),
      known_hosts: line('write the path of a known_hosts file').optional(),
      jump: line('write the hosts on the way, such as user@bastion.example.com:22')
        .regex(JUMP, 'write hosts with commas, such as user@bastion.example.com:22')
        .optional(),
      containers: containers.optional(),
    }),
    z
      .strictObject({
        kind: z.literal('docker'),
        ...anyTarget,
        ...dockerKeys,
        ...logKeys,
        ...engineActionKeys,
      })
      .refine(isWholeTls, {
        path: ['ca'],
        error: 'write `ca:`, `cert:` and `key:`, or none of them',
      })
      .refine(isOfContainers, {
        path: ['logs'],
        error: 'write `container` for each: an engine has no files',
      }),
    z.strictObject({
      kind: z.literal('push'),
      ...anyTarget,
      silent_after: duration(SECOND, 7 * DAY).default(5 * MINUTE),
    }),
  ],
  'write local, ssh, docker or push (other kinds are not in this version yet)',
);

const anyChannel = {
  quiet: z
    .string(QUIET_HINT)
    .refine((text) => parseQuiet(text) !== null, QUIET_HINT)
    .optional(),
  zone: zone.optional(),
  severity: severity.optional(),
};
/** For what makes a sound. */
const anyChat = {
  ...anyChannel,
  pushes_per_hour: whole(1, 1_000, 'a number of messages').optional(),
};

const DISCORD_STYLE =
  'write forum (a post for each alert; the channel is a forum) or threads (a thread below each card), or leave it out';
const TELEGRAM_STYLE =
  'write forum (a topic for each alert; the group has topics on), or leave it out';

/** Stands in types for every kind of the registry. */
type Registered = 'a kind of the registry';

/** What every kind of the registry has beside its own keys. */
export const COMMON_CHANNEL_KEYS: readonly string[] = ['kind', ...Object.keys(anyChat)];

const registered = channelKinds.map(({ kind, keys, problem }) =>
  z
    .strictObject({ kind: z.literal(kind as Registered), ...anyChat, ...keys })
    .superRefine((options, context) => {
      const found = problem?.(options) ?? null;
      if (found === null) return;
      context.addIssue({ code: 'custom', path: [found.key], message: found.message });
    }),
);

const ChannelEntry = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('discord'),
      channel: id(DISCORD_ID, DISCORD_ID_HINT),
      thread: id(DISCORD_ID, DISCORD_ID_HINT).optional(),
      style: z.enum(['forum', 'threads'], DISCORD_STYLE).optional(),
      mention: discordMention.optional(),
      ...anyChat,
    }),
    z.strictObject({
      kind: z.literal('telegram'),
      chat: id(TELEGRAM_CHAT, TELEGRAM_CHAT_HINT),
      thread: id(/^\d{1,10}$/, 'write the number of the topic').optional(),
      style: z.literal('forum', TELEGRAM_STYLE).optional(),
      mention: telegramMention.optional(),
      ...anyChat,
    }),
    z.strictObject({ kind: z.literal('console'), ...anyChannel }),
    ...registered,
  ],
  `write one of discord, telegram, console, ${channelKinds.map(({ kind }) => kind).join(', ')}`,
);

const ReportEntry = z.strictObject({
  period: z.enum(REPORT_PERIODS, `write one of ${REPORT_PERIODS.join(', ')}`),
  target: line('write the name of a target', 64).optional(),
  at: cron.optional(),
  zone: zone.optional(),
  to: destinations.optional(),
});

const MAIL_HINT = 'write an address such as ana@example.com';
/** As channels of mail take it. */
const MAIL = /^[\w.+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

const PersonEntry = z
  .strictObject({
    name: line('write the name of the person', 64),
    role: z.enum(ROLES, `write one of ${ROLES.join(', ')}`),
    discord: id(DISCORD_ID, 'write a Discord user or role id').optional(),
    telegram: id(
      TELEGRAM_USER,
      'write a Telegram user id such as 222222222, which the bot tells to whoever it does not know',
    ).optional(),
    email: z.string(MAIL_HINT).regex(MAIL, MAIL_HINT).optional(),
    phone: phone.optional(),
    zone: zone.optional(),
  })
  .refine((person) => REACHES.some((reach) => addressFor(person, reach) !== null), {
    error: 'write `discord:` or `telegram:` with the id of the person, `email:` or `phone:`',
  });

/** Sections of `tocsin.yaml`, each with what one entry of it looks like. */
export const SECTIONS = {
  settings: SettingsEntry,
  targets: TargetEntry,
  checks: CheckEntry,
  rules: RuleEntry,
  metrics: MetricEntry,
  events: EventEntry,
  channels: ChannelEntry,
  routes: RouteEntry,
  escalations: EscalationEntry,
  reports: ReportEntry,
  inhibit: InhibitEntry,
  maintenance: MaintenanceEntry,
  exports: ExportEntry,
  alertmanagers: AlertmanagerEntry,
  storage: StorageEntry,
  people: PersonEntry,
  rotas: RotaEntry,
} as const;
export type Section = keyof typeof SECTIONS;

/** Keys of later versions: refused by name, so that nobody waits for what does not work. */
export const LATER_KEYS: Readonly<Record<string, readonly string[]>> = {
  file: ['presets', 'silences'],
  targets: ['url', 'checks', 'presets'],
  rules: ['repeat', 'levels', 'exclude'],
  routes: ['repeat', 'group'],
  reports: ['format'],
};
