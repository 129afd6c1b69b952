import type { EventEmitter } from 'node:events';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Params } from './rules.ts';

const WAIT = 10_000;
/** The bot's own state changes without a call. */
const LOOK_AGAIN = 10;

/** One call as it arrived. */
export interface Call {
  readonly method: string;
  readonly params: Params;
  readonly at: number;
}

/** What a person sees pop up after a press. */
export interface Toast {
  readonly text: string;
  readonly alert: boolean;
}

/** Resolves with the first value that is not undefined, null or false. */
export type Until = <T>(look: () => T | undefined | null | false) => Promise<T>;

/** The confirmation of a press, once it came. */
export function toastFor(requests: readonly Call[], query: string): Toast | undefined {
  const call = requests.find(
    ({ method, params }) =>
      method === 'answerCallbackQuery' && params['callback_query_id'] === query,
  );
  if (!call) return undefined;
  return { text: String(call.params['text'] ?? ''), alert: call.params['show_alert'] === true };
}

/** Looks at once, after every call and now and then, for ten seconds. */
export function waiter(events: EventEmitter, state: () => string): Until {
  return async (look) => {
    const end = performance.now() + WAIT;
    for (;;) {
      const found = look();
      if (found !== undefined && found !== null && found !== false) return found;
      if (performance.now() > end) throw new Error(`waited in vain for ${look}\n${state()}`);
      await Promise.race([once(events, 'call'), sleep(LOOK_AGAIN)]);
    }
  };
}

export function describeCalls(requests: readonly Call[], violations: readonly string[]): string {
  const last = requests.slice(-12).map((one) => `${one.method} ${JSON.stringify(one.params)}`);
  return [...last, ...violations.map((one) => `violation: ${one}`)].join('\n').slice(0, 6_000);
}
