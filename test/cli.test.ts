import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { controlSocket, socketPath } from '../src/chat/console/socket.ts';
import { freshFolder } from './store/fresh-folder.ts';
import { aCommand, stubDesk, stubIdentify } from './support/stub-desk.ts';

const CLI = resolve(import.meta.dirname, '../bin/tocsin.mjs');

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

test('what waits for somebody to confirm it has worked', () => {
  const keys = ['kind=tcp', 'host=127.0.0.1', 'port=1', 'expect=latency_ms < 20'];
  const { code, out } = tocsin('check', 'add', 'door', ...keys, '--json');
  expect({ code, data: JSON.parse(out) }).toMatchObject({ code: 0, data: { kind: 'proposed' } });
  expect(out).toContain('latency_ms < 20');
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
  expect(out).toMatch(/Usage: tocsin ack <ids> \[for\] \[note\]/);
  expect(out).toMatch(
    /ids +alert ids, as \/alerts shows them; [^\n]*\n +for +for=2h: [^\n]*\n +note +what you know or will do/,
  );
  expect(tocsin('alerts', '--help').out).toMatch(/severity +only this severity \(choices: "info"/);
  expect(tocsin('pair', '--help').out).not.toContain('`');
});

describe('beside a configuration that is half edited', () => {
  const LISTENING = [
    { how: 'the default', folder: 'data', dotenv: '', environment: {} },
    { how: '.env', folder: 'there', dotenv: 'TOCSIN_DATA_DIR=there\n', environment: {} },
    {
      how: 'the environment',
      folder: 'here',
      dotenv: 'TOCSIN_DATA_DIR=there\n',
      environment: { TOCSIN_DATA_DIR: 'here' },
    },
  ];

  /** A folder whose `tocsin.yaml` is refused, and a command line in it. */
  function halfEdited(dotenv = '', environment = {}) {
    const cwd = freshFolder();
    writeFileSync(join(cwd, '.env'), dotenv, { mode: 0o600 });
    writeFileSync(join(cwd, 'tocsin.yaml'), 'targets: [');
    const env = { ...process.env, TOCSIN_DATA_DIR: undefined, ...environment };
    const run = promisify(execFile);
    return {
      cwd,
      ask: (...args: string[]) =>
        run(process.execPath, [CLI, ...args], { cwd, env }).then(
          ({ stdout, stderr }) => ({ code: 0, out: stdout, said: stderr }),
          ({ code, stdout, stderr }) => ({ code, out: stdout, said: stderr }),
        ),
    };
  }

  test.each(LISTENING)(
    'the process that runs is asked; its data directory is that of $how',
    async ({ folder, dotenv, environment }) => {
      const { cwd, ask } = halfEdited(dotenv, environment);
      const stop = new AbortController();
      const socket = await controlSocket({
        path: socketPath(join(cwd, folder)),
        desk: stubDesk({ commands: [aCommand({ name: 'health' })] }),
        identify: stubIdentify({}),
        file: async () => ({ kind: 'refused', reason: 'web-2 has not reported anything yet.' }),
        signal: stop.signal,
      });
      onTestFinished(() => socket[Symbol.asyncDispose]());
      const refused = 'web-2 has not reported anything yet.\n';
      expect(await ask('export', 'csv', 'web-2')).toEqual({ code: 1, out: '', said: refused });
      expect(await ask('health')).toEqual({ code: 0, out: 'health answered\n', said: '' });
      expect((await ask('reload')).out).toContain('config answered');
    },
  );

  test('the problems are printed only when nothing answers', async () => {
    const { ask } = halfEdited();
    const { code, out, said } = await ask('health');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(said).toMatch(/^The configuration has one problem:\n {2}tocsin\.yaml line 1: [^\n]*\n$/);
    expect(JSON.parse((await ask('health', '--json')).out)).toEqual({
      error: 'the configuration is refused: npx tocsin check-config says why',
    });
  });
});

describe('anomalies', () => {
  const file = (text: string) => {
    const path = join(freshFolder(), 'series.csv');
    writeFileSync(path, text);
    return path;
  };
  const rows = (count: number) =>
    Array.from({ length: count }, (_, row) => {
      const at = new Date(row * 300_000).toISOString().slice(0, 19).replace('T', ' ');
      return `${at},${row === 500 ? 900 : 50 + (row % 7)}`;
    });

  test('prints a score for each row and nothing else', () => {
    const ran = tocsin('anomalies', '--file', file(`timestamp,value\n${rows(600).join('\n')}\n`));
    expect(ran).toMatchObject({ code: 0, said: '' });
    const scores = ran.out.trimEnd().split('\n').map(Number);
    expect(scores).toHaveLength(600);
    expect(scores.indexOf(Math.max(...scores))).toBe(500);
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
  });

  test.each([
    { name: 'no header', text: '1,2\n', says: 'line 1: must be the header timestamp,value' },
    { name: 'nothing', text: '', says: 'line 1: must be the header timestamp,value' },
    {
      name: 'a value that is none',
      text: 'timestamp,value\n2026-03-01 12:00:00,1\n2026-03-01T12:05:00Z,many\n',
      says: 'line 3: “many” is not a number',
    },
  ])('$name: says in which line', ({ text, says }) => {
    const ran = tocsin('anomalies', '--file', file(text));
    expect(ran.code).toBe(2);
    expect(ran.said).toContain(says);
  });
});
