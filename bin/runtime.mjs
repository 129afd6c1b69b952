// Finds a Node that can run the program. Plain JavaScript that an old Node can parse.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Oldest Node that runs the sources and the native packages. */
const OLDEST_NODE = '22.19.0';

/**
 * Whether Node `version` (`v24.1.0` or `24.1.0`) is new enough.
 *
 * @param {string} version
 */
export function isFit(version) {
  const [major, minor] = numbers(version);
  const [oldestMajor, oldestMinor] = numbers(OLDEST_NODE);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/**
 * Path of the Node that the npm package `node` brings, whether or not it is there.
 *
 * @param {string} root
 */
export function packagedNode(root, platform = process.platform) {
  const name = platform === 'win32' ? 'node.exe' : 'node';
  return join(root, 'node_modules', 'node', 'bin', name);
}

/**
 * The Node to run with: this one when it fits, else the packaged one when it runs and fits, else null.
 *
 * @param {string} root
 * @param {{ version: string, path: string }} current
 * @param {(path: string) => string | null} versionOf
 */
export function findNode(root, current, versionOf = askVersion) {
  if (isFit(current.version)) return current.path;
  const path = packagedNode(root);
  const version = versionOf(path);
  return version !== null && isFit(version) ? path : null;
}

/**
 * What to tell someone whose Node is too old.
 *
 * @param {string} version
 */
export function tooOld(version) {
  return `Tocsin needs Node ${OLDEST_NODE.slice(0, -2)} or newer, and this is ${version}: install a current one from https://nodejs.org and run it again.`;
}

/**
 * Version of the Node at `path`, or null when it does not run.
 *
 * @param {string} path
 */
export function askVersion(path) {
  if (!existsSync(path)) return null;
  const answer = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return answer.status === 0 ? answer.stdout.trim() : null;
}

/** @param {string} version */
function numbers(version) {
  return version.replace(/^v/, '').split('.').map(Number);
}
