import type { Bot, RawApi } from 'grammy';
import { SECOND } from '../../model/time.ts';
import { orAbort } from '../../model/wait.ts';
import type { Failure } from './failure.ts';
import { BAD_TOKEN, classify, redactor } from './failure.ts';

/** Longest wait for an answer, beside long polling. */
const CALL_DEADLINE = 10 * SECOND;

export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** grammY's own signal type comes from a polyfill; Node's fits it at run time. */
type GrammySignal = NonNullable<Parameters<RawApi['getUpdates']>[1]>;

/** Calls of the Bot API through grammY. Creating one loads nothing. */
export interface Client {
  /**
   * Makes one call, once. What Telegram or the network answers comes back as a value.
   *
   * @throws the signal's reason when `signal` aborts first.
   */
  call<T>(
    make: (api: RawApi, signal: GrammySignal) => Promise<T>,
    options: { signal: AbortSignal; deadline?: number },
  ): Promise<Outcome<T>>;
  /** The bot; loads grammY. */
  bot(): Promise<Bot>;
  /** Removes the token from a text. */
  redact(text: string): string;
}

export function telegramClient(options: { token: string; apiRoot: string }): Client {
  const { token } = options;
  const apiRoot = options.apiRoot.replace(/\/+$/, '');
  const redact = redactor(token);
  let loading: Promise<Bot> | null = null;

  function bot(): Promise<Bot> {
    loading ??= import('grammy').then(
      ({ default: grammy }) => new grammy.Bot(token, { client: { apiRoot } }),
    );
    return loading;
  }

  return {
    bot,
    redact,
    async call(make, { signal, deadline = CALL_DEADLINE }) {
      signal.throwIfAborted();
      if (token === '') return failed({ kind: 'unauthorised', reason: BAD_TOKEN });
      const { api } = await bot();
      const within = AbortSignal.any([signal, AbortSignal.timeout(deadline)]);
      try {
        const value = await orAbort(make(api.raw, within as unknown as GrammySignal), within);
        return { kind: 'done', value };
      } catch (error) {
        signal.throwIfAborted();
        return failed(classify(error, redact));
      }
    },
  };
}

function failed(failure: Failure): { kind: 'failed'; failure: Failure } {
  return { kind: 'failed', failure };
}
