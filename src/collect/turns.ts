/** One piece of work after the other; each waits for those that came before it. */
export interface Turns {
  /**
   * Does `work` when its turn comes and gives what it gives. The next turn comes when `work` has ended and what it
   * promised as `after` too.
   *
   * @throws the signal's reason when `signal` aborts before its turn; `work` is not begun then.
   */
  take<T>(
    work: (after: (ended: Promise<unknown>) => void) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T>;
}

export function turns(): Turns {
  /** Of whoever took the last turn; null when nobody has one. */
  let last: Promise<unknown> | null = null;

  return {
    async take(work, signal) {
      const before = last;
      const { promise: mine, resolve: pass } = Promise.withResolvers<void>();
      last = mine;
      const more: Promise<unknown>[] = [];
      try {
        if (before === null) signal.throwIfAborted();
        else await orAborted(before, signal);
        return await work((ended) => more.push(ended));
      } finally {
        void Promise.allSettled([before, ...more]).then(() => {
          if (last === mine) last = null;
          pass();
        });
      }
    },
  };
}

/**
 * Waits for `waited`, which goes on by itself when nobody waits any more.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export async function orAborted<T>(waited: Promise<T>, signal: AbortSignal): Promise<T> {
  waited.catch(() => {});
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([waited, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
