import { join, resolve } from 'node:path';
import { CHECKS } from '../model/check.ts';
import { SELF } from '../model/target.ts';
import { toAction } from './action-schema.ts';
import { actionsOf } from './actions.ts';
import { alerting } from './alerting.ts';
import { toAlertmanager } from './alertmanagers.ts';
import { isRead, ofRegistry, optionsOf } from './channels.ts';
import { hasLooseChecks, toCheck } from './checks.ts';
import type {
  ChannelConfig,
  Config,
  PersonConfig,
  ReportConfig,
  ReportPeriod,
  TargetConfig,
} from './config.ts';
import { containersOf } from './containers.ts';
import { databasePath } from './database-url.ts';
import type { Entry, FileRead } from './entries.ts';
import type { Environment } from './environment.ts';
import { toEscalation } from './escalations.ts';
import { toMapping } from './events.ts';
import { toExport } from './exports.ts';
import { toLogs } from './log-schema.ts';
import { toMentions } from './mention-schema.ts';
import { mayBeOfCode, missingChecks } from './missing-checks.ts';
import { toDeclared } from './probes.ts';
import { parseQuiet } from './quiet.ts';
import { toRota } from './rotas.ts';
import { toRoutes } from './routes.ts';
import { toRule } from './rules.ts';
import { type HostDefaults, serverTarget } from './server.ts';
import type { ShortForm } from './short-form.ts';
import { type SshMachine, sshAddress } from './ssh-address.ts';
import { storage } from './storage.ts';

/** What the machine itself says. */
export interface Machine extends SshMachine {
  readonly hostName: string;
  readonly hosts: HostDefaults;
}

/** Puts the checked parts together, with every default in its place. */
export function buildConfig(
  environment: Environment,
  read: FileRead,
  short: ShortForm,
  machine: Machine,
): Omit<Config, 'secrets'> {
  const dataDir = resolve(machine.cwd, environment.TOCSIN_DATA_DIR);
  const databaseFile = fileOf(environment.DATABASE_URL, machine.cwd) ?? join(dataDir, 'tocsin.db');
  const zone = environment.REPORT_TZ;
  const written = read.entries.channels.map((entry) => toChannel(entry, zone));
  const gathered = alerting(read, zone);
  const alerts = [...written, ...short.alerts];
  return {
    dataDir,
    databaseFile,
    samplesFile: resolve(databaseFile, '..', 'samples.db'),
    logLevel: environment.LOG_LEVEL,
    zone,
    ...storage(read, environment.METRICS_RETENTION_DAYS),
    backup: {
      folder:
        environment.BACKUP_DIR === undefined ? null : resolve(machine.cwd, environment.BACKUP_DIR),
      at: environment.BACKUP_CRON,
      keep: environment.BACKUP_KEEP,
    },
    mirror: mirror(environment, machine.cwd),
    http: {
      enabled: environment.ANALYTICS_ENABLED,
      host: environment.ANALYTICS_HOST,
      port: environment.ANALYTICS_PORT,
      ...(environment.ANALYTICS_API_KEY !== undefined && { key: environment.ANALYTICS_API_KEY }),
    },
    statsd:
      environment.STATSD_PORT === undefined
        ? null
        : { host: environment.STATSD_HOST, port: environment.STATSD_PORT },
    ...chats(environment),
    limits: {
      cpu: { warning: environment.CPU_WARNING, critical: environment.CPU_CRITICAL },
      memory: { warning: environment.MEMORY_WARNING, critical: environment.MEMORY_CRITICAL },
      disk: { warning: environment.DISK_WARNING, critical: environment.DISK_CRITICAL },
    },
    targets: [...targets(read, environment, machine), ...targetOfChecks(read, environment)],
    checks: read.entries.checks.map(toCheck),
    events: read.entries.events.map(toMapping),
    rules: read.entries.rules.map((entry) => toRule(entry, gathered.alerting.remind)),
    channels: [...alerts, ...short.summaries],
    routes: toRoutes(read, { alerts, zone }),
    escalations: read.entries.escalations.flatMap(toEscalation),
    reports: reports(read, environment, summaryPlaces(short.summaries, alerts)),
    exports: [...read.entries.exports.map(toExport), ...short.exports],
    alertmanagers: read.entries.alertmanagers.map(toAlertmanager),
    people: [...read.entries.people.map(toPerson), ...short.people],
    rotas: read.entries.rotas.map((entry) => toRota(entry, zone)),
    ...gathered,
    plugins: pluginFolder(read, machine.cwd),
    awaited: mayBeOfCode(read) ? missingChecks(read) : [],
    heartbeatUrl: environment.HEARTBEAT_URL ?? null,
  };
}

function pluginFolder({ entries }: FileRead, cwd: string): string | null {
  const plugins = entries.settings[0]?.value.plugins;
  return plugins === undefined ? null : resolve(cwd, plugins);
}

/** Of what is asked over a connection or a shell; others tell when they like. */
function isHost(kind: TargetConfig['kind']): boolean {
  return kind === 'local' || kind === 'ssh';
}

/** Where something is declared. */
function declared(value: Entry<'targets'>['value']): Pick<TargetConfig, 'declared'> {
  const found = toDeclared(value);
  return found === undefined || (found.path === null && found.probes.length === 0)
    ? {}
    : { declared: found };
}

/** The target that is watched when none is written: this machine, by its name where that is a stable one. */
export function ownName(hostName: string): string {
  const short = hostName.split('.')[0]?.toLowerCase() ?? '';
  const isContainerId = /^[0-9a-f]{12}$/.test(short);
  const isTaken = short === 'localhost' || short === SELF;
  return /^[a-z][\w-]{1,62}$/.test(short) && !isTaken && !isContainerId ? short : 'here';
}

