import { pause } from '../model/wait.ts';

/** Wakes who waits for it. */
export interface Bell {
  ring(): void;
  /** Ends after `milliseconds`, when it rings or rang since the last wait, or when `signal` aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export function bell(): Bell {
  let rung = new AbortController();
  return {
    ring: () => rung.abort(),
    async wait(milliseconds, signal) {
      await pause(milliseconds, AbortSignal.any([signal, rung.signal]));
      rung = new AbortController();
    },
  };
}
