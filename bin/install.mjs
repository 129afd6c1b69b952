// Installs the npm packages that are missing. Plain JavaScript that an old Node can parse.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { packagedNode } from './runtime.mjs';

/** Milliseconds that one call of npm may take. */
const NPM_DEADLINE = 600_000;

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
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const isEmpty = !existsSync(join(root, 'node_modules'));
  const scope = wanted.dev || hasDevelopment(root) ? '--include=dev' : '--omit=dev';
  if (isEmpty || wanted.dev) return ['ci', scope, ...flags];
  return ['install', '--no-save', scope, ...flags];
}

/**
 * Calls npm and waits.
 *
 * @param {string} root
 * @param {string[]} args
 * @returns {{ ok: true } | { ok: false, reason: string }}
 */
export function callNpm(root, args) {
  const npm = npmCommand();
  const result = spawnSync(npm.command, [...npm.before, ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: npm.shell,
    timeout: NPM_DEADLINE,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status === 0) return { ok: true };
  return { ok: false, reason: npmReason(result) };
}

/**
 * The npm package `node` brings its program by its install script, the only one that is needed.
 *
 * @param {string} root
 * @returns {{ ok: true } | { ok: false, reason: string }}
 */
export function bringNode(root) {
  if (!existsSync(dirname(dirname(packagedNode(root))))) {
    return { ok: false, reason: 'the optional package node is not installed' };
  }
  return callNpm(root, ['rebuild', 'node', '--loglevel=error']);
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
