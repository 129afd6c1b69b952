// Writes dist/client, the package that applications import as `tocsin/client`: one file, its declarations, and no
// dependency. They cannot run the sources: Node strips no types below node_modules.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const HOME = join(ROOT, 'dist', 'client');

/** Readable, in one file, and for older Nodes than Tocsin itself needs. */
async function bundleClient() {
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: ['src/client/client.ts'],
    outfile: join(HOME, 'client.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node18',
    logLevel: 'warning',
  });
}

function describeClient() {
  const { name, version, license, exports } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  );
  const here = (/** @type {string} */ path) => path.replace('./dist/client/', './');
  const { types, default: program } = exports['./client'];
  const client = { types: here(types), default: here(program) };
  const about = { name, version, license, type: 'module', exports: { './client': client } };
  writeFileSync(join(HOME, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
}

function declareClient() {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(tsc)) {
    console.error('dist/client has no types: TypeScript is not installed. `npm ci` installs it.');
    return;
  }
  const args = [tsc, '--project', join(ROOT, 'src', 'client')];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

rmSync(HOME, { recursive: true, force: true });
mkdirSync(HOME, { recursive: true });
await bundleClient();
describeClient();
declareClient();
