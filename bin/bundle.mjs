// Bundles the sources to dist/ with esbuild. Runs under the Node that runs the program.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Each becomes a file of dist/. A thread or process of our own needs one too. */
export const ENTRIES = {
  main: 'main',
  cli: 'cli',
  'samples-worker': 'store/samples/worker',
  'backup-worker': 'store/backup-worker',
  'inspect-worker': 'store/inspect-worker',
  'picture-worker': 'picture/worker',
  'sqlite-reader': 'collect/probes/sqlite-reader',
  'sqlite-process': 'check/sqlite-process',
};

/** What cannot be bundled: native packages, and optional ones that are not installed, clients of rarer protocols among them. */
const EXTERNAL = [
  '@grpc/grpc-js',
  '@nats-io/transport-node',
  'amqplib',
  'mongodb',
  'mqtt',
  'mysql2',
  'net-snmp',
  '@resvg/resvg-js',
  'better-sqlite3',
  'ssh2',
  'cpu-features',
  'zlib-sync',
  'bufferutil',
  'utf-8-validate',
];

/** CommonJS packages expect these three names. */
const BANNER = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = import.meta.dirname;',
].join('\n');

/** A running program may still load parts of an older bundle; after this many milliseconds they go. */
const KEEP_OLD = 7 * 24 * 3_600_000;

/**
 * Whether a source changed after the bundle was made. Without sources, as in a published package, it never is.
 *
 * @param {string} root
 */
export function isBundleStale(root) {
  if (!existsSync(join(root, 'src'))) return false;
  const outputs = Object.keys(ENTRIES).map((name) => join(root, 'dist', `${name}.js`));
  if (!outputs.every((path) => existsSync(path))) return true;
  const made = Math.min(...outputs.map((path) => statSync(path).mtimeMs));
  // Made while the clock was ahead: its time says nothing.
  if (made > Date.now()) return true;
  const files = ['package.json', 'package-lock.json', 'bin/bundle.mjs'];
  return (
    files.some((name) => changedAt(join(root, name)) > made) ||
    ['src', 'commands'].some((name) => newest(join(root, name)) > made)
  );
}

/**
 * Writes the entries of dist/ and the parts that they load when needed. The entries come last and by renaming, so
 * that a start at the same moment finds the old bundle or the new one, never half of each.
 *
 * @param {string} root
 */
export async function bundle(root) {
  const started = new Date();
  const esbuild = await import('esbuild');
  const dist = join(root, 'dist');
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: Object.entries(ENTRIES).map(([out, name]) => ({ in: `src/${name}.ts`, out })),
    outdir: dist,
    chunkNames: 'parts/[name]-[hash]',
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    external: EXTERNAL,
    banner: { js: BANNER },
    // Whitespace costs 16 MB of resident memory; names stay, for readable stack traces.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'silent',
  });
  const isEntry = (path) => dirname(path) === dist;
  const parts = outputFiles.filter((file) => !isEntry(file.path));
  const entries = outputFiles.filter((file) => isEntry(file.path));
  for (const file of [...parts, ...entries]) {
    mkdirSync(dirname(file.path), { recursive: true });
    const draft = `${file.path}.${process.pid}`;
    writeFileSync(draft, narrow(file.text));
    utimesSync(draft, started, started);
    renameSync(draft, file.path);
  }
  removeOld(
    join(dist, 'parts'),
    parts.map((file) => basename(file.path)),
  );
}

/**
 * One character beyond Latin-1, as esbuild leaves them in patterns, doubles what the whole file takes in memory.
 *
 * @param {string} text
 */
function narrow(text) {
  const escaped = (/** @type {string} */ one) =>
    `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return text.replace(/[\u0100-\uffff]/g, escaped);
}

/**
 * @param {string} folder
 * @param {string[]} current
 */
function removeOld(folder, current) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!current.includes(name) && Date.now() - changedAt(path) > KEEP_OLD) {
      // A draft of another process may have got its name since.
      rmSync(path, { force: true });
    }
  }
}

/** Latest change under `folder`; that of a folder tells of files that came or went. */
function newest(folder) {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    const path = join(folder, entry.name);
    return Math.max(latest, entry.isDirectory() ? newest(path) : changedAt(path));
  }, changedAt(folder));
}

/** @param {string} path */
function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await bundle(dirname(dirname(fileURLToPath(import.meta.url))));
}
