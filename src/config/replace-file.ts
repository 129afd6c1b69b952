import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { lstat, open, readdir, readFile, readlink, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Instant } from '../model/time.ts';

/** Copies of former contents that are kept. */
const KEPT = 5;
/** For a file that is new: it may come to hold secrets. */
const NEW_MODE = 0o600;
/** Links to links to links that are followed. */
const MOST_LINKS = 20;

export type Replaced =
  /** `copy`: name of the file that holds what was there before; null when there was none. */
  | { readonly kind: 'replaced'; readonly copy: string | null }
  /** Somebody else wrote it meanwhile. */
  | { readonly kind: 'other' }
  | { readonly kind: 'failed'; readonly why: string };

/**
 * Puts `text` in the place of a file, whole or not at all, when it still holds `expected` (null: no file). What was there
 * is kept beside it as `<name>.<time>.bak`, the newest five. A link is followed; the mode stays.
 */
export async function replaceFile(
  path: string,
  text: string,
  { expected, now }: { readonly expected: string | null; readonly now: Instant },
): Promise<Replaced> {
  try {
    const file = await linked(path);
    if ((await contents(file)) !== expected) return { kind: 'other' };
    const was = expected === null ? null : await stat(file);
    const mode = (was?.mode ?? NEW_MODE) & 0o777;
    const stamp = new Date(now).toISOString().replaceAll(':', '-');
    const copy = expected === null ? null : `${file}.${stamp}.bak`;
    if (copy !== null) await writeNew(copy, expected ?? '', { mode, like: was });
    const isPut = await put(file, text, { mode, expected, like: was });
    if (!isPut) return { kind: 'other' };
    await forgetCopies(file);
    return { kind: 'replaced', copy: copy === null ? null : basename(copy) };
  } catch (cause) {
    return { kind: 'failed', why: fileTrouble(cause) };
  }
}

interface How {
  readonly mode: number;
  /** Whose it was. */
  readonly like: { readonly uid: number; readonly gid: number } | null;
}

async function put(
  file: string,
  text: string,
  { expected, ...how }: How & { readonly expected: string | null },
): Promise<boolean> {
  const beside = `${file}.${randomBytes(6).toString('hex')}.part`;
  await writeNew(beside, text, how);
  try {
    // Again, since writing took its time.
    const isSame = (await contents(file)) === expected;
    if (isSame) await rename(beside, file);
    else await unlink(beside);
    if (isSame) await syncFolder(dirname(file));
    return isSame;
  } catch (cause) {
    await unlink(beside).catch(() => {});
    throw cause;
  }
}

/** Writes a file that is not there yet, onto the disk; leaves nothing behind when that fails. */
async function writeNew(path: string, text: string, { mode, like }: How): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(text);
    // Beyond the umask, so that whoever could read it still can.
    await file.chmod(mode);
    if (like !== null) await ownedAs(file, like);
    await file.sync();
    await file.close();
  } catch (cause) {
    await file.close().catch(() => {});
    await unlink(path).catch(() => {});
    throw cause;
  }
}

/** Only root may give files away; for everybody else the owner is right already. */
async function ownedAs(file: FileHandle, { uid, gid }: NonNullable<How['like']>): Promise<void> {
  const own = await file.stat();
  if (own.uid !== uid || own.gid !== gid) await file.chown(uid, gid).catch(() => {});
}

/** So that the new name is on the disk too; some systems open no folders. */
async function syncFolder(folder: string): Promise<void> {
  const opened = await open(folder, 'r').catch(() => null);
  await opened?.sync().catch(() => {});
  await opened?.close();
}

/**
 * Text of a file with its byte order mark, exactly as it is written; null when there is none.
 *
 * @throws what the system throws, and for what is no UTF-8: written again it would be another.
 */
export async function contents(path: string): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}

/** Where a link leads in the end, whether anything is there or not. */
async function linked(path: string): Promise<string> {
  let file = path;
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const found = await lstat(file).catch(() => null);
    if (!found?.isSymbolicLink()) return file;
    file = resolve(dirname(file), await readlink(file));
  }
  throw new Error('it is a link that leads to itself');
}

/** Leaves the newest copies; one that cannot be deleted does no harm. */
async function forgetCopies(file: string): Promise<void> {
  const name = basename(file);
  const isCopy = (one: string) =>
    one.startsWith(`${name}.`) &&
    /^\d{4}-\d\d-\d\dT[\d.-]+Z\.bak$/.test(one.slice(name.length + 1));
  const copies = (await readdir(dirname(file))).filter(isCopy).sort();
  for (const old of copies.slice(0, -KEPT)) {
    await unlink(join(dirname(file), old)).catch(() => {});
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EACCES: 'Tocsin may not write there',
  EPERM: 'Tocsin may not write there',
  EROFS: 'it lies on a disk that is read only',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is no UTF-8 text',
  EBUSY: 'it is mounted by itself, so it cannot be replaced: mount its folder instead',
};

/** Why a file could not be read or written, for people. */
export function fileTrouble(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return (code === undefined ? undefined : REASONS[code]) ?? code ?? message;
}
