import { setImmediate as turnEnd } from 'node:timers/promises';

/** Changes of one write at most, so that no write takes long. */
const MOST = 500;

/**
 * Writes what comes within one turn of the event loop as one unit, since every write waits for the disk, and tells each
 * caller when its own is written. The order of the calls stays.
 */
export function changesTogether<T>(
  write: (changes: readonly T[]) => Promise<void>,
): (changes: readonly T[]) => Promise<void> {
  let gathering: { readonly changes: T[]; readonly written: Promise<void> } | null = null;

  function begin(): { readonly changes: T[]; readonly written: Promise<void> } {
    const changes: T[] = [];
    const written = turnEnd().then(() => {
      if (gathering?.changes === changes) gathering = null;
      return write(changes);
    });
    return { changes, written };
  }

  return async (changes) => {
    if (changes.length === 0) return;
    if (gathering === null || gathering.changes.length >= MOST) gathering = begin();
    gathering.changes.push(...changes);
    await gathering.written;
  };
}
