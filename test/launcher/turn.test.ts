import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
// @ts-expect-error plain JavaScript, so that an old Node can run it
import { inTurn, lockOf } from '../../bin/turn.mjs';

const MODULE = resolve(import.meta.dirname, '../../bin/turn.mjs');
const nobodyWaits = () => expect.unreachable('nobody holds the lock');

function newRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'tocsin-turn-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return root;
}

/** A process id that nobody has any more. */
async function goneProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

test('gives the lock back, also after a failure', () => {
  const root = newRoot();
  const fails = () => {
    throw new Error('no network');
  };
  expect(() => inTurn(root, fails, nobodyWaits)).toThrow('no network');
  expect(existsSync(lockOf(root))).toBe(false);
  expect(inTurn(root, () => 'done', nobodyWaits)).toBe('done');
});

test('takes over from a holder that is gone', async () => {
  const root = newRoot();
  mkdirSync(lockOf(root));
  writeFileSync(join(lockOf(root), 'pid'), String(await goneProcess()));
  expect(inTurn(root, () => 'done', nobodyWaits)).toBe('done');
});

test('takes over an old lock that names nobody', () => {
  const root = newRoot();
  mkdirSync(lockOf(root));
  utimesSync(lockOf(root), new Date(0), new Date(0));
  expect(inTurn(root, () => 'done', nobodyWaits)).toBe('done');
});

test('a second process waits until the first is done', async () => {
  const root = newRoot();
  const script = `
    import { inTurn } from ${JSON.stringify(MODULE)};
    import { existsSync, readFileSync, writeFileSync } from 'node:fs';
    const said = [];
    inTurn(${JSON.stringify(root)}, () => said.push('worked'), () => {
      said.push('waited');
      writeFileSync(${JSON.stringify(join(root, 'waiting'))}, '');
    });
    console.log(said.join());`;
  const second = inTurn(
    root,
    () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
      const until = Date.now() + 10_000;
      while (!existsSync(join(root, 'waiting')) && Date.now() < until) pause();
      return child;
    },
    nobodyWaits,
  );
  const output: Buffer[] = [];
  second.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  await once(second, 'close');
  expect(Buffer.concat(output).toString().trim()).toBe('waited,worked');
});

function pause() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
}
