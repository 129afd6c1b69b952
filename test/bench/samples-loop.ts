import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';

export interface LoopDelay {
  readonly p99: number;
  readonly max: number;
  /** Most time that the thread itself worked without a pause; what others took from it is not in it. */
  readonly own: number;
  /** The longest of an idle thread beside it: so long the machine itself had no turn for us. */
  readonly machine: number;
}

const IDLE = `
  const { parentPort } = require('node:worker_threads');
  const { monitorEventLoopDelay } = require('node:perf_hooks');
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  parentPort.once('message', () => parentPort.postMessage(delay.max / 1e6));
`;

/** How late the main loop was while `work` ran, in milliseconds. */
export async function loopDelay(work: () => Promise<unknown>): Promise<LoopDelay> {
  const idle = new Worker(IDLE, { eval: true });
  await once(idle, 'online');
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const turns = longestTurn();
  await work();
  delay.disable();
  const own = turns.stop();
  idle.postMessage('tell');
  const [machine] = await once(idle, 'message');
  await idle.terminate();
  return { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6, own, machine: Number(machine) };
}

/** Looks every millisecond how much the thread has worked since the last look. */
function longestTurn(): { stop(): number } {
  let longest = 0;
  let before = worked();
  const timer = setInterval(() => {
    const now = worked();
    longest = Math.max(longest, now - before);
    before = now;
  }, 1);
  return {
    stop() {
      clearInterval(timer);
      return longest;
    },
  };
}

/** Milliseconds of processor time of this thread. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Bytes that this process handed to the system so far, or null: https://man7.org/linux/man-pages/man5/proc_pid_io.5.html */
export function bytesWritten(): number | null {
  try {
    const found = /^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'));
    return found ? Number(found[1]) : null;
  } catch {
    return null;
  }
}
