import type { Channel } from './channel.ts';
import type { SenderDeps } from './outbox.ts';
import { sender } from './outbox.ts';

/** One sender for each channel; channels may come while it runs. */
export function senders(
  deps: Omit<SenderDeps, 'channel'>,
  /** Stops taking new entries. */
  signal: AbortSignal,
  /** Ends even what is being sent. */
  cut: AbortSignal,
) {
  const running = new Map<string, { wake(): void; done: Promise<void> }>();
  return {
    names: (): readonly string[] => [...running.keys()],

    /** Starts a channel; a name that is there already stays as it is. */
    add(channel: Channel): void {
      if (running.has(channel.name)) return;
      const one = sender({ ...deps, channel });
      running.set(channel.name, { wake: one.wake, done: one.run(signal, cut) });
    },

    /** Something was queued, or a service is back. */
    wake(): void {
      for (const one of running.values()) one.wake();
    },

    /** Resolves when every sender has ended, after `signal` aborted. */
    async ended(): Promise<void> {
      await Promise.all([...running.values()].map((one) => one.done));
    },
  };
}
