import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { standIn } from './standing-in.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** A consumer that says what it expects of the types, and tells one value. */
const CONSUMER = `import { createClient } from 'tocsin/client';
import type { ClientOptions, Problem } from 'tocsin/client';

const onError = (problem: Problem): void => console.error(problem.message);
const options: ClientOptions<'trading-bot'> = {
  url: process.argv[2] ?? '', key: 'k', target: 'shop', preset: 'trading-bot', onError,
};
const client = createClient(options);
const answer: number = client.wrap('sum', () => 1 + 1);
client.recordMetric('answer', answer, { labels: { unit: 'none' } });
client.recordApiCall('get_account', 150, 200);
client.recordTradeExecution('BTCUSDT', 'BUY', 0.001, 45000, 250, true, 'bollinger');
// @ts-expect-error a status is a number
client.recordApiCall('get_account', 150, 'fine');
// @ts-expect-error this preset records no tasks
client.recordTask;
const id: Promise<number | null> = client.createAlert('Refused', { severity: 'critical' });
void id;
console.log(await client.flush());
`;

/** Packs the package of a folder and unpacks it elsewhere. */
async function unpacked(folder: string, home: string): Promise<void> {
  mkdirSync(home, { recursive: true });
  await run('npm', ['pack', folder, '--pack-destination', home], { cwd: ROOT });
  const [tarball = ''] = readdirSync(home).filter((name) => name.endsWith('.tgz'));
  await run('tar', ['-xzf', join(home, tarball), '-C', home, '--strip-components=1']);
}

/** An application with the package in its node_modules, as npm unpacks it. */
async function application(app: string): Promise<void> {
  await run('npm', ['run', 'client'], { cwd: ROOT });
  await unpacked('./dist/client', join(app, 'node_modules', 'tocsin'));
  mkdirSync(join(app, 'node_modules', '@types'));
  symlinkSync(join(ROOT, 'node_modules/@types/node'), join(app, 'node_modules/@types/node'));
  symlinkSync(join(ROOT, 'node_modules/undici-types'), join(app, 'node_modules/undici-types'));
  writeFileSync(join(app, 'package.json'), '{"type": "module"}');
  writeFileSync(join(app, 'app.ts'), CONSUMER);
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions: OPTIONS }));
}

const OPTIONS = {
  ...{ target: 'es2022', module: 'nodenext', strict: true, skipLibCheck: false, types: ['node'] },
};

/** Nodes of this machine; the system's may be older than the one that Tocsin runs on. */
const NODES = [process.execPath, '/usr/bin/node'];

describe('the package', () => {
  const app = mkdtempSync(join(tmpdir(), 'tocsin-package-'));
  afterAll(() => rmSync(app, { recursive: true, force: true }));
  beforeAll(async () => {
    await application(app);
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '--project', app], { cwd: app }).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  }, 120_000);

  test.each(NODES)('gives applications a client that is typed and runs on %s', async (node) => {
    const server = await standIn();
    const { stdout } = await run(node, [join(app, 'app.js'), server.url]);
    expect(stdout.trim()).toBe('true');
    expect(server.rows('/api/metrics').map(({ metric }) => metric)).toContain('answer');
    expect(server.rows('/api/events')).toHaveLength(3);
  });

  test('of the client depends on nothing', () => {
    const home = join(app, 'node_modules', 'tocsin');
    const about = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
    expect(about).not.toHaveProperty('dependencies');
    expect(readdirSync(home)).toEqual(expect.arrayContaining(['client.js', 'types']));
  });

  test('of the product has what runs it, and no sources', { timeout: 120_000 }, async () => {
    const home = join(app, 'product');
    await unpacked('.', home);
    expect(readdirSync(home)).toEqual(
      expect.arrayContaining(['bin', 'dist', 'drizzle', 'README.md']),
    );
    expect(readdirSync(home)).not.toContain('src');
    expect(readdirSync(join(home, 'dist'))).toEqual(
      expect.arrayContaining(['main.js', 'cli.js', 'client']),
    );
  });
});
