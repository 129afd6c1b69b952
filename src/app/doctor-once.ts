import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, Loaded } from '../config/config.ts';
import { loadPlace } from '../config/load.ts';
import { masker } from '../config/mask.ts';
import { DEFAULT_STORAGE } from '../config/storage.ts';
import { runExaminations } from '../doctor/run.ts';
import type { Examination, Examined } from '../model/finding.ts';
import type { Target } from '../model/target.ts';
import { systemClock } from '../model/time.ts';
import { listBackups } from '../store/backup.ts';
import { pairedIn } from '../store/inspect.ts';
import { lockDataDir } from '../store/lock.ts';
import { StoreError } from '../store/ports.ts';
import { backupFolder } from './backups.ts';
import { examinationsOf, readAnew, storedExaminations } from './doctor.ts';
import { loadSettings } from './settings.ts';
import { testTarget } from './target-test.ts';

const asking = { fetch, clock: systemClock };

/**
 * Examines an installation that does not run, and changes nothing. Where its configuration is refused, what `.env` says
 * alone is examined, or what is stored when that is refused too.
 */
export async function examineOnce(cwd: string, signal: AbortSignal): Promise<readonly Examined[]> {
  const loaded = await loadSettings(cwd);
  const usable = loaded.kind === 'config' ? loaded : await loadSettings(cwd, '');
  const read = async (): Promise<Loaded> => loaded;
  if (usable.kind === 'refused') {
    const { dataDir } = await loadPlace(cwd);
    return runExaminations(leastOf(dataDir, read), { signal, mask: (text) => text });
  }
  const { config } = usable;
  const examinations = examinationsOf({
    ...{ config, read, asking, since: null, chats: [] },
    linked: pairedIn(config.databaseFile),
    ownAlerts: async () => [],
    targets: config.targets.map((target, id) => ({ ...targetOf(target), id })),
    isPaused: () => false,
    test: (target, within) => test(config, target, within),
    backups: async () => backupsOf(config),
    isHeld: () => isHeld(config.dataDir, signal),
  });
  return runExaminations(examinations, { signal, mask: masker(config.secrets) });
}

/** What can be looked at without any configuration. */
function leastOf(dataDir: string, read: () => Promise<Loaded>): readonly Examination[] {
  const config = {
    ...{ dataDir, targets: [], storage: DEFAULT_STORAGE },
    ...{ databaseFile: join(dataDir, 'tocsin.db'), samplesFile: join(dataDir, 'samples.db') },
    backup: { folder: null, at: '', keep: 0 },
  };
  const backups = async () => backupsOf(config);
  return [readAnew(read), ...storedExaminations({ config, since: null, backups, asking })];
}

function backupsOf(config: Pick<Config, 'databaseFile' | 'backup' | 'dataDir'>) {
  try {
    return { kept: listBackups(config.databaseFile, backupFolder(config)), failure: null };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { kept: [], failure: error.message };
  }
}

function targetOf({ containers, ...target }: Config['targets'][number]): Omit<Target, 'id'> {
  return containers === undefined ? target : { ...target, containers };
}

function test({ http }: Config, target: Target, signal: AbortSignal) {
  const nothing = { last: async () => null };
  const parts = { http, rounds: nothing, latest: async () => null };
  return testTarget(target, parts, { tell: () => {}, signal });
}

/** Nothing answered at its socket; who holds the lock all the same is in trouble, or just stopping. */
async function isHeld(dataDir: string, signal: AbortSignal): Promise<boolean> {
  if (!existsSync(join(dataDir, 'tocsin.lock'))) return false;
  const lock = await lockDataDir(dataDir, { wait: 0, stillRunning: async () => true, signal });
  await lock?.[Symbol.asyncDispose]();
  return lock === null;
}
