import type { Instant } from '../../model/time.ts';
import { HOUR } from '../../model/time.ts';

/** Remembered strangers; the oldest is forgotten first, so that a flood of them costs no memory. */
const MAX_REMEMBERED = 10_000;
/** Pairing codes one stranger may try in an hour. */
const MAX_TRIES = 5;

/** How often people whom nobody let in get an answer. */
export interface Strangers {
  /** True once an hour per key. */
  mayHear(key: string): boolean;
  /** True for the first few tries of an hour. */
  mayTry(key: string): boolean;
}

export function strangers(now: () => Instant): Strangers {
  const heard = new Map<string, { since: Instant; count: number }>();

  function take(key: string, limit: number): boolean {
    const at = now();
    const known = heard.get(key);
    // A clock that was set back must not silence anyone for longer than an hour.
    const fresh = known && Math.abs(at - known.since) < HOUR ? known : { since: at, count: 0 };
    if (fresh.count >= limit) return false;
    heard.delete(key);
    heard.set(key, { since: fresh.since, count: fresh.count + 1 });
    const [oldest] = heard.keys();
    if (heard.size > MAX_REMEMBERED && oldest !== undefined) heard.delete(oldest);
    return true;
  }

  return {
    mayHear: (key) => take(`hear ${key}`, 1),
    mayTry: (key) => take(`try ${key}`, MAX_TRIES),
  };
}
