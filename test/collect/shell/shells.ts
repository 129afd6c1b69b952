import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Shells that may stand behind `sh`, by name; Debian packages dash, bash, busybox-static. */
export const SHELLS: readonly { readonly name: string; readonly program: readonly string[] }[] = [
  { name: 'sh', program: ['/bin/sh'] },
  { name: 'bash as sh', program: ['/bin/bash', '--posix'] },
  { name: 'busybox sh', program: ['/usr/bin/busybox', 'sh'] },
].filter(({ program }) => existsSync(program[0] ?? ''));

/** What `program` prints when it is given `script`. */
export function printedBy(program: readonly string[], script: string): Buffer {
  const [file = '', ...args] = program;
  return spawnSync(file, args, { input: script, maxBuffer: 256 * 1024 * 1024 }).stdout;
}
