import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A thread's file beside this one. The sources run themselves; in a bundle the thread has a file of its own beside the
 * entries, see bin/bundle.mjs.
 */
export function workerFile(name: 'backup-worker' | 'inspect-worker'): URL {
  if (import.meta.url.endsWith('.ts')) return new URL(`./${name}.ts`, import.meta.url);
  const beside = new URL(`./${name}.js`, import.meta.url);
  return existsSync(fileURLToPath(beside)) ? beside : new URL(`../${name}.js`, import.meta.url);
}
