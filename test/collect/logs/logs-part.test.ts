import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sshHost } from '../../../src/collect/collectors/ssh-host.ts';
import type { Host } from '../../../src/collect/remote.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { HAS_SSHD, sshTarget, startSshd } from '../../support/sshd.ts';
import { randomNumbers } from '../mutations.ts';
import { fileLog, following, memoryOfLogs } from './following.ts';
import { numberedWriter, numbersIn, ROTATIONS } from './rotation.ts';

const BUSYBOX = '/bin/busybox';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tocsin-logs-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function followed(...given: Parameters<typeof following>) {
  const one = following(...given);
  onTestFinished(one.close);
  return one;
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/**
 * Writes numbered lines, rotates in every way, also twice between two rounds, and follows; `restarts`: the follower is
 * killed now and then, and goes on from what is stored.
 */
async function torture(
  seed: number,
  steps: number,
  options: { readonly host?: Host; readonly shell?: readonly string[] },
): Promise<void> {
  const writer = numberedWriter(folder(), seed);
  const one = followed([fileLog(writer.file)], options);
  await one.begin();
  const random = randomNumbers(seed + 1_000);
  const write = () => {
    writer.end();
    writer.write(1 + Math.floor(random() * 30));
  };
  for (let step = 0; step < steps; step += 1) {
    write();
    if (random() < 0.5) await one.round();
    if (random() < 0.4) writer.rotate(ROTATIONS[Math.floor(random() * 4)] ?? 'rename');
    write();
    if (random() < 0.5) await one.round();
    if (random() < 0.2) await one.restart();
  }
  writer.end();
  for (let round = 0; round < 3; round += 1) await one.round();
  expect(numbersIn(one.memory.texts)).toEqual(upTo(writer.written));
  expect(one.gone).toEqual([]);
  expect(one.failures).toEqual([]);
}

describe('every line exactly once and in order, whatever rotates the file and whoever is killed', () => {
  test('on this machine', async () => {
    await torture(1, 40, {});
  });

  test.skipIf(!existsSync(BUSYBOX))(
    'with the tools of busybox (needs busybox-static)',
    async () => {
      const bin = folder();
      for (const tool of ['tail', 'head', 'ls', 'sed', 'gzip', 'date', 'sleep']) {
        execFileSync('/bin/ln', ['-s', BUSYBOX, join(bin, tool)]);
      }
      const shell = join(bin, 'shell');
      writeFileSync(shell, `#!${BUSYBOX} sh\nPATH=${bin} exec ${BUSYBOX} sh\n`);
      chmodSync(shell, 0o755);
      await torture(2, 25, { shell: [shell] });
    },
  );

  test.skipIf(!HAS_SSHD)('over SSH (needs openssh-server)', async () => {
    await using server = await startSshd();
    const { name, ssh } = sshTarget(server);
    if (ssh === null) throw new Error('no address');
    const host = sshHost(name, ssh, { clock: fakeClock(), random: () => 0 });
    onTestFinished(host.close);
    await torture(3, 25, { host });
  });
});

test('what is there at the first look is not read, nor the end of a line that was begun', async () => {
  const file = join(folder(), 'app.log');
  writeFileSync(file, 'old\nold too\nbegun');
  const one = followed([fileLog(file)]);
  await one.begin();
  appendFileSync(file, ' and ended\nnew\n');
  await one.round();
  expect(one.memory.texts).toEqual(['new']);
});

test('a log that comes later is read from its beginning', async () => {
  const file = join(folder(), 'app.log');
  const one = followed([fileLog(file)]);
  await one.begin();
  expect(await one.round()).toContainEqual({
    metric: 'log.readable',
    labels: { log: 'app' },
    value: 0,
  });
  writeFileSync(file, 'first\n');
  expect(await one.round()).toContainEqual({
    metric: 'log.readable',
    labels: { log: 'app' },
    value: 1,
  });
  expect(one.memory.texts).toEqual(['first']);
});

test('a pattern stands for all files that it fits, also those that come later', async () => {
  const path = folder();
  writeFileSync(join(path, 'a.log'), '');
  const one = followed([fileLog(join(path, '*.log'))]);
  await one.begin();
  appendFileSync(join(path, 'a.log'), 'one\n');
  writeFileSync(join(path, 'b.log'), 'two\n');
  writeFileSync(join(path, 'b.txt'), 'no\n');
  await one.round();
  expect(one.memory.texts.toSorted()).toEqual(['one', 'two']);
});

test.each([
  "quote ' and space.log",
  '$(touch pwned).log',
  '; touch pwned.log',
  '-n -rf.log',
  '`touch pwned`.log',
])('a path is data: %s', async (name) => {
  const path = join(folder(), 'x');
  mkdirSync(path);
  const file = join(path, name);
  writeFileSync(file, '');
  const one = followed([fileLog(file)]);
  await one.begin();
  appendFileSync(file, 'line\n');
  await one.round();
  renameSync(file, `${file}.1`);
  writeFileSync(file, 'next\n');
  await one.round();
  expect(one.memory.texts).toEqual(['line', 'next']);
  expect(existsSync('pwned') || existsSync(join(path, 'pwned'))).toBe(false);
});

test('a round reads so much and no more, and the next ones catch up', async () => {
  const file = join(folder(), 'app.log');
  writeFileSync(file, '');
  const one = followed([fileLog(file)]);
  await one.begin();
  const line = (number: number) => `- line ${number} ${'é'.repeat(400)}\n`;
  writeFileSync(file, upTo(3_000).map(line).join(''));
  await one.round();
  expect(one.memory.texts.length).toBeGreaterThan(500);
  expect(one.memory.texts.length).toBeLessThan(1_300);
  for (let round = 0; round < 4; round += 1) await one.round();
  expect(numbersIn(one.memory.texts)).toEqual(upTo(3_000));
});

test('a line without end is cut with a mark, and the next one is whole', async () => {
  const file = join(folder(), 'app.log');
  writeFileSync(file, '');
  const one = followed([fileLog(file)]);
  await one.begin();
  appendFileSync(file, 'x'.repeat(40_000));
  await one.round();
  appendFileSync(file, `${'x'.repeat(40_000)}\nnext\n`);
  await one.round();
  expect(one.memory.texts).toEqual([`${'x'.repeat(16_384)} … [cut]`, 'next']);
});

test('a disk that is full loses lines, but no count and no finding, and says so once more', async () => {
  const file = join(folder(), 'app.log');
  writeFileSync(file, '');
  const patterns = [{ name: 'oom', match: 'out of memory', severity: 'critical' as const }];
  const memory = memoryOfLogs();
  const one = followed([fileLog(file)], { memory, patterns });
  await one.begin();
  memory.isFull = true;
  appendFileSync(file, 'ERROR out of memory\n');
  const readings = await one.round();
  expect(readings).toContainEqual({ metric: 'log.errors', labels: { log: 'app' }, value: 1 });
  expect(readings).toContainEqual({ metric: 'log.new_errors', labels: { log: 'app' }, value: 1 });
  expect(one.found.map(({ pattern }) => pattern.name)).toEqual(['oom']);
  expect(one.failures).toEqual(['lines of logs: Error: the disk is full']);
  memory.isFull = false;
  appendFileSync(file, 'ERROR again\n');
  await one.round();
  await one.restart();
  expect(await one.round()).toContainEqual({
    ...{ metric: 'log.errors', labels: { log: 'app' }, value: 2 },
  });
  expect(memory.texts).toEqual(['ERROR again']);
});

test('counts go on after a restart, and a trace that comes later belongs to its error', async () => {
  const file = join(folder(), 'app.log');
  writeFileSync(file, '');
  const one = followed([fileLog(file)]);
  await one.begin();
  appendFileSync(file, '2026-11-26 12:00:00,000 - app - ERROR - failed\n');
  await one.round();
  appendFileSync(file, 'Traceback (most recent call last):\n  File "a.py"\nValueError: no\n');
  await one.restart();
  const readings = await one.round();
  expect(readings).toContainEqual({ metric: 'log.new_errors', labels: { log: 'app' }, value: 0 });
  expect(readings).toContainEqual({ metric: 'log.lines', labels: { log: 'app' }, value: 4 });
  expect(readings).toContainEqual({ metric: 'log.errors', labels: { log: 'app' }, value: 1 });
  expect(one.memory.texts).toHaveLength(1);
});

test('a look between two rounds takes nothing twice, and waits while a round is under way', async () => {
  const file = join(folder(), 'app.log');
  writeFileSync(file, '');
  const one = followed([fileLog(file)]);
  await one.begin();
  appendFileSync(file, 'one\n');
  const round = one.round();
  expect(await one.look()).toBe(false);
  await round;
  appendFileSync(file, 'two\n');
  await Promise.all([one.look(), one.round()]);
  await one.round();
  expect(one.memory.texts).toEqual(['one', 'two']);
});
