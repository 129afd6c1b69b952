import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { presetRecorders } from '../../src/presets/recorders.ts';
import { bufferFolder, standIn } from './standing-in.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const TEXT = readFileSync(join(ROOT, 'docs/client.md'), 'utf8');
const run = promisify(execFile);

function example(language: string): string {
  return new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(TEXT)?.[1] ?? '';
}

async function isThere(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    () => false,
  );
}

/** Runs an example against a server of the test's own. */
async function tried(program: string, name: string, code: string) {
  const server = await standIn();
  const folder = bufferFolder();
  const file = join(folder, name);
  writeFileSync(file, code.replaceAll('http://127.0.0.1:8000', server.url));
  const env = { ...process.env, ANALYTICS_API_KEY: 'k', NO_PROXY: '*', no_proxy: '*' };
  const { stdout, stderr } = await run(program, [file], { env, cwd: folder });
  return { stdout, stderr, server };
}

test('the TypeScript example does what it says', async () => {
  const source = join(ROOT, 'src/client/client.ts');
  const { server, stderr } = await tried(
    process.execPath,
    'example.ts',
    example('ts').replace("'tocsin/client'", JSON.stringify(source)),
  );
  expect(stderr).not.toMatch(/Error|cannot/);
  expect(server.rows('/api/metrics').map(({ metric }) => metric)).toEqual([
    ...['queue.length', 'call.duration_ms', 'call.failed'],
  ]);
  expect(server.rows('/api/events')).toMatchObject([{ type: 'api_call' }]);
  expect(server.rows('/api/alerts')).toMatchObject([{ fingerprint: 'payments' }]);
});

test.skipIf(!(await isThere('curl')))('the curl example does what it says', async () => {
  const { server, stdout } = await tried('sh', 'example', example('bash'));
  expect(server.rows('/api/heartbeat')).toEqual([{ target: 'shop', name: 'cron' }]);
  expect(JSON.parse(stdout)).toMatchObject({ accepted: 1 });
});

test.skipIf(!(await isThere('python3')))('the Python example does what it says', async () => {
  const { server, stdout } = await tried('python3', 'example.py', example('python'));
  expect(stdout).toMatch(/'accepted': 1.*\n.*'accepted': 1/);
  expect(server.rows('/api/metrics')).toMatchObject([
    { metric: 'call.duration_ms', labels: { name: 'add_up' }, at: expect.any(Number) },
  ]);
  expect(server.rows('/api/checks/arithmetic')).toMatchObject([{ status: 'healthy' }]);
});

test.each(Object.entries(presetRecorders))(
  'the recorders of %s are listed',
  (preset, recorders) => {
    const row = TEXT.split('\n').find((line) => line.startsWith(`| \`${preset}\` |`));
    const shown = recorders.map(({ name, fields }) => {
      const values = fields.map((one) => `${one.name}${'isOptional' in one ? '?' : ''}`);
      return `\`${name}(${values.join(', ')})\``;
    });
    expect(row).toBe(`| \`${preset}\` | ${shown.join(', ')} |`);
  },
);
