import type { Channel } from './channel.ts';
import type { SenderDeps } from './outbox.ts';
import { sender } from './outbox.ts';

type Running = Pick<ReturnType<typeof sender>, 'wake' | 'retryNow' | 'renew'> & {
  readonly done: Promise<void>;
};

/** One sender for each channel; channels may come while it runs. */
export function senders(
  deps: Omit<SenderDeps, 'channel'>,
  /** Stops taking new entries. */
  signal: AbortSignal,
  /** Ends even what is being sent. */
  cut: AbortSignal,
) {
  const running = new Map<string, Running>();
  return {
    names: (): readonly string[] => [...running.keys()],

    /** Starts a channel; a name that is there already stays as it is. */
    add(channel: Channel): void {
      if (running.has(channel.name)) return;
      const one = sender({ ...deps, channel });
      running.set(channel.name, { ...one, done: one.run(signal, cut) });
    },

    /** Something was queued. */
    wake(): void {
      for (const one of running.values()) one.wake();
    },

    /** A service is back: what failed is tried at once, but no sooner than a service itself asked. */
    retryNow(): void {
      for (const one of running.values()) one.retryNow();
    },

    /** A channel is reached in another way: what failed is tried at once. */
    renew: (name: string): void => running.get(name)?.renew(),

    /** Resolves when every sender has ended, after `signal` aborted. */
    async ended(): Promise<void> {
      await Promise.all([...running.values()].map((one) => one.done));
    },
  };
}
