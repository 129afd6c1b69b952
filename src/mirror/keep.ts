import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { orNull } from './files.ts';
import type { DayFile } from './names.ts';
import { dayFile } from './names.ts';

export interface KeepOptions {
  /** Folder of all targets. */
  readonly folder: string;
  /** Where files go, packed, before they are deleted; null: nowhere. */
  readonly archive: string | null;
  /** First date (`YYYY-MM-DD`) that is kept. */
  readonly from: Readonly<Record<DayFile['kind'], string>>;
  readonly signal: AbortSignal;
}

/**
 * Deletes the files of days that are no longer kept, of every target that has a folder. A file that cannot be archived
 * is not deleted.
 *
 * @returns how many were deleted.
 * @throws what the file system throws, after the other targets had their turn.
 */
export async function keepRecent(options: KeepOptions): Promise<number> {
  let deleted = 0;
  const failures: unknown[] = [];
  for (const target of await foldersIn(options.folder)) {
    try {
      for (const name of await oldFiles(join(options.folder, target), options)) {
        options.signal.throwIfAborted();
        const path = join(options.folder, target, name);
        if (options.archive !== null)
          await pack(path, join(options.archive, target), name, options);
        await rm(path, { force: true });
        deleted += 1;
      }
    } catch (error) {
      options.signal.throwIfAborted();
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return deleted;
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function oldFiles(folder: string, { from }: KeepOptions): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => {
    const day = dayFile(name);
    return day !== null && day.date < from[day.kind];
  });
}

/**
 * The packed file is whole and on the disk before anything of it is deleted. What is in the archive under its name, and is
 * something else, stays.
 */
async function pack(
  path: string,
  folder: string,
  name: string,
  { signal }: Pick<KeepOptions, 'signal'>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${name}.gz.tmp`);
  await pipeline(createReadStream(path), createGzip(), createWriteStream(temporary), { signal });
  const file = await open(temporary, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, await freeName(folder, name, await readFile(temporary)));
}

/** The name that the packed file gets: one that is free, or that holds the same. */
async function freeName(folder: string, name: string, packed: Buffer): Promise<string> {
  for (let copy = 1; ; copy++) {
    const path = join(folder, copy === 1 ? `${name}.gz` : `${name}.${copy}.gz`);
    const there = await orNull(readFile(path));
    if (there === null || there.equals(packed)) return path;
  }
}
