import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { freshFolder } from './store/fresh-folder.ts';

const CLI = resolve(import.meta.dirname, '../src/cli.ts');

/** Runs a command where nothing is configured and nothing runs. */
function tocsin(...args: string[]) {
  const cwd = freshFolder();
  const env = { ...process.env, TOCSIN_DATA_DIR: cwd };
  const ran = spawnSync(process.execPath, [CLI, ...args], { cwd, env, encoding: 'utf8' });
  return { code: ran.status, out: ran.stdout, said: ran.stderr };
}

test('--json prints the data of an answer and nothing else', () => {
  const { code, out } = tocsin('alerts', '--json');
  expect(JSON.parse(out)).toEqual({ total: 0, alerts: [] });
  expect(code).toBe(0);
});

test.each([
  { args: ['alert', '5'], code: 1, error: 'There is no alert #5. /alerts lists the open ones.' },
  { args: ['alert', 'x'], code: 2, error: expect.stringContaining('Usage: /alert <id>') },
  { args: ['alert', '--nope'], code: 2, error: "unknown option '--nope'" },
])('--json says why there is no answer: $args', ({ args, code, error }) => {
  const ran = tocsin(...args, '--json');
  expect(JSON.parse(ran.out)).toEqual({ error });
  expect(ran.code).toBe(code);
});

test('an answer from what is stored says so, where programs do not read', () => {
  const { out, said } = tocsin('about');
  expect(said).toBe('Tocsin is not running: this is what it stored.\n');
  expect(out).toMatch(/^▲ Tocsin \S+ is not running\n/);
});

test('--help tells what each argument is', () => {
  const { out } = tocsin('ack', '--help');
  expect(out).toMatch(/Usage: tocsin ack <ids> \[note\]/);
  expect(out).toMatch(/ids +alert ids, as \/alerts shows them\n +note +what you know or will do/);
  expect(tocsin('alerts', '--help').out).toMatch(/severity +only this severity \(choices: "info"/);
  expect(tocsin('pair', '--help').out).not.toContain('`');
});
