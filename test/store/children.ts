import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A process of our own that runs one script, with what it printed so far. */
export interface Child {
  readonly process: ChildProcess;
  readonly lines: readonly string[];
  /** Ends when so many lines were printed; rejects when the process ends before. */
  printed(count: number): Promise<void>;
  /** Kills it as `kill -9` does and waits until it is gone and everything it printed was read. */
  kill(): Promise<void>;
}

export function startChild(script: URL, ...args: string[]): Child {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const reader = createInterface(child.stdout);
  const gone = Promise.all([once(child, 'exit'), once(reader, 'close')]);
  reader.on('line', (line) => lines.push(line));
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    process: child,
    lines,
    async printed(count) {
      while (lines.length < count) {
        const more = await Promise.race([once(reader, 'line'), gone.then(() => null)]);
        if (more === null && lines.length < count)
          throw new Error(`${script.pathname} ended early`);
      }
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
