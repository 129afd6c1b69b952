import { join } from 'node:path';
import type { BackupDesk } from '../chat/command.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import type { BackupMade } from '../model/backup.ts';
import { formatValue } from '../model/format.ts';
import type { Clock, Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { soon } from '../model/wait.ts';
import type { Job } from '../schedule/calendar.ts';
import { listBackups, makeBackup } from '../store/backup.ts';
import type { PartFiles } from '../store/backup-copy.ts';
import type { Samples } from '../store/ports.ts';
import { StoreError } from '../store/ports.ts';

/** A command is given up after 20 s; what takes longer than this goes on without its answer. */
const PATIENCE = 15 * SECOND;

type BackupConfig = Pick<Config, 'backup' | 'dataDir' | 'zone' | 'databaseFile' | 'samplesFile'>;

export interface BackupDeps {
  config(): BackupConfig;
  readonly samples: Pick<Samples, 'flush'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Milliseconds that a command waits; 15 s unless given. */
  readonly patience?: number;
}

export interface BackupKeeper extends BackupDesk, AsyncDisposable {
  /** Makes one in every slot of BACKUP_CRON. */
  job(): Job;
  /** Waits for the one that is being made; false when there is none. */
  settled(): Promise<boolean>;
}

type Ended = Exclude<BackupMade, { kind: 'going on' }>;

interface Making {
  readonly since: Instant;
  readonly ended: Promise<Ended>;
}

/** Where the backups lie. */
export function backupFolder({ backup, dataDir }: Pick<Config, 'backup' | 'dataDir'>): string {
  return backup.folder ?? join(dataDir, 'backups');
}

/** Makes backups, one at a time, and knows those that are kept. */
export function openBackups(deps: BackupDeps): BackupKeeper {
  const { config, clock, log, patience = PATIENCE } = deps;
  let making: Making | null = null;
  let failure: { readonly at: Instant; readonly reason: string } | null = null;

  function begin(): Making {
    const since = clock.now();
    const ended = make(deps).then((outcome) => {
      making = null;
      failure = outcome.kind === 'failed' ? { at: clock.now(), reason: outcome.reason } : null;
      return outcome;
    });
    making = { since, ended };
    return making;
  }

  return {
    async list() {
      const { backup, databaseFile } = config();
      const folder = backupFolder(config());
      const known = { folder, keep: backup.keep, makingSince: making?.since ?? null };
      try {
        return { ...known, kept: listBackups(databaseFile, folder), failure };
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        return { ...known, kept: [], failure: { at: clock.now(), reason: error.message } };
      }
    },

    async make() {
      const isNew = making === null;
      const { since, ended } = making ?? begin();
      // Of one that the calendar began, the calendar tells the log.
      if (isNew) void ended.then((outcome) => tellFailure(log, outcome));
      return (await soon(ended, patience)) ?? { kind: 'going on', since };
    },

    job() {
      const { backup, zone } = config();
      return {
        name: 'backup',
        at: backup.at,
        zone,
        async run() {
          const outcome = await (making ?? begin()).ended;
          if (outcome.kind === 'failed') throw new StoreError(outcome.reason);
        },
      };
    },

    async settled() {
      const outcome = await making?.ended;
      return outcome !== undefined;
    },

    async [Symbol.asyncDispose]() {
      await making?.ended;
    },
  };
}

/** Never rejects: how it failed is part of every answer. */
async function make({ config, samples, clock, log, signal }: BackupDeps): Promise<Ended> {
  const { backup, databaseFile, samplesFile } = config();
  const files: PartFiles = { 'samples.db': samplesFile, 'tocsin.db': databaseFile };
  const started = clock.monotonic();
  try {
    // What cannot be written now is no reason to keep nothing of the rest.
    await samples.flush().catch(() => {});
    const { keep } = backup;
    const order = { files, folder: backupFolder(config()), keep, at: clock.now() };
    const made = await makeBackup(order, signal);
    const took = clock.monotonic() - started;
    if (made.unremoved !== null) log.error(made.unremoved);
    const { name, bytes } = made.backup;
    log.info(`${name} made: ${formatValue(bytes, 'bytes')} in ${formatValue(took, 'ms')}`);
    return { kind: 'made', backup: made.backup, took };
  } catch (error) {
    if (signal.aborted) return { kind: 'failed', reason: 'Tocsin was stopped' };
    if (error instanceof StoreError) return { kind: 'failed', reason: error.message };
    log.error({ err: error }, 'the backup failed');
    return { kind: 'failed', reason: 'something failed that should not; the log says what' };
  }
}

function tellFailure(log: Log, outcome: Ended): void {
  if (outcome.kind === 'failed') log.error(`backup failed: ${outcome.reason}`);
}
