import { setImmediate as turn } from 'node:timers/promises';
import type { Sleep } from '../../src/collect/sleep.ts';
import type { Clock } from '../../src/model/time.ts';

interface Sleeper {
  readonly until: number;
  wake(): void;
}

/** A clock that stands still until it is moved, and a sleep that follows it. */
export interface FakeClock extends Clock {
  readonly sleep: Sleep;
  /** How many sleeps are waiting. */
  readonly sleeping: number;
  /** Lets time pass, waking each sleeper at its moment and letting what it does settle first. */
  advance(milliseconds: number): Promise<void>;
  /** Lets time pass at once, as when the process was stopped meanwhile: everything due wakes together, late. */
  freeze(milliseconds: number): Promise<void>;
  /** Moves the wall clock alone. */
  jump(milliseconds: number): void;
  /** Lets everything that needs no time happen. */
  settle(): Promise<void>;
}

export function fakeClock(start = Date.UTC(2030, 0, 15, 12)): FakeClock {
  let monotonic = 1_000;
  let offset = start - monotonic;
  let sleepers: Sleeper[] = [];

  const settle = async () => {
    for (let count = 0; count < 5; count += 1) await turn();
  };

  function wakeDue(): void {
    const due = sleepers.filter(({ until }) => until <= monotonic);
    sleepers = sleepers.filter(({ until }) => until > monotonic);
    for (const sleeper of due) sleeper.wake();
  }

  return {
    now: () => monotonic + offset,
    monotonic: () => monotonic,
    get sleeping() {
      return sleepers.length;
    },
    settle,
    sleep(milliseconds, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const abort = () => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          reject(signal.reason);
        };
        const sleeper: Sleeper = {
          until: monotonic + milliseconds,
          wake() {
            signal.removeEventListener('abort', abort);
            resolve();
          },
        };
        signal.addEventListener('abort', abort, { once: true });
        sleepers.push(sleeper);
        if (milliseconds <= 0) wakeDue();
      });
    },
    async advance(milliseconds) {
      const end = monotonic + milliseconds;
      await settle();
      for (;;) {
        const next = Math.min(...sleepers.map(({ until }) => until));
        if (next > end) break;
        monotonic = Math.max(monotonic, next);
        wakeDue();
        await settle();
      }
      monotonic = end;
    },
    async freeze(milliseconds) {
      monotonic += milliseconds;
      wakeDue();
      await settle();
    },
    jump(milliseconds) {
      offset += milliseconds;
    },
  };
}
