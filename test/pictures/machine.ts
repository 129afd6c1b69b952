import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A machine as the kernel would describe it; the numbers are ours, everything that reads them is the product. */
export interface StagedMachine extends Disposable {
  /** Shell words that run a program which sees this machine in /proc. Needs root. */
  readonly wrapper: string;
  /** From the next round on this share of the memory is in use, in percent. */
  useMemory(percent: number): void;
}

const TICK = 100;
const TOTAL_KB = 16_384_000;

/** Puts staged files over /proc/meminfo and /proc/stat in a mount namespace of the program's own. */
export function stagedMachine(folder: string): StagedMachine {
  const memory = join(folder, 'meminfo');
  const processor = join(folder, 'stat');
  const real = readFileSync('/proc/meminfo', 'utf8');
  let busy = 0;
  let idle = 0;

  function useMemory(percent: number): void {
    const available = Math.round(TOTAL_KB * (1 - percent / 100));
    const text = real
      .replace(/^MemTotal:.*$/m, `MemTotal: ${TOTAL_KB} kB`)
      .replace(/^MemAvailable:.*$/m, `MemAvailable: ${available} kB`);
    writeFileSync(memory, text);
  }

  function tick(): void {
    busy += 18;
    idle += 82;
    writeFileSync(
      processor,
      `cpu ${busy} 0 0 ${idle} 0 0 0 0 0 0\ncpu0 ${busy} 0 0 ${idle} 0 0 0 0 0 0\nbtime 1\n`,
    );
  }

  useMemory(61);
  tick();
  const timer = setInterval(tick, TICK);
  const mounts = [
    `mount --bind ${memory} /proc/meminfo`,
    `mount --bind ${processor} /proc/stat`,
  ].join(' && ');
  return {
    wrapper: `unshare -m sh -c '${mounts} && exec "$@"' --`,
    useMemory,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
