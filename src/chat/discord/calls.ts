import type { REST } from 'discord.js';
import { SECOND } from '../../model/time.ts';
import { orAbort } from '../../model/wait.ts';
import type { Delivery } from '../../notify/channel.ts';
import { deliveryFrom } from './failure.ts';

type Library = typeof import('discord.js');

/** Longest a single call may take. */
const DEADLINE = 10 * SECOND;

const NOT_LOADED = 'discord.js cannot be loaded: run npm ci and restart';

/** A REST client that waits for nothing by itself: the outbox owns every retry. */
export interface Sender {
  readonly library: Library;
  /** The client with its token set; a 401 would otherwise take the token away for good. */
  rest(): REST;
}

/** @param apiUrl base address without version. */
export function newSender(library: Library, options: { token: string; apiUrl: string }): Sender {
  const rest = new library.REST({
    api: options.apiUrl,
    version: '10',
    retries: 0,
    timeout: DEADLINE,
    rejectOnRateLimit: () => true,
  });
  return { library, rest: () => rest.setToken(options.token) };
}

/** What a call gave, or what its failure means for the message. */
export type Called<T> =
  | { readonly kind: 'done'; readonly value: T }
  | {
      readonly kind: 'failed';
      readonly delivery: Delivery;
      /** Discord's own code of the failure, or null. */
      readonly code: number | null;
    };

/** Makes REST calls about one channel, each within a deadline; never throws for what Discord answers. */
export function calls(channel: string, sender: () => Promise<Sender>) {
  return async function call<T>(
    work: (one: Sender, signal: AbortSignal) => Promise<unknown>,
    { signal, editing = false }: { signal: AbortSignal; editing?: boolean },
  ): Promise<Called<T>> {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]);
    const one = await sender().catch(() => null);
    if (one === null) {
      return {
        kind: 'failed',
        delivery: { kind: 'retry', after: DEADLINE, reason: NOT_LOADED },
        code: null,
      };
    }
    const { library } = one;
    try {
      return { kind: 'done', value: (await orAbort(work(one, deadline), deadline)) as T };
    } catch (error) {
      const code = error instanceof library.DiscordAPIError ? Number(error.code) : null;
      const delivery = deliveryFrom(error, { library, channel, editing });
      return { kind: 'failed', delivery, code };
    }
  };
}
