/** Tells how a call went. */
export type CallEnded = (call: { readonly ms: number; readonly failed: boolean }) => void;

/**
 * Runs `work` and tells how long it took and whether it failed. Its value, or its very promise, is given back, and what it
 * throws goes on untouched.
 */
export function timed<T>(work: () => T, ended: CallEnded): T {
  const started = performance.now();
  const tell = (failed: boolean) => ended({ ms: performance.now() - started, failed });
  let value: T;
  try {
    value = work();
  } catch (error) {
    tell(true);
    throw error;
  }
  if (isPromise(value)) {
    value.then(
      () => tell(false),
      () => tell(true),
    );
  } else tell(false);
  return value;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
