import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { orAbort } from '../model/wait.ts';
import { CheckFailure } from './kind.ts';

/** Without waiting for whoever writes a pipe; a thread would wait for that as long as it takes. Windows has no such pipes. */
const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A file of this machine that is open. */
export interface RegularFile extends AsyncDisposable {
  /** Another one whenever the file changes. */
  readonly stamp: string;
  read(): Promise<Buffer>;
}

/**
 * Opens a regular file of at most `most` bytes; `what` is it in the words of a refusal.
 *
 * @throws CheckFailure when it cannot be read, is none, or is too large.
 * @throws the signal's reason when `signal` aborts first.
 */
export async function openRegular(
  path: string,
  {
    what,
    most,
    signal,
  }: { readonly what: string; readonly most: number; readonly signal: AbortSignal },
): Promise<RegularFile> {
  const wrong = (why: string, cause?: unknown) =>
    new CheckFailure(`${what} ${why}`, { status: 'error', cause });
  const unreadable = (cause: NodeJS.ErrnoException) => {
    throw wrong(`cannot be read (${cause.code ?? 'unreadable'})`, cause);
  };
  const opening = open(path, AT_ONCE);
  const file = await orAbort(opening, signal).catch((cause) => {
    // It may still open, on a disk that hangs.
    opening.then((late) => late.close()).catch(() => {});
    signal.throwIfAborted();
    return unreadable(cause);
  });
  await using stack = new AsyncDisposableStack();
  stack.use(file);
  const { size, mtimeMs, ino, isFile } = await orAbort(
    file.stat().then((stat) => ({ ...stat, isFile: stat.isFile() })),
    signal,
  );
  if (!isFile) throw wrong('is no regular file');
  if (size > most) throw wrong(`is larger than ${most / 1_024} KiB`);
  const kept = stack.move();
  return {
    stamp: `${size} ${mtimeMs} ${ino}`,
    async read() {
      const buffer = Buffer.alloc(size);
      const reading = file.read(buffer, 0, size, 0);
      const { bytesRead } = await orAbort(reading, signal).catch((cause) => {
        signal.throwIfAborted();
        return unreadable(cause);
      });
      return buffer.subarray(0, bytesRead);
    },
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  };
}
