import { reasonFor } from '../check/reach.ts';
import { repairFor } from '../check/repair.ts';
import type { Finding } from '../model/finding.ts';
import { bad, fine, warning } from '../model/finding.ts';
import { formatDuration } from '../model/format.ts';
import type { Clock } from '../model/time.ts';
import { MINUTE, SECOND } from '../model/time.ts';

/** So much of an answer is read. */
const MOST_READ = 1_048_576;
/** By how much this clock may differ, and from where on log-ins and certificates fail. */
const OFF = 30 * SECOND;
const FAR_OFF = 5 * MINUTE;
/** `Date` has whole seconds: https://www.rfc-editor.org/rfc/rfc9110#name-date */
const RESOLUTION = SECOND;

export interface Asking {
  readonly fetch: typeof fetch;
  readonly clock: Pick<Clock, 'now'>;
}

export type Answer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** The body as JSON; null where it is none. */
      readonly json: unknown;
      /** By how many milliseconds our clock is ahead of theirs; null where they say no time. */
      readonly ahead: number | null;
    }
  | { readonly kind: 'unreachable'; readonly finding: Finding };

/**
 * Asks once; that nobody answers comes back as a finding.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export async function ask(
  { fetch, clock }: Asking,
  url: string,
  request: RequestInit & { readonly signal: AbortSignal },
): Promise<Answer> {
  const { host } = new URL(url);
  const asked = clock.now();
  try {
    const response = await fetch(url, { ...request, redirect: 'manual' });
    const date = Date.parse(response.headers.get('date') ?? '');
    const ahead = Number.isNaN(date) ? null : (asked + clock.now()) / 2 - date;
    return { kind: 'answer', status: response.status, json: await jsonOf(response), ahead };
  } catch (error) {
    request.signal.throwIfAborted();
    const code = codeOf(error);
    const reason = reasonFor(code) ?? `cannot be reached (${code})`;
    return { kind: 'unreachable', finding: bad(`${host} ${reason}`, repairFor(code, host)) };
  }
}

async function jsonOf({ body }: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST_READ) return null;
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return null;
  }
}

/** `ECONNREFUSED` and the like, which fetch hides behind an error of its own. */
function codeOf(error: unknown): string {
  const { code, cause, name } = error as { code?: unknown; cause?: unknown; name?: string };
  if (typeof code === 'string') return code;
  return cause === undefined || cause === null ? (name ?? 'unknown') : codeOf(cause);
}

/** What the time of an answer says of the clock of this machine; nothing where it says none. */
export function clockFindings(place: string, ahead: number | null): readonly Finding[] {
  if (ahead === null) return [];
  const off = Math.abs(ahead);
  if (off <= OFF) return [fine(`the clock agrees with that of ${place}`)];
  const side = ahead > 0 ? 'ahead of' : 'behind';
  const what = `the clock of this machine is ${formatDuration(off)} ${side} that of ${place}`;
  const isFar = off + RESOLUTION >= FAR_OFF;
  return [(isFar ? bad : warning)(what, 'sudo timedatectl set-ntp true')];
}
