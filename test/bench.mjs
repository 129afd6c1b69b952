// Behind `npm run bench`: measures under the Node that the product runs with. Plain JavaScript that an old Node can parse.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode, tooOld } from '../bin/runtime.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const node = findNode(ROOT, { version: process.version, path: process.execPath });
if (node === null) {
  console.error(tooOld(process.version));
  process.exitCode = 1;
} else {
  const script = join(ROOT, 'test', 'bench', 'run.ts');
  const result = spawnSync(node, [script, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = result.status === null ? 1 : result.status;
}
