/** How something is that the application looks at. */
export interface CheckResult {
  /** `error`: the check itself failed; `unknown`: it cannot say. */
  readonly status: 'healthy' | 'degraded' | 'unhealthy' | 'error' | 'unknown';
  /** Milliseconds; measured unless given. */
  readonly latencyMs?: number;
  /** For people; stands in the alert. */
  readonly message?: string;
  /** What it saw, for people. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
  /** Numbers that are kept as the metric `check.value`, with their names as the label `label`. */
  readonly metrics?: Readonly<Record<string, number>>;
}

// biome-ignore lint/suspicious/noConfusingVoidType: a function that only throws when it finds something gives nothing
type Seen = CheckResult | boolean | undefined | void;

/** Looks once. Nothing and `true` are healthy, `false` is not, and what it throws is an error. */
export type HealthCheck = (signal: AbortSignal) => Seen | Promise<Seen>;

export interface CheckOptions {
  /** Milliseconds between two looks; 60,000 unless given. */
  readonly every?: number;
  /** Milliseconds that a look may take; 10,000 unless given. */
  readonly timeout?: number;
}

/** Characters of a message. */
const MAX_MESSAGE = 500;

/** Looks at once and then again and again, never twice at a time, until `signal` aborts. */
export function repeatCheck(
  look: HealthCheck,
  { every = 60_000, timeout = 10_000 }: CheckOptions,
  { signal, tell }: { signal: AbortSignal; tell(result: CheckResult): void },
): void {
  let timer: NodeJS.Timeout | undefined;
  const run = async () => {
    const started = performance.now();
    const result = await lookOnce(look, timeout, signal);
    if (signal.aborted) return;
    const latencyMs = result.latencyMs ?? Math.round(performance.now() - started);
    tell({ ...result, latencyMs });
    timer = setTimeout(run, Math.max(1_000, every)).unref();
  };
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  void run();
}

async function lookOnce(
  look: HealthCheck,
  timeout: number,
  signal: AbortSignal,
): Promise<CheckResult> {
  const stop = new AbortController();
  const end = () => stop.abort();
  signal.addEventListener('abort', end, { once: true });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckResult>((resolve) => {
    timer = setTimeout(() => {
      stop.abort();
      resolve({ status: 'error', message: `no answer within ${timeout / 1_000} s` });
    }, timeout).unref();
  });
  try {
    return await Promise.race([Promise.resolve(look(stop.signal)).then(resultOf), late]);
  } catch (error) {
    return { status: 'error', message: shortened(error instanceof Error ? error.message : error) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

function resultOf(value: unknown): CheckResult {
  if (typeof value !== 'object' || value === null) {
    return { status: value === false ? 'unhealthy' : 'healthy' };
  }
  const result = value as CheckResult;
  const { message } = result;
  return message === undefined ? result : { ...result, message: shortened(message) };
}

function shortened(message: unknown): string {
  return String(message).slice(0, MAX_MESSAGE) || 'it says nothing';
}
