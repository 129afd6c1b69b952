import type { Export } from '../model/export.ts';
import type { Role } from '../model/person.ts';
import { ROLES } from '../model/person.ts';
import { shortChannels, withoutChannel } from './channel-variables.ts';
import type { ChannelConfig, PersonConfig } from './config.ts';
import type { Environment } from './environment.ts';
import { shortExports } from './exports.ts';

/** What the variables alone make: places for alerts, places for summaries, destinations of samples, and people. */
export interface ShortForm {
  readonly alerts: readonly ChannelConfig[];
  readonly summaries: readonly ChannelConfig[];
  readonly exports: readonly Export[];
  readonly people: readonly PersonConfig[];
}

/** Channels are made only for a chat whose token is given. */
export function shortForm(environment: Environment): ShortForm {
  const discord = environment.DISCORD_TOKEN !== undefined;
  const telegram = environment.TELEGRAM_BOT_TOKEN !== undefined;
  const alertChannel = environment.DISCORD_ALERT_CHANNEL_ID ?? environment.ALERT_DISCORD_CHANNEL_ID;
  const make = (
    name: string,
    kind: 'discord' | 'telegram',
    address: string | undefined,
  ): ChannelConfig[] => {
    const wanted = kind === 'discord' ? discord : telegram;
    if (!wanted || address === undefined) return [];
    return [{ name, kind, address, thread: null, quiet: null, pushesPerHour: null }];
  };
  return {
    alerts: [
      ...make('discord', 'discord', alertChannel),
      ...make('telegram', 'telegram', environment.TELEGRAM_CHAT_ID),
      ...shortChannels(environment),
    ],
    summaries: [
      ...make('discord-reports', 'discord', environment.DISCORD_REPORT_CHANNEL_ID),
      ...make('telegram-reports', 'telegram', environment.TELEGRAM_REPORT_CHAT_ID),
    ],
    exports: shortExports(environment),
    people: shortPeople(environment),
  };
}

/** Variables that name a chat whose token is missing: nothing can go there. */
export function withoutToken(environment: Environment): { name: string; needs: string }[] {
  const wanting = (names: readonly (keyof Environment)[], token: keyof Environment) =>
    environment[token] === undefined
      ? names
          .filter((name) => environment[name] !== undefined)
          .map((name) => ({ name, needs: token }))
      : [];
  return [
    ...withoutChannel(environment),
    ...wanting(['SERVER_PATH', 'CHECK_INTERVAL_SECONDS'], 'SERVER'),
    ...wanting(
      ['DISCORD_ALERT_CHANNEL_ID', 'ALERT_DISCORD_CHANNEL_ID', 'DISCORD_REPORT_CHANNEL_ID'],
      'DISCORD_TOKEN',
    ),
    ...wanting(['TELEGRAM_CHAT_ID', 'TELEGRAM_REPORT_CHAT_ID'], 'TELEGRAM_BOT_TOKEN'),
  ];
}

/** One person per id, with the strongest role that any list gives; the id stands for the name. */
function shortPeople(environment: Environment): PersonConfig[] {
  const roles = new Map<string, Role>();
  const give = (id: string, role: Role) => {
    const had = roles.get(id);
    if (had === undefined || ROLES.indexOf(role) > ROLES.indexOf(had)) roles.set(id, role);
  };
  for (const id of environment.ROLE_VIEWER_IDS) give(id, 'viewer');
  for (const id of environment.ROLE_OPERATOR_IDS) give(id, 'operator');
  for (const id of environment.ROLE_ADMIN_IDS) give(id, 'admin');
  for (const id of environment.TELEGRAM_ALLOWED_USER_IDS) give(`tg:${id}`, 'operator');
  return [...roles].map(([id, role]) => {
    const telegram = id.startsWith('tg:') ? id.slice('tg:'.length) : null;
    const discord = telegram === null ? id : null;
    return { name: telegram ?? id, role, discord, telegram, zone: null };
  });
}
