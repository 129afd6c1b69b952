// One set-up at a time, across processes. Plain JavaScript that an old Node can parse.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

const MINUTE = 60_000;
/** A holder writes its process id at once; a lock without one for this long was left behind. */
const NAMELESS = 5_000;
/** As long as the longest set-up. */
const PATIENCE = 12 * MINUTE;
const PAUSE = 200;

/**
 * Runs `work` while no other process does so for the same `root`; waits for one that does. A lock whose holder is
 * gone is taken over.
 *
 * @template T
 * @param {string} root
 * @param {() => T} work
 * @param {() => void} onWait called once when another process is at it
 * @returns {T}
 */
export function inTurn(root, work, onWait) {
  const lock = lockOf(root);
  const deadline = Date.now() + PATIENCE;
  let waited = false;
  while (!take(lock)) {
    if (isLeft(lock)) {
      rmSync(lock, { recursive: true, force: true });
      continue;
    }
    if (Date.now() > deadline) {
      throw new Error(`another set-up still runs; if none does, remove ${lock}`);
    }
    if (!waited) onWait();
    waited = true;
    sleep(PAUSE);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/**
 * Outside the folder, since npm empties node_modules.
 *
 * @param {string} root
 */
export function lockOf(root) {
  const name = createHash('sha256').update(`${userInfo().uid} ${root}`).digest('hex').slice(0, 16);
  return join(tmpdir(), `tocsin-setup-${name}.lock`);
}

/** @param {string} lock */
function take(lock) {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(lock, 'pid'), String(process.pid));
  return true;
}

/** @param {string} lock */
function isLeft(lock) {
  try {
    const pid = Number(readFileSync(join(lock, 'pid'), 'utf8'));
    if (pid > 0) return !isAlive(pid);
  } catch (_error) {
    // The holder has not written its id yet, or has just finished.
  }
  try {
    return Date.now() - statSync(lock).mtimeMs > NAMELESS;
  } catch (_error) {
    return false;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** @param {number} milliseconds */
function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
