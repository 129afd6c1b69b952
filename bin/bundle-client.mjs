// Writes dist/client.js, what applications import as `tocsin/client`, and its declarations. They cannot run the sources:
// Node strips no types below node_modules.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Readable, in one file, and for older Nodes than Tocsin itself needs. */
async function bundleClient() {
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: ['src/client/client.ts'],
    outfile: join(ROOT, 'dist', 'client.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node18',
    logLevel: 'warning',
  });
}

function declareClient() {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  rmSync(join(ROOT, 'dist', 'types'), { recursive: true, force: true });
  const args = [tsc, '--project', join(ROOT, 'src', 'client')];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

await bundleClient();
declareClient();
