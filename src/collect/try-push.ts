import { formatDuration } from '../model/format.ts';
import type { Target } from '../model/target.ts';
import type { TargetTest, TestListener, TestStep } from '../model/target-test.ts';
import { failed, passed, skipped, testSteps } from '../model/target-test.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import type { Told } from './told.ts';

/** How long a target may be silent unless it says otherwise. */
export const SILENT_AFTER = 5 * MINUTE;
/** Longest time for our own answer. */
const PATIENCE = 4 * SECOND;

export interface PushTry {
  /** Where this process takes what applications tell. */
  readonly http: {
    readonly enabled: boolean;
    readonly host: string;
    readonly port: number;
    readonly key?: string;
  };
  latest(target: number): Promise<Told | null>;
  readonly fetch: typeof fetch;
}

/**
 * Tries the way that an application takes to us, as far as it lies here: that something listens, that the key is taken,
 * and whether anything has arrived.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export async function tryPush(
  target: Pick<Target, 'id' | 'silentAfter'>,
  { http, latest, fetch }: PushTry,
  { tell, signal }: { readonly tell: TestListener; readonly signal: AbortSignal },
): Promise<TargetTest> {
  const steps = testSteps(['HTTP', 'key', 'arrival'], tell);
  steps.add(...(await listening(http, fetch, signal)));
  const told = await latest(target.id);
  signal.throwIfAborted();
  steps.add(arrival(told, target.silentAfter ?? SILENT_AFTER));
  return { steps: steps.whole(), unknownKey: null };
}

/** Asks ourselves, as an application would. */
async function listening(
  { enabled, host, port, key }: PushTry['http'],
  ask: typeof fetch,
  signal: AbortSignal,
): Promise<readonly TestStep[]> {
  const unasked = skipped('key', 'nobody was asked');
  if (!enabled) {
    return [failed('HTTP', 'it is switched off: set ANALYTICS_ENABLED=true in .env'), unasked];
  }
  const place = `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
  const url = `http://${ownAddress(place)}/api/status`;
  const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  let status: number;
  try {
    const answer = await ask(url, { headers, signal: within, redirect: 'manual' });
    ({ status } = answer);
    await answer.body?.cancel();
  } catch {
    signal.throwIfAborted();
    return [
      failed(
        'HTTP',
        `nothing answers on ${place}: start Tocsin, and look for “HTTP on” in its log`,
      ),
      unasked,
    ];
  }
  const heard = passed('HTTP', place);
  if (key === undefined) {
    return [
      heard,
      failed('key', 'there is none, so nothing is taken: set ANALYTICS_API_KEY in .env'),
    ];
  }
  if (status === 200) return [heard, passed('key', 'ANALYTICS_API_KEY is taken')];
  if (status === 401) {
    const detail = `${place} does not take the key of this configuration: start Tocsin again, or another program has the port`;
    return [heard, failed('key', detail)];
  }
  return [
    failed('HTTP', `${place} answers ${status}: does another program have the port?`),
    unasked,
  ];
}

/** Who listens everywhere is asked here. */
function ownAddress(place: string): string {
  return place.replace(/^0\.0\.0\.0:/, '127.0.0.1:').replace(/^\[::\]:/, '[::1]:');
}

function arrival(told: Told | null, silentAfter: number): TestStep {
  if (told === null) {
    const detail =
      'nothing has arrived yet: look whether the application has the address and the key, and what it logs; docs/client.md says how';
    return failed('arrival', detail);
  }
  const ago = `${formatDuration(told.silence)} ago`;
  if (told.silence <= silentAfter) {
    return passed('arrival', `${ago}; ${told.newest.length} series are known`);
  }
  const detail = `the last thing arrived ${ago}: look whether the application runs, and what its client logs`;
  return failed('arrival', detail);
}
