import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { Backup } from '../model/backup.ts';
import type { BackupOrder, BackupTold } from './backup.ts';
import { adviceOn, copyParts, faultOf, installationIn, PARTS, partsIn } from './backup-copy.ts';
import { backupsOf, draftsOf, freeName, removeOld, syncFolder } from './backup-folder.ts';
import { StoreError } from './ports.ts';

/** The thread that makes one backup: reading and syncing take long, and nothing else may wait for that. */
const port = parentPort;
if (!port) throw new Error('this is a part of Tocsin and runs in a thread of its own');

const order = workerData as BackupOrder;
port.postMessage(await told());

async function told(): Promise<BackupTold> {
  try {
    const installation = installationIn(order.files['tocsin.db']);
    if (installation === null) {
      throw new StoreError(`cannot read ${order.files['tocsin.db']}; a restart says why`);
    }
    const backup = await make(installation);
    return { kind: 'made', backup, unremoved: remove(installation, backup) };
  } catch (error) {
    const expected = error instanceof StoreError;
    const { message, stack = '' } = error as Error;
    return { kind: 'failed', message: expected ? message : stack, expected };
  }
}

/** Under another name until it was read through and found good. */
async function make(installation: string): Promise<Backup> {
  const { folder } = order;
  const { making, going } = draftsOf(folder, installation);
  inFolder(() => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const left of [making, going]) rmSync(left, { recursive: true, force: true });
    mkdirSync(making, { mode: 0o700 });
  });
  try {
    await copyParts(order.files, making);
    const files = partsIn(making);
    for (const part of PARTS) {
      const fault = faultOf(files[part.name], part);
      if (fault !== null) throw new StoreError(`the copy of ${order.files[part.name]} ${fault}`);
    }
    const name = freeName(folder, order.at);
    inFolder(() => {
      syncFolder(making);
      renameSync(making, join(folder, name));
      syncFolder(folder);
    });
    const made = backupsOf(installation, folder).find((one) => one.name === name);
    if (!made) throw new StoreError(`${join(folder, name)} was there and is gone`);
    return made;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

function inFolder(work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw new StoreError(`cannot write ${order.folder}: ${adviceOn(cause)}`, { cause });
  }
}

/** Only now, when a newer one was verified. Gives what kept an old one from being deleted, or null. */
function remove(installation: string, { name }: Backup): string | null {
  try {
    removeOld(installation, order.folder, { keep: order.keep, made: name });
    return null;
  } catch (error) {
    return `old backups in ${order.folder} cannot be deleted: ${adviceOn(error)}`;
  }
}
