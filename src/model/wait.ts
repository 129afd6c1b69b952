/** Resolves when `signal` aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Ends after `milliseconds` or when `signal` aborts, whichever comes first; never rejects. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
}

/**
 * The value of `work`; for work that may not listen to its signal, and then goes on unheard.
 *
 * @throws what `work` throws, or the signal's reason as soon as it aborts.
 */
export function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** The value of `work` when it comes within `milliseconds`, else null; `work` goes on. */
export async function soon<T>(work: Promise<T>, milliseconds: number): Promise<T | null> {
  const timer = new AbortController();
  try {
    return await Promise.race([work, pause(milliseconds, timer.signal).then(() => null)]);
  } finally {
    timer.abort();
  }
}

/** Lets what it is given run one after the other, in the order in which it comes; what fails holds up nothing. */
export function oneByOne(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
}

/** Lets others have their turn: a store may read without ever waiting. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
