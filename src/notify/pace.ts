import { SECOND } from '../model/time.ts';

/** Longest wait between two tries, so that a service that is back is noticed soon. */
const LONGEST_WAIT = 30 * SECOND;

/** Wait before try number `tries` + 1, in milliseconds: doubling from one second, never shorter than was asked for. */
export function waitAfter(tries: number, asked = 0): number {
  return Math.max(asked, Math.min(LONGEST_WAIT, SECOND * 2 ** Math.max(0, tries - 1)));
}

/** Ends after `milliseconds` or when `signal` aborts, whichever comes first. */
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
