import type { Sleep } from '../collect/sleep.ts';
import type { Check } from '../model/check.ts';
import type { Clock } from '../model/time.ts';

export interface WatchChecksDeps {
  /** Runs one and takes its result; the check's next run waits for it. Must not throw but when `signal` aborts. */
  run(check: Check, signal: AbortSignal): Promise<void>;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly sleep: Sleep;
}

/** Loops of checks that run; disposing it stops them all and waits for what is under way. */
export interface WatchingChecks extends AsyncDisposable {
  /** Runs exactly these: loops of those that went or changed are stopped, new ones started. */
  set(checks: readonly Check[]): Promise<void>;
}

interface Loop {
  readonly check: Check;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/**
 * Runs every check in a loop of its own, so that one that hangs touches no other. First runs are spread over the
 * interval by the place in the list, so that checks of one interval never bunch, and all have run within it.
 */
export function watchChecks(deps: WatchChecksDeps): WatchingChecks {
  const loops = new Map<string, Loop>();

  function start(check: Check, share: number): void {
    const stop = new AbortController();
    const first = deps.clock.monotonic() + share * Math.min(check.interval, MAX_FIRST);
    loops.set(check.name, { check, stop, ended: repeat(check, first, deps, stop.signal) });
  }

  async function end(names: readonly string[]): Promise<void> {
    const ending = names.flatMap((name) => loops.get(name) ?? []);
    for (const { stop } of ending) stop.abort();
    for (const name of names) loops.delete(name);
    await Promise.all(ending.map(({ ended }) => ended));
  }

  return {
    async set(wanted) {
      const byName = new Map(wanted.map((check) => [check.name, check]));
      const gone = [...loops].filter(([name, { check }]) => !isSame(check, byName.get(name)));
      await end(gone.map(([name]) => name));
      const fresh = wanted.filter(({ name }) => !loops.has(name));
      fresh.forEach((check, place) => {
        start(check, (place + 1) / (fresh.length + 1));
      });
    },
    [Symbol.asyncDispose]: () => end([...loops.keys()]),
  };
}

function isSame(one: Check, other: Check | undefined): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** However long its interval is, a check is run within this time first. */
const MAX_FIRST = 20_000;

/** On monotonic time; slots that went by unused are left out. */
async function repeat(
  check: Check,
  first: number,
  { run, clock, sleep }: WatchChecksDeps,
  signal: AbortSignal,
): Promise<void> {
  let due = first;
  while (!signal.aborted) {
    await sleep(Math.max(0, due - clock.monotonic()), signal).catch(() => {});
    if (signal.aborted) return;
    await run(check, signal).catch(() => {});
    const behind = Math.floor((clock.monotonic() - due) / check.interval);
    due += (Math.max(0, behind) + 1) * check.interval;
  }
}
