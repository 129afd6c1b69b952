import { CollectError } from '../collect/collector.ts';
import type { Probe, ProbeAnswer } from '../collect/remote.ts';
import { SECOND } from '../model/time.ts';
import type { CheckContext } from './kind.ts';
import { CheckFailure } from './kind.ts';

/** What is asked of a host; how long it may take follows from the check. */
export type HostQuestion = Omit<Probe, 'name' | 'patience' | 'output'>;

const NAME = 'check';

/**
 * Asks the host of the check's target, between its rounds; `apart`: beside them, for what may take long. What cannot be
 * asked tells nothing of the thing that is looked at.
 *
 * @throws CheckFailure with `unknown` when the host cannot be reached, or has no time for it.
 * @throws the signal's reason when `signal` aborts first; what runs there is ended.
 */
export async function askHost(
  question: HostQuestion & { readonly apart?: boolean },
  { host, signal, timeout }: Pick<CheckContext, 'host' | 'signal' | 'timeout'>,
): Promise<ProbeAnswer> {
  if (host === null) throw unknown('nobody watches its target now, so there is no way to the host');
  const { apart = false, ...rest } = question;
  // So much earlier than the check itself, what is late is ended there and known to be that.
  const spare = Math.min(SECOND, timeout / 4);
  const probe: Probe = { ...rest, name: NAME, patience: timeout - spare };
  const late = AbortSignal.timeout(Math.floor(timeout - spare / 5));
  const within = AbortSignal.any([signal, late]);
  try {
    const answer = apart
      ? await host.run(probe, within)
      : (await host.ask([probe], within)).get(NAME);
    if (answer !== undefined && answer.end !== 'broken off') return answer;
  } catch (cause) {
    signal.throwIfAborted();
    if (late.aborted) {
      throw unknown(`the host had no answer within ${timeout / SECOND} s: it is busy, or away`);
    }
    throw cause instanceof CollectError ? unknown(cause.message, cause) : cause;
  }
  throw unknown('the connection to the host was lost meanwhile');
}

function unknown(message: string, cause?: unknown): CheckFailure {
  return new CheckFailure(message, { status: 'unknown', cause });
}
