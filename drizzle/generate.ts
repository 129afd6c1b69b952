import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** https://www.npmjs.com/package/drizzle-kit; works with drizzle-orm's compatibility version 10. */
const KIT = 'drizzle-kit@0.31.11';

/**
 * Writes the next migration. drizzle-kit must find drizzle-orm beside itself, which npx does not arrange, so it is
 * installed into a folder of its own with a link to ours.
 */
const root = resolve(import.meta.dirname, '..');
const folder = join(tmpdir(), 'tocsin-drizzle-kit');
const modules = join(folder, 'node_modules');

function run(command: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

mkdirSync(folder, { recursive: true });
run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, KIT], folder);
try {
  symlinkSync(join(root, 'node_modules', 'drizzle-orm'), join(modules, 'drizzle-orm'), 'junction');
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}
const kit = join(modules, 'drizzle-kit', 'bin.cjs');
const config = join('drizzle', 'sqlite.config.ts');
run(process.execPath, [kit, 'generate', '--config', config, ...process.argv.slice(2)], root);
