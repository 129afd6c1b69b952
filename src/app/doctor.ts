import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { checkKinds } from '../check/kinds.ts';
import type { Config, Loaded, Route } from '../config/config.ts';
import { explain } from '../config/explain.ts';
import type { Asking } from '../doctor/asking.ts';
import { clientExaminations } from '../doctor/clients.ts';
import { configurationExamination } from '../doctor/configuration.ts';
import { databaseExaminations } from '../doctor/database.ts';
import { discordExaminations } from '../doctor/discord.ts';
import { diskExaminations } from '../doctor/disk.ts';
import { peopleExaminations } from '../doctor/people.ts';
import { processExaminations } from '../doctor/process.ts';
import { surfaceExaminations } from '../doctor/surface.ts';
import { targetExaminations } from '../doctor/targets.ts';
import { telegramExaminations } from '../doctor/telegram.ts';
import { compareSeverity } from '../model/alert.ts';
import type { Backup } from '../model/backup.ts';
import type { Examination } from '../model/finding.ts';
import type { Target } from '../model/target.ts';
import type { TargetTest } from '../model/target-test.ts';
import type { Instant } from '../model/time.ts';
import { findChannelKind } from '../notify/kinds.ts';
import { inspectDatabase } from '../store/inspect.ts';
import type { PairedChannel } from '../store/ports.ts';
import { logFileBeside } from '../store/samples/logs/schema.ts';
import { findMigrations, readMigrations } from '../store/sqlite/migrate.ts';
import { backupFolder } from './backups.ts';
import { channelList, closedReason, type Place } from './sending.ts';

type Chats = Parameters<typeof surfaceExaminations>[0];

/** What is looked at, and with what. */
export interface Patient {
  readonly config: Config;
  /** The files as they stand now. */
  read(): Promise<Loaded>;
  /** Chats that were linked by a code. */
  readonly linked: readonly PairedChannel[];
  /** Since when the process runs that is examined; null: none does. */
  readonly since: Instant | null;
  /** Chats that are connected. */
  readonly chats: Chats;
  readonly targets: readonly Target[];
  isPaused(target: Target): boolean;
  test(target: Target, signal: AbortSignal): Promise<TargetTest>;
  backups(): Promise<{ readonly kept: readonly Backup[]; readonly failure: string | null }>;
  ownAlerts(): Promise<readonly { readonly id: number; readonly title: string }[]>;
  /** Whether another process holds the data. */
  isHeld(): Promise<boolean>;
  readonly asking: Asking;
}

/** Everything of an installation that can be looked at. */
export function examinationsOf(patient: Patient): readonly Examination[] {
  const { config, since, linked, asking } = patient;
  const places = placesOf(config, linked);
  return [
    readAnew(patient.read),
    ...storedExaminations(patient),
    ...processExaminations({
      ...{ asking, http: config.http, isRunning: since !== null },
      node: { version: process.version, least: packageJson.engines.node.replace('>=', '') },
      lock: join(config.dataDir, 'tocsin.lock'),
      isHeld: patient.isHeld,
      ownAlerts: patient.ownAlerts,
    }),
    ...chatExaminations(patient, places),
    ...places.flatMap(channelExamination),
    ...peopleExaminations(async () => ({
      hasAdmin:
        linked.length > 0 ||
        config.discord !== null ||
        config.people.some(({ role }) => role === 'admin'),
      hasChat: config.discord !== null || config.telegram !== null,
      channels: places.map((place) => ({ name: place.name, closed: closedOf(config, place) })),
      toldOfCritical: [...linked.map(({ name }) => name), ...config.routes.flatMap(namedBy)],
      hasHeartbeat: config.heartbeatUrl !== null,
    })),
    ...targetExaminations(patient.targets, patient),
    ...clientExaminations(clientsOf(config), isInstalled),
  ];
}

/** The files of the configuration as they stand now. */
export function readAnew(read: Patient['read']): Examination {
  return configurationExamination(async () => {
    const loaded = await read();
    const problems = loaded.kind === 'refused' ? loaded.problems : [];
    const notices = loaded.kind === 'config' ? loaded.notices : [];
    return { problems: problems.map(explain), notices: notices.map(explain) };
  });
}

