import type { RowBuffer } from './buffer.ts';
import type { Delivered, Until } from './delivery.ts';
import type { Reporter } from './problem.ts';

/** Waits after the first failure, and at most; each time twice as long, and spread so that clients do not come at once. */
const FIRST_WAIT = 500;
const MAX_WAIT = 30_000;

export interface Pump {
  /** Something is there to be delivered. */
  wake(): void;
  /** Delivers now what is there; false when that failed, or when `until` (epoch milliseconds) was over first. */
  drain(until: number): Promise<boolean>;
  stop(): void;
}

/** Delivers what the buffer holds, batch after batch; after a failure it waits, longer each time. */
export function pump(deps: {
  readonly buffer: RowBuffer;
  readonly flushInterval: number;
  deliver(lines: readonly string[], until: Until): Promise<Delivered>;
  readonly report: Reporter;
  random(): number;
}): Pump {
  const { buffer, report } = deps;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let isStopped = false;
  let last: Promise<unknown> = Promise.resolve();

  function schedule(milliseconds: number): void {
    if (isStopped || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      void inTurn(() => run({ until: Number.POSITIVE_INFINITY, isAwaited: false }));
    }, milliseconds).unref();
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  }

  async function run(until: Until): Promise<boolean> {
    for (;;) {
      const lines = await buffer.take();
      if (lines.length === 0) return true;
      if (Date.now() > until.until) break;
      const delivered = await deps.deliver(lines, until);
      if (delivered.kind === 'retry') {
        wait(delivered);
        return false;
      }
      failures = 0;
      await buffer.done();
    }
    schedule(0);
    return false;
  }

  function wait({ reason, after }: Extract<Delivered, { kind: 'retry' }>): void {
    if (failures === 0) report({ kind: 'unreachable', message: reason });
    buffer.away();
    const longest = Math.min(MAX_WAIT, FIRST_WAIT * 2 ** failures);
    failures = Math.min(failures + 1, 20);
    const spread = longest * (0.5 + deps.random() / 2);
    clearTimeout(timer);
    timer = undefined;
    schedule(Math.max(spread, Math.min(after ?? 0, MAX_WAIT)));
  }

  return {
    wake: () => schedule(deps.flushInterval),
    // A request that is on its way already may take longer.
    drain: (until) =>
      orFalse(
        inTurn(() => run({ until, isAwaited: true })),
        until,
      ),
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** What `work` gives, or false when `until` (epoch milliseconds) is over first. */
async function orFalse(work: Promise<boolean>, until: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, until - Date.now()));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
