#!/usr/bin/env node
// The launcher behind `npm start` and `npx tocsin`. Plain JavaScript that an old Node can parse.
import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import v8 from 'node:v8';
import { followed, followParent } from './follow.mjs';
import { bringNode, callNpm, npmArguments, stalePackages } from './install.mjs';
import { frugal, isFrugal } from './memory.mjs';
import { findNode, tooOld } from './runtime.mjs';
import { inTurn } from './turn.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SCRIPT = fileURLToPath(import.meta.url);
const CURRENT = { version: process.version, path: process.execPath };

/** Why the program cannot be started, in one line for people. */
class SetupError extends Error {}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function isReady() {
  const stale = stalePackages(ROOT, { dev: false });
  return (stale === null || stale.length === 0) && findNode(ROOT, CURRENT) !== null;
}

/** Brings the packages, and a Node when this one is too old. */
function setUp() {
  if (isReady()) return;
  const onWait = () => say('Waiting for another set-up of Tocsin to finish ...');
  inTurn(ROOT, install, onWait);
}

function install() {
  const stale = stalePackages(ROOT, { dev: false });
  if (stale !== null && stale.length > 0) {
    say('Installing what Tocsin needs to run; this takes about half a minute, once ...');
    const result = callNpm(ROOT, npmArguments(ROOT, { dev: false }));
    if (!result.ok) {
      throw new SetupError(
        `npm could not install the packages: ${result.reason}. Check the network and run it again.`,
      );
    }
  }
  if (findNode(ROOT, CURRENT) !== null) return;
  if (stale === null) throw new SetupError(tooOld(process.version));
  say(`This is Node ${process.version}: bringing a current one into node_modules ...`);
  if (!bringNode(ROOT).ok || findNode(ROOT, CURRENT) === null) {
    throw new SetupError(tooOld(process.version));
  }
}

/** Under this Node when it fits, else under the other one, with the same arguments, terminal and end. */
function run(node, args) {
  if (node === CURRENT.path) return runHere(args);
  const child = spawn(node, [SCRIPT, ...args], { stdio: 'inherit', env: frugal(followed()) });
  // Ctrl+C on a terminal reaches both processes by itself; the child decides when it ends.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  process.on('SIGUSR2', () => child.kill('SIGUSR2'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (signal === null) process.exitCode = code;
      else process.exitCode = signal === 'SIGINT' ? 130 : 143;
      resolve(undefined);
    });
  });
}

function isStart(args) {
  return args.length === 0 || args[0] === 'start';
}

/** What runs for long begins anew as the same process, with less memory. */
function beFrugal(args) {
  if (!isStart(args) || isFrugal(process.env) || findNode(ROOT, CURRENT) !== CURRENT.path) return;
  process.execve?.(
    process.execPath,
    [process.execPath, ...process.execArgv, SCRIPT, ...args],
    frugal(process.env),
  );
}

function runHere(args) {
  const entry = join(ROOT, 'dist', isStart(args) ? 'main.js' : 'cli.js');
  return import('./bundle.mjs')
    .then(({ isBundleStale }) => {
      // Of several that start at once, one makes it for all.
      const make = () => isBundleStale(ROOT) && makeBundle();
      if (isBundleStale(ROOT)) inTurn(ROOT, make, () => {});
      return import('node:module');
    })
    .then((module) => {
      // Node is silent about deprecated calls inside node_modules, and they are not ours to mend here either.
      process.noDeprecation = true;
      module.enableCompileCache(join(ROOT, 'dist', '.cache'));
      // Measured: 113 MB resident with both chats connected instead of 126, and no slower start.
      v8.setFlagsFromString('--optimize-for-size');
      return import(pathToFileURL(entry).href);
    });
}

/** In a process of its own: esbuild's memory and its helper are gone before the program starts. */
function makeBundle() {
  const result = spawnSync(process.execPath, [join(ROOT, 'bin', 'bundle.mjs')], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (result.status === 0) return;
  const reason = String(result.stderr || result.error || '').trim();
  throw new SetupError(`The sources could not be bundled: ${reason}`);
}

function fail(error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}

// Asks for the configuration to be read anew: until the program listens there is none to read, and it would end this.
process.on('SIGUSR2', () => {});

try {
  setUp();
  beFrugal(process.argv.slice(2));
  followParent(() => process.kill(process.pid, 'SIGTERM'));
  Promise.resolve(run(findNode(ROOT, CURRENT), process.argv.slice(2))).catch(fail);
} catch (error) {
  fail(error);
}