/** Room, files and databases. */
export function storedExaminations(
  patient: Pick<Patient, 'since' | 'backups' | 'asking'> & {
    readonly config: Pick<
      Config,
      'dataDir' | 'databaseFile' | 'samplesFile' | 'storage' | 'backup' | 'targets'
    >;
  },
): readonly Examination[] {
  const { config, since } = patient;
  const { dataDir, databaseFile, samplesFile, storage } = config;
  const folder = backupFolder(config);
  return [
    ...diskExaminations({
      ...{ dataDir, backups: folder, limit: storage.limit, keys: keysOf(config) },
      async stored() {
        const files = [databaseFile, samplesFile, logFileBeside(samplesFile)];
        const { kept } = await patient.backups();
        return (
          files.reduce((sum, file) => sum + bytes(file) + bytes(`${file}-wal`), 0) +
          kept.reduce((sum, one) => sum + one.bytes, 0)
        );
      },
    }),
    ...databaseExaminations({
      files: { state: databaseFile, samples: samplesFile },
      inspect: inspectDatabase,
      schema: readMigrations(findMigrations()).length,
      backups: patient.backups,
      newestBackup: async () => newestIn(folder),
      ...{ since, clock: patient.asking.clock },
    }),
  ];
}

function chatExaminations(patient: Patient, places: readonly Place[]): readonly Examination[] {
  const { config, asking, chats } = patient;
  const of = (kind: string) => places.filter((place) => place.kind === kind);
  const { discord, telegram } = config;
  const isPolling = chats.some(({ name }) => name === 'telegram');
  return [
    ...surfaceExaminations(chats),
    ...(discord === null ? [] : discordExaminations(asking, discord, of('discord'))),
    ...(telegram === null
      ? []
      : telegramExaminations(asking, { ...telegram, isPolling }, of('telegram'))),
  ];
}

function channelExamination({ name, kind, options }: Place): readonly Examination[] {
  const examine = findChannelKind(kind)?.examine;
  if (examine === undefined || options === undefined) return [];
  return [{ area: 'channels', name, examine: (signal) => examine(name, options, signal) }];
}

/** Where messages go, the built-in terminal aside. */
function placesOf(config: Config, linked: readonly PairedChannel[]): readonly Place[] {
  return channelList(config, linked)
    .places()
    .filter(({ kind }) => kind !== 'console');
}

function closedOf({ discord, telegram }: Config, place: Place): string | null {
  const hasChat = (kind: string) =>
    (kind === 'discord' && discord !== null) || (kind === 'telegram' && telegram !== null);
  const found = findChannelKind(place.kind);
  return closedReason(place, { kinds: found ? [found] : [], hasChat });
}

/** Channels that a route, or one in it, names for what is critical. */
function namedBy({ match, to, routes = [] }: Route): readonly string[] {
  if (compareSeverity('critical', match.severity) < 0) return [];
  return [...to, ...routes.flatMap(namedBy)];
}

function keysOf({ targets }: Pick<Config, 'targets'>) {
  return targets.flatMap(({ name, ssh }) =>
    ssh?.keyFile == null ? [] : [{ file: ssh.keyFile, target: name }],
  );
}

/** Packages that configured checks need, each with the checks. */
function clientsOf({ checks }: Config) {
  const needed = checks.flatMap(({ name, kind }) => {
    const client = checkKinds.find((one) => one.kind === kind)?.client;
    return client === undefined ? [] : [{ name, client }];
  });
  return [...Map.groupBy(needed, ({ client }) => client)].map(([client, all]) => ({
    package: client,
    checks: all.map(({ name }) => name),
  }));
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch (error) {
    // It is there where only its parts cannot be named from CommonJS.
    return (error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND';
  }
}

/** Of whichever installation: a damaged database does not say which it is. */
function newestIn(folder: string): string | null {
  try {
    const names = readdirSync(folder).filter((name) => /^tocsin-\d{8}-\d{6}/.test(name));
    return names.toSorted().at(-1) ?? null;
  } catch {
    return null;
  }
}

function bytes(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
