import type { Update } from 'grammy/types';
import type { Answer } from './methods.ts';
import { failed } from './methods.ts';
import type { Params } from './rules.ts';
import type { World } from './world.ts';

/** Long polling: one poller at a time, updates kept until a later offset confirms them. */
export interface Polling {
  poll(params: Params, signal: AbortSignal): Promise<Answer>;
  /** Adds an update and wakes the poller. */
  push(update: Update): void;
  /** Delivers an update once more, whatever was confirmed. */
  repeat(updateId: number): void;
  /** A webhook takes over. */
  hook(url: string): void;
  /** Whether somebody waits for updates. */
  waiting(): boolean;
}

const CONFLICT =
  'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';
const HOOKED =
  "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

export function polling(world: World): Polling {
  const known = new Map<number, Update>();
  const again: Update[] = [];
  let current: { wake(): void; end(answer: Answer): void } | null = null;

  function batch(params: Params): Update[] {
    const allowed = params['allowed_updates'] as readonly string[] | undefined;
    const wanted = world.queue.filter(
      (update) => !allowed || allowed.some((name) => name in update),
    );
    const limit = Number(params['limit'] ?? 100);
    return [...again.splice(0), ...wanted].slice(0, limit);
  }

  function confirm(params: Params): void {
    const offset = Number(params['offset'] ?? 0);
    world.confirmed = Math.max(world.confirmed, offset);
    const kept = world.queue.filter((update) => update.update_id >= offset);
    world.queue.splice(0, world.queue.length, ...kept);
  }

  return {
    poll(params, signal) {
      current?.end(failed(409, CONFLICT));
      if (world.webhook !== '') return Promise.resolve(failed(409, HOOKED));
      confirm(params);
      const { promise, resolve } = Promise.withResolvers<Answer>();
      const seconds = Number(params['timeout'] ?? 0);
      const me = { wake, end };
      const timer = setTimeout(() => end({ kind: 'done', result: [] }), seconds * 1_000);
      signal.addEventListener('abort', () => end({ kind: 'done', result: [] }), { once: true });
      function end(answer: Answer) {
        clearTimeout(timer);
        if (current === me) current = null;
        resolve(answer);
      }
      function wake() {
        const updates = batch(params);
        if (updates.length > 0) end({ kind: 'done', result: updates });
      }
      current = me;
      wake();
      return promise;
    },
    push(update) {
      known.set(update.update_id, update);
      world.queue.push(update);
      current?.wake();
    },
    repeat(updateId) {
      const update = known.get(updateId);
      if (!update) throw new Error(`update ${updateId} was never sent`);
      again.push(update);
      current?.wake();
    },
    hook(url) {
      world.webhook = url;
      current?.end(failed(409, 'Conflict: terminated by setWebhook request'));
    },
    waiting: () => current !== null,
  };
}
