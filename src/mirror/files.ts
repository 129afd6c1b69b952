import { appendFile, mkdir, open, readdir, rename, stat, truncate } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What is read at once when the end of the last whole line is looked for. */
const BLOCK = 64 * 1_024;
const LINE_FEED = 0x0a;

/** Writes a file whole or not at all: whoever reads it finds what was there before or what is there now. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.tmp`);
  await mkdir(dirname(path), { recursive: true });
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(text);
    // A power cut would else leave the new name with nothing in it.
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** Names in a folder; none where there is no folder. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return (await orNull(readdir(folder))) ?? [];
}

/** When a file was last written, in milliseconds; 0 where there is none. */
export async function writtenAt(path: string): Promise<number> {
  return (await orNull(stat(path)))?.mtimeMs ?? 0;
}

/** null for what is not there. */
export async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export interface LineFile {
  /**
   * Brings the file to where whole lines end. `same`: it is as this process left it. `other`: it has lines of an earlier
   * process or of somebody else. `new`: it has none, at the start or because somebody moved it away.
   */
  look(): Promise<'same' | 'other' | 'new'>;
  /** Appends whole lines; when that fails, none of them. Call `look` before. */
  append(text: string): Promise<void>;
}

/** A file that lines are appended to. */
export function lineFile(path: string): LineFile {
  let size: number | null = null;
  return {
    async look() {
      await mkdir(dirname(path), { recursive: true });
      const found = await sizeOf(path);
      if (found === size) return 'same';
      size = found === 0 ? 0 : await mend(path, found);
      return size === 0 ? 'new' : 'other';
    },
    async append(text) {
      const before = size ?? 0;
      size = null;
      try {
        await appendFile(path, text);
        size = before + Buffer.byteLength(text);
      } catch (error) {
        await truncate(path, before).then(
          () => (size = before),
          () => {},
        );
        throw error;
      }
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  return (await orNull(stat(path)))?.size ?? 0;
}

/** Cuts off a last line that was not written to its end; gives the size that is left. */
async function mend(path: string, size: number): Promise<number> {
  const file = await open(path, 'r+');
  try {
    const block = Buffer.alloc(BLOCK);
    let whole = 0;
    for (let to = size; to > 0 && whole === 0; to -= BLOCK) {
      const from = Math.max(0, to - BLOCK);
      const { bytesRead } = await file.read(block, 0, to - from, from);
      whole = from + block.subarray(0, bytesRead).lastIndexOf(LINE_FEED) + 1;
      if (whole === from) whole = 0;
    }
    if (whole < size) await file.truncate(whole);
    return whole;
  } finally {
    await file.close();
  }
}