function mirror(environment: Environment, cwd: string): Config['mirror'] {
  const { LOCAL_ANALYTICS_DIR: folder, ARCHIVE_DIR: archive } = environment;
  if (folder === undefined) return null;
  return {
    folder: resolve(cwd, folder),
    summaryEvery: environment.SUMMARY_EVERY_CHECKS,
    historyMost: environment.HEALTH_HISTORY_MAX,
    summariesKept: environment.SUMMARY_RETENTION_DAYS,
    archive: archive === undefined ? null : resolve(cwd, archive),
  };
}

function chats(environment: Environment): Pick<Config, 'discord' | 'telegram'> {
  const { DISCORD_TOKEN, TELEGRAM_BOT_TOKEN } = environment;
  return {
    discord:
      DISCORD_TOKEN === undefined
        ? null
        : {
            token: DISCORD_TOKEN,
            guildId: environment.DISCORD_GUILD_ID ?? null,
            apiUrl: environment.DISCORD_API_URL,
          },
    telegram:
      TELEGRAM_BOT_TOKEN === undefined
        ? null
        : { token: TELEGRAM_BOT_TOKEN, apiRoot: environment.TELEGRAM_API_ROOT },
  };
}

function targets(read: FileRead, environment: Environment, machine: Machine): Config['targets'] {
  const interval = environment.HEALTH_CHECK_INTERVAL;
  const { intervals, server: preset } = machine.hosts;
  const server = serverTarget(environment, { machine, preset });
  if (read.entries.targets.length === 0) {
    if (server.length > 0) return server;
    const name = ownName(machine.hostName);
    return [{ name, kind: 'local', interval, labels: {}, preset: 'base', ssh: null, parent: null }];
  }
  const written = read.entries.targets.map(({ value }) => ({
    name: value.name,
    kind: value.kind,
    interval: value.interval ?? (isHost(value.kind) ? intervals[value.preset] : null) ?? interval,
    labels: value.labels,
    preset: value.preset,
    ssh: value.kind === 'ssh' ? sshAddress(value, machine) : null,
    parent: value.parent ?? null,
    ...containersOf(value, machine),
    ...(value.kind === 'push' ? { silentAfter: value.silent_after } : declared(value)),
    ...('logs' in value || 'patterns' in value ? toLogs(value) : {}),
    ...('actions' in value && { actions: actionsOf(value).map(toAction) }),
  }));
  return [...written, ...server];
}

/** Checks that name no target belong to one that stands for them all. */
function targetOfChecks(read: FileRead, environment: Environment): TargetConfig[] {
  if (!hasLooseChecks(read)) return [];
  const interval = environment.HEALTH_CHECK_INTERVAL;
  const plain = { labels: {}, preset: 'base', ssh: null, parent: null };
  return [{ name: CHECKS, kind: 'checks', interval, ...plain }];
}

function toChannel(entry: Entry<'channels'>, zone: string): ChannelConfig {
  const { severity } = entry.value;
  return { ...placeOf(entry, zone), ...(severity !== undefined && { severity }) };
}

function placeOf({ name, value }: Entry<'channels'>, zone: string): ChannelConfig {
  const hours = value.quiet === undefined ? null : parseQuiet(value.quiet);
  const quiet = hours === null ? null : { ...hours, zone: value.zone ?? zone };
  if (value.kind === 'console') {
    return { name, kind: 'console', address: name, thread: null, quiet, pushesPerHour: null };
  }
  const { kind, pushes_per_hour: pushesPerHour = null } = value;
  if (kind !== 'discord' && kind !== 'telegram') {
    return { ...ofRegistry(name, kind, optionsOf(value)), quiet, pushesPerHour };
  }
  const address = value.kind === 'discord' ? value.channel : value.chat;
  const { thread = null, style } = value;
  const mention = toMentions(value.mention, kind);
  return {
    name,
    kind,
    address,
    thread,
    ...(style && { style }),
    ...(mention && { mention }),
    quiet,
    pushesPerHour,
  };
}

/** Summaries go where alerts go, unless a platform has a place of its own for them. */
function summaryPlaces(
  own: readonly ChannelConfig[],
  alerts: readonly ChannelConfig[],
): readonly ChannelConfig[] {
  const kinds = new Set(own.map(({ kind }) => kind));
  return [...own, ...alerts.filter(({ kind }) => !kinds.has(kind) && isRead(kind))];
}

/** When reports are made that say no time: a daily one as the environment says. */
const CALENDAR: Readonly<Partial<Record<ReportPeriod, string>>> = {
  overnight: '0 8 * * *',
  weekly: '0 8 * * 1',
  monthly: '0 8 1 * *',
};

function reports(
  read: FileRead,
  environment: Environment,
  places: readonly ChannelConfig[],
): ReportConfig[] {
  const plain: ReportConfig = {
    period: 'daily',
    at: environment.REPORT_DAILY_CRON,
    zone: environment.REPORT_TZ,
    to: places.map((channel) => channel.name),
    linked: true,
  };
  if (!read.given.includes('reports')) return [plain];
  return read.entries.reports.map(({ value }) => ({
    period: value.period,
    ...(value.target !== undefined && { target: value.target }),
    at: value.at ?? CALENDAR[value.period] ?? plain.at,
    zone: value.zone ?? plain.zone,
    to: value.to ?? plain.to,
    linked: value.to === undefined,
  }));
}

function toPerson({ value }: Entry<'people'>): PersonConfig {
  const { name, role, discord = null, telegram = null, zone = null, email, phone } = value;
  return {
    ...{ name, role, discord, telegram, zone },
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
  };
}

function fileOf(address: string | undefined, cwd: string): string | null {
  const path = address === undefined ? null : databasePath(address);
  return path === null ? null : resolve(cwd, path);
}
