import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import type { Segment } from './segment.ts';
import { readOf } from './segment.ts';

/** Each client has a folder of its own in the buffer's, with this ending. */
const FOLDER = '.client';
const OWNER = 'owner.json';
/** How often an owner says that it lives. */
export const TOUCH_EVERY = 10_000;
/** Who has not said so for so long is dead, wherever it ran. */
const DEAD_AFTER = 60_000;
/** Folders in folders: of a client that died while it took over others'. */
const MAX_DEPTH = 5;
/** Stands where the owner's process would: there is none any more. */
const NOBODY = 0;

/** Clients of this process. */
const living = new Set<string>();

export interface Ownership {
  readonly folder: string;
  /** Makes the folder, with its owner in it. */
  claim(): Promise<void>;
  /** Says that the owner lives. */
  touch(): Promise<void>;
  /** Takes over what dead clients left, as segments of its own folder. */
  adopt(): Promise<readonly Segment[]>;
  /** Makes the folder for whoever comes next, without waiting. */
  abandon(): void;
  /** Nobody owns the folder any more; it goes when it is empty. */
  release(isEmpty: boolean): Promise<void>;
}

/** Whose rows are whose, in a folder that several processes share. */
export function ownership(bufferDir: string, token: string): Ownership {
  const folder = join(bufferDir, `${token}${FOLDER}`);
  const owner = join(folder, OWNER);
  const named = (pid: number) => JSON.stringify({ pid, host: hostname(), token });
  const write = (pid: number) => writeFile(owner, named(pid), { mode: 0o600 });
  living.add(token);

  return {
    folder,
    async claim() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await write(process.pid);
    },
    async touch() {
      const now = new Date();
      await utimes(owner, now, now);
    },
    async adopt() {
      const names = await readdir(bufferDir).catch(() => []);
      const found: Segment[] = [];
      for (const name of names) {
        const other = join(bufferDir, name);
        if (!name.endsWith(FOLDER) || other === folder || !(await isDead(other))) continue;
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await write(process.pid);
        found.push(...(await takeOver(other, folder)));
      }
      return found;
    },
    abandon() {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(owner, named(NOBODY), { mode: 0o600 });
    },
    async release(isEmpty) {
      living.delete(token);
      const done = isEmpty ? rm(folder, { recursive: true, force: true }) : write(NOBODY);
      await done.catch(() => {});
    },
  };
}

async function isDead(folder: string): Promise<boolean> {
  try {
    const path = join(folder, OWNER);
    const { mtimeMs } = await stat(path).catch(() => stat(folder));
    if (Date.now() - mtimeMs > DEAD_AFTER) return true;
    const { pid, host, token } = JSON.parse(await readFile(path, 'utf8')) as Record<
      string,
      unknown
    >;
    if (pid === NOBODY) return true;
    if (host !== hostname()) return false;
    if (pid === process.pid) return !living.has(String(token));
    return !isRunning(Number(pid));
  } catch {
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Moving the folder is what only one of several can do; its files follow. */
async function takeOver(other: string, folder: string): Promise<readonly Segment[]> {
  const inside = join(folder, `from-${basename(other)}`);
  try {
    await rename(other, inside);
  } catch {
    return [];
  }
  const segments: Segment[] = [];
  for (const path of await segmentsIn(inside, MAX_DEPTH)) {
    const moved = join(folder, basename(path));
    await rename(path, moved);
    const { size } = await stat(moved);
    segments.push({ path: moved, bytes: size, read: readOf(moved) });
  }
  await rm(inside, { recursive: true, force: true });
  return segments;
}

async function segmentsIn(folder: string, depth: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth > 0) found.push(...(await segmentsIn(path, depth - 1)));
    else if (entry.name.endsWith('.jsonl')) found.push(path);
  }
  return found;
}
