import type { Sleep } from '../collect/sleep.ts';
import type { Check } from '../model/check.ts';
import type { Clock } from '../model/time.ts';

export interface WatchChecksDeps {
  /** Runs one and takes its result; the check's next run waits for it. Must not throw but when `signal` aborts. */
  run(check: Check, signal: AbortSignal): Promise<void>;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly sleep: Sleep;
}

/** Checks that run; disposing it stops them all and waits for what is under way. */
export interface WatchingChecks extends AsyncDisposable {
  /** Runs exactly these: those that went or changed are stopped, new ones begin. */
  set(checks: readonly Check[]): Promise<void>;
}

interface Watched {
  readonly check: Check;
  /** On monotonic time. */
  due: number;
  /** What is under way. */
  run: { readonly stop: AbortController; readonly ended: Promise<void> } | null;
}

/**
 * Runs every check in its own time, so that one that hangs touches no other. First runs are spread over the interval by
 * the place in the list, so that checks of one interval never bunch, and all have run within it. One timer waits for
 * whatever is due next: a loop for each takes as much memory as the check itself.
 */
export function watchChecks({ run, clock, sleep }: WatchChecksDeps): WatchingChecks {
  const all = new Map<string, Watched>();
  /** In the order in which they are due. */
  const queue: Watched[] = [];
  let waiting = new AbortController();

  async function wait(signal: AbortSignal): Promise<void> {
    for (let [first] = queue; first !== undefined; [first] = queue) {
      await sleep(Math.max(0, first.due - clock.monotonic()), signal).catch(() => {});
      if (signal.aborted) return;
      startDue(clock.monotonic() + TIMER_STEP);
    }
  }

  function startDue(until: number): void {
    while (queue[0] !== undefined && queue[0].due <= until) {
      const one = queue[0];
      queue.shift();
      // A slot that comes while its run is under way goes by unused, as do those that have passed.
      if (one.run === null) start(one);
      one.due += (Math.floor((until - one.due) / one.check.interval) + 1) * one.check.interval;
      queue.splice(placeOf(one.due, queue), 0, one);
    }
  }

  function start(one: Watched): void {
    const stop = new AbortController();
    const over = () => {
      one.run = null;
    };
    one.run = { stop, ended: run(one.check, stop.signal).then(over, over) };
  }

  async function end(names: readonly string[]): Promise<void> {
    const ending = names.flatMap((name) => all.get(name) ?? []);
    for (const one of ending) {
      all.delete(one.check.name);
      queue.splice(queue.indexOf(one), 1);
      one.run?.stop.abort();
    }
    await Promise.all(ending.map((one) => one.run?.ended));
  }

  return {
    async set(wanted) {
      const byName = new Map(wanted.map((check) => [check.name, check]));
      const gone = [...all].filter(([name, { check }]) => !isSame(check, byName.get(name)));
      await end(gone.map(([name]) => name));
      const now = clock.monotonic();
      const fresh = wanted.filter(({ name }) => !all.has(name));
      for (const [place, check] of fresh.entries()) {
        const share = (place + 1) / (fresh.length + 1);
        const span = Math.min(check.interval, MAX_FIRST);
        const one = { check, due: now + spread(share, span), run: null };
        all.set(check.name, one);
        queue.splice(placeOf(one.due, queue), 0, one);
      }
      waiting.abort();
      waiting = new AbortController();
      void wait(waiting.signal);
    },
    async [Symbol.asyncDispose]() {
      waiting.abort();
      await end([...all.keys()]);
    },
  };
}

/** Not at once where there is time: a process that begins has much else to do, and its first runs are its slowest. */
function spread(share: number, span: number): number {
  const rest = span < MAX_FIRST ? 0 : REST;
  return rest + share * (span - rest);
}

function isSame(one: Check, other: Check | undefined): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** Behind all that are due by then. */
function placeOf(due: number, queue: readonly Watched[]): number {
  return queue.findLastIndex((one) => one.due <= due) + 1;
}

/** However long its interval is, a check is run within this time first. */
const MAX_FIRST = 20_000;

/** Of that, how long nothing is run. */
const REST = 2_000;

/** Timers count whole milliseconds, and may end within one too early. */
const TIMER_STEP = 1;
