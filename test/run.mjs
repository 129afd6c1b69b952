// Behind `npm test`: installs what the tests need, then types, lint, dead code and every test.
// Plain JavaScript that an old Node can parse.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bringNode, callNpm, npmArguments, stalePackages } from '../bin/install.mjs';
import { askVersion, isFit, packagedNode, tooOld } from '../bin/runtime.mjs';
import { inTurn } from '../bin/turn.mjs';
import { closingLine, countTests } from './result.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const ARGUMENTS = process.argv.slice(2);
const IS_LONG = ARGUMENTS.includes('--long');
const FOR_VITEST = ARGUMENTS.filter((argument) => argument !== '--long');
const IS_PLAIN = process.env.CI === 'true' || process.env.NO_COLOR !== undefined;

/** Milliseconds that one check may take; the long tests get more. */
const DEADLINE = 40 * 60_000;
const LONG_DEADLINE = 10 * 3_600_000;

function prepare() {
  const stale = stalePackages(ROOT, { dev: true });
  if (stale === null || stale.length > 0) {
    console.log('Installing the npm packages that the tests need ...');
    const result = callNpm(ROOT, npmArguments(ROOT, { dev: true }));
    if (!result.ok) throw new Error(`npm could not install the packages: ${result.reason}`);
  }
  if (askVersion(packagedNode(ROOT)) !== null) return packagedNode(ROOT);
  const result = bringNode(ROOT);
  if (result.ok && askVersion(packagedNode(ROOT)) !== null) return packagedNode(ROOT);
  if (isFit(process.version)) return process.execPath;
  throw new Error(tooOld(process.version));
}

/** Runs the program `name` of an npm package; true when it ended well. */
function tool(packageName, name, args, deadline = DEADLINE) {
  const folder = join(ROOT, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const script = join(folder, typeof bin === 'string' ? bin : bin[name]);
  const result = spawnSync(process.execPath, [script, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: deadline,
    env: environment(),
  });
  return result.status === 0;
}

/** Every tool finds the same Node first. */
function environment() {
  const colours = IS_PLAIN ? { NO_COLOR: '1', FORCE_COLOR: '0' } : {};
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  return { ...process.env, ...colours, PATH: path };
}

function vitest(title, args, deadline) {
  heading(title);
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-tests-'));
  const report = join(folder, 'result.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const ended = tool('vitest', 'vitest', ['run', ...reporters, ...args], deadline);
    const written = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
    return countTests(written, ended);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function check(title, packageName, name, args) {
  heading(title);
  const passed = tool(packageName, name, args);
  console.log(passed ? `${title}: fine` : `${title}: failed`);
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: [] };
}

function heading(title) {
  console.log(`\n== ${title}`);
}

function hasLongTests() {
  const folder = join(ROOT, 'test', 'long');
  return existsSync(folder) && readdirSync(folder).length > 0;
}

function runAll() {
  const results = [
    check('types', 'typescript', 'tsc', ['--pretty', String(!IS_PLAIN)]),
    check('lint', '@biomejs/biome', 'biome', ['ci', ...(IS_PLAIN ? ['--colors=off'] : []), '.']),
    check('dead code', 'knip', 'knip', ['--no-progress']),
    vitest('tests', FOR_VITEST, DEADLINE),
  ];
  if (IS_LONG && hasLongTests()) {
    results.push(vitest('long tests', ['--config', 'test/long.config.ts'], LONG_DEADLINE));
  }
  const skipped = results.flatMap((result) => result.skipped);
  console.log('');
  for (const name of skipped) console.log(`skipped: ${name}`);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  console.log(closingLine({ passed, failed, skipped: skipped.length }));
  process.exitCode = failed === 0 ? 0 : 1;
}

function main() {
  const onWait = () => console.log('Waiting for another set-up to finish ...');
  const node = inTurn(ROOT, prepare, onWait);
  if (realpathSync(node) === realpathSync(process.execPath)) return runAll();
  const again = spawnSync(node, [fileURLToPath(import.meta.url), ...ARGUMENTS], {
    stdio: 'inherit',
  });
  process.exitCode = again.status === null ? 1 : again.status;
}

try {
  main();
} catch (error) {
  console.log(error.message);
  console.log(closingLine({ passed: 0, failed: 1, skipped: 0 }));
  process.exitCode = 1;
}
