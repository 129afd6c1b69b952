import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../model/time.ts';

/** One file of a queue. Its name says what it begins with, so that nothing has to be read to know what it holds. */
export interface Segment {
  /** How many samples were queued before it. */
  readonly first: number;
  /** When it was begun. */
  readonly since: Instant;
  readonly path: string;
  /** Bytes. */
  size: number;
}

const NAME = /^(\d{16})-(\d{1,16})\.queue$/;

/** The files of a queue, oldest first; the folder is made when it is not there. */
export async function listSegments(folder: string): Promise<Segment[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = (await readdir(folder)).flatMap((name) => {
    const [, first, since] = NAME.exec(name) ?? [];
    if (first === undefined || since === undefined) return [];
    return [{ first: Number(first), since: Number(since), path: join(folder, name) }];
  });
  const sized = found.map(async (one) => ({ ...one, size: (await stat(one.path)).size }));
  return (await Promise.all(sized)).sort((one, other) => one.first - other.first);
}

export function newSegment(folder: string, first: number, since: Instant): Segment {
  const name = `${String(first).padStart(16, '0')}-${Math.round(since)}.queue`;
  return { first, since, path: join(folder, name), size: 0 };
}

/** Removes a file; where the system does not let go of it yet, the next start finds it and removes it. */
export async function removeSegment({ path }: Segment): Promise<void> {
  await rm(path, { force: true }).catch(() => {});
}
