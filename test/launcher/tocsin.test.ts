import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
// @ts-expect-error plain JavaScript, so that an old Node can run it
import { ENTRIES } from '../../bin/bundle.mjs';

const ROOT = resolve(import.meta.dirname, '../..');

/** Makes the launcher believe that it runs under an old Node. */
const OLD_NODE = `data:text/javascript,Object.defineProperty(process, 'version', { value: 'v20.1.0' })`;

const MAIN = `console.log(JSON.stringify(['main', process.argv.slice(2), process.cwd()]));\n`;
const CLI = `console.log(JSON.stringify(['cli', process.argv.slice(2), process.cwd()]));\n`;

/** A checkout with the real launcher, its packages ready, and a program that tells how it was called. */
function checkout(main = MAIN): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'tocsin-launch-')));
  onTestFinished(() => rmSync(root, { recursive: true }));
  cpSync(join(ROOT, 'bin'), join(root, 'bin'), { recursive: true });
  mkdirSync(join(root, 'src'));
  mkdirSync(join(root, 'node_modules', '@esbuild'), { recursive: true });
  for (const name of ['esbuild', '@esbuild']) {
    rmSync(join(root, 'node_modules', name), { recursive: true, force: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(root, 'node_modules', name));
  }
  writeFileSync(join(root, 'package.json'), '{"type": "module"}');
  for (const name of Object.values<string>(ENTRIES)) {
    const path = join(root, 'src', `${name}.ts`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
  }
  writeFileSync(join(root, 'src', 'main.ts'), main);
  writeFileSync(join(root, 'src', 'cli.ts'), CLI);
  return root;
}

function launch(root: string, args: string[], node: string[] = []) {
  const command = [...node, join(root, 'bin', 'tocsin.mjs'), ...args];
  const result = spawnSync(process.execPath, command, { cwd: tmpdir(), encoding: 'utf8' });
  return { code: result.status, out: result.stdout, said: result.stderr };
}

const HERE = realpathSync(tmpdir());

describe('the launcher', () => {
  test.each([
    { args: [], runs: ['main', [], HERE] },
    { args: ['start'], runs: ['main', ['start'], HERE] },
    { args: ['health', 'web-1', '--json'], runs: ['cli', ['health', 'web-1', '--json'], HERE] },
  ])('runs $runs.0 for $args where the person stands, and says nothing', ({ args, runs }) => {
    const { code, out, said } = launch(checkout(), args);
    expect(JSON.parse(out)).toEqual(runs);
    expect({ code, said }).toEqual({ code: 0, said: '' });
  });

  test.runIf(process.platform === 'linux')(
    'what runs for long gives memory back to the system, unless people set that themselves',
    () => {
      const names = ['MALLOC_ARENA_MAX', 'MALLOC_TRIM_THRESHOLD_', 'MALLOC_MMAP_THRESHOLD_'];
      const told = `console.log(${names.map((name) => `process.env.${name}`)});\n`;
      const root = checkout(told);
      expect(launch(root, ['start']).out).toBe('1 131072 32768\n');
      vi.stubEnv('MALLOC_ARENA_MAX', '4');
      onTestFinished(() => void vi.unstubAllEnvs());
      expect(launch(root, ['start']).out).toBe('4 131072 32768\n');
    },
  );

  test('bundles again after a source changed, and only then', () => {
    const root = checkout();
    const made = () => statSync(join(root, 'dist', 'main.js')).mtimeMs;
    launch(root, []);
    const first = made();
    launch(root, []);
    expect(made()).toBe(first);
    writeFileSync(join(root, 'src', 'main.ts'), `console.log('changed');\n`);
    const later = new Date(Date.now() + 5_000);
    utimesSync(join(root, 'src', 'main.ts'), later, later);
    expect(launch(root, []).out).toBe('changed\n');
  });

  test('bundles once for all that start at the same moment', async () => {
    const root = checkout();
    const counting = `(await import('node:fs')).appendFileSync(process.argv[1] + '.runs', 'x');\n`;
    const isRun = "if (process.argv[1].endsWith('bundle.mjs')) ";
    appendFileSync(join(root, 'bin', 'bundle.mjs'), isRun + counting);
    const starts = Array.from({ length: 3 }, () =>
      promisify(execFile)(process.execPath, [join(root, 'bin', 'tocsin.mjs')], { cwd: root }),
    );
    for (const { stdout } of await Promise.all(starts)) expect(JSON.parse(stdout)[0]).toBe('main');
    expect(readFileSync(join(root, 'bin', 'bundle.mjs.runs'), 'utf8')).toBe('x');
  });

  test('bundles again after the packages changed', () => {
    const root = checkout();
    launch(root, []);
    const first = statSync(join(root, 'dist', 'main.js')).mtimeMs;
    const later = new Date(Date.now() + 5_000);
    utimesSync(join(root, 'package.json'), later, later);
    launch(root, []);
    expect(statSync(join(root, 'dist', 'main.js')).mtimeMs).not.toBe(first);
  });

  test('bundles again after a bundle that was made while the clock was ahead', () => {
    const root = checkout();
    launch(root, []);
    const ahead = new Date(Date.now() + 60 * 60_000);
    for (const name of Object.keys(ENTRIES)) {
      utimesSync(join(root, 'dist', `${name}.js`), ahead, ahead);
    }
    launch(root, []);
    expect(statSync(join(root, 'dist', 'main.js')).mtimeMs).toBeLessThan(ahead.getTime());
  });

  test('runs a shipped bundle that has no sources', () => {
    const root = checkout();
    launch(root, []);
    rmSync(join(root, 'src'), { recursive: true });
    expect(JSON.parse(launch(root, []).out)[0]).toBe('main');
  });

  test('says in one line that sources cannot be bundled', () => {
    const { code, said } = launch(checkout('const = ;\n'), []);
    expect(code).toBe(1);
    expect(said).toContain('The sources could not be bundled');
  });

  test('refuses an old Node in one line before anything else is loaded', () => {
    const { code, out, said } = launch(checkout(), ['start'], ['--import', OLD_NODE]);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(said).toMatch(/^Tocsin needs Node 22\.19 or newer, and this is v20\.1\.0: install.*\n$/);
  });
});

describe('under an old Node with the packaged one beside it', () => {
  function withPackagedNode(main?: string): string {
    const root = checkout(main);
    mkdirSync(join(root, 'node_modules', 'node', 'bin'), { recursive: true });
    symlinkSync(process.execPath, join(root, 'node_modules', 'node', 'bin', 'node'));
    return root;
  }

  test('the program runs there, with its arguments and its exit code', () => {
    const main = `${MAIN}process.exitCode = 7;\n`;
    const { code, out } = launch(withPackagedNode(main), ['start'], ['--import', OLD_NODE]);
    expect(JSON.parse(out)).toEqual(['main', ['start'], HERE]);
    expect(code).toBe(7);
  });

  /** Starts a program that stays, as systemd would, and gives what it printed line by line. */
  function stay(main: string) {
    const script = join(withPackagedNode(main), 'bin', 'tocsin.mjs');
    const child = spawn(process.execPath, ['--import', OLD_NODE, script, 'start'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, npm_lifecycle_event: undefined },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
  }

  test.each(['SIGTERM', 'SIGINT', 'SIGUSR2'] as const)('%s reaches the program', async (signal) => {
    const { child, lines } = stay(`
        const alive = setTimeout(() => {}, 15_000);
        process.on('${signal}', () => { clearTimeout(alive); process.exitCode = 3; });
        console.log('ready');`);
    await lines.next();
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([3, null]);
  });

  test('a launcher that is killed takes the program with it', async () => {
    const { child, lines } = stay(`
      const alive = setTimeout(() => console.log('orphan'), 5_000);
      process.on('SIGTERM', () => { clearTimeout(alive); console.log('stopping'); });
      console.log(process.env.TOCSIN_LAUNCHER_PID ?? 'ready');`);
    expect((await lines.next()).value).toBe('ready');
    child.kill('SIGKILL');
    expect((await lines.next()).value).toBe('stopping');
  });

  test('SIGUSR2 while the program is being loaded ends nothing', async () => {
    const { child, lines } = stay(`
      console.log('loading');
      await new Promise((done) => setTimeout(done, 500));
      process.exitCode = 3;`);
    await lines.next();
    child.kill('SIGUSR2');
    expect(await once(child, 'exit')).toEqual([3, null]);
  });
});
