import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RowBuffer } from '../../src/client/buffer.ts';
import { diskBuffer } from '../../src/client/disk-buffer.ts';
import { memoryBuffer } from '../../src/client/memory-buffer.ts';
import { bufferFolder, client, standIn, taken } from './standing-in.ts';

const line = (value: number) => JSON.stringify(['/api/metrics', { value }]);
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => line(from + at));

let tokens = 0;

function onDisk(folder: string, maxBytes = 1_000_000) {
  const drops: number[] = [];
  const errors: unknown[] = [];
  const buffer = diskBuffer({
    ...{ folder, maxBytes, token: `token${tokens++}` },
    dropped: (count) => drops.push(count),
    failed: (error) => errors.push(error),
  });
  onTestFinished(() => buffer.close());
  return { ...buffer, drops, errors };
}

function inMemory(_folder: string, maxBytes = 1_000_000) {
  const drops: number[] = [];
  return { ...memoryBuffer({ maxBytes, dropped: (count) => drops.push(count) }), drops };
}

/** Everything that it gives, batch after batch. */
async function drained(buffer: RowBuffer): Promise<string[]> {
  const all: string[] = [];
  for (;;) {
    const batch = await buffer.take();
    if (batch.length === 0) return all;
    all.push(...batch);
    await buffer.done();
  }
}

describe.each([
  { kind: 'in memory', open: inMemory },
  { kind: 'on the disk', open: onDisk },
])('rows $kind', ({ open }) => {
  test('come in their order, the same batch until it is done', async () => {
    const buffer = open(bufferFolder());
    for (const one of lines(0, 1_200)) buffer.add(one);
    expect(await buffer.take()).toEqual(lines(0, 500));
    for (const one of lines(1_200, 1_300)) buffer.add(one);
    expect(await buffer.take()).toEqual(lines(0, 500));
    expect(await drained(buffer)).toEqual(lines(0, 1_300));
    expect(await buffer.take()).toEqual([]);
    expect(buffer.drops).toEqual([]);
  });

  test('beyond the bound lose the oldest, which are counted, and no batch that is on its way', async () => {
    const buffer = open(bufferFolder(), 20_000);
    for (const one of lines(0, 100)) buffer.add(one);
    const [first = ''] = await buffer.take();
    for (let round = 1; round < 30; round++) {
      for (const one of lines(100 * round, 100 * round + 100)) buffer.add(one);
      await buffer.take();
    }
    expect(first).toBe(line(0));
    expect(await buffer.take()).toEqual(lines(0, 100));
    await buffer.done();
    const rest = await drained(buffer);
    const lost = buffer.drops.reduce((sum, one) => sum + one, 0);
    expect(rest).toEqual(lines(100 + lost, 3_000));
    expect(rest.join('\n').length).toBeLessThan(21_000);
    expect(rest.join('\n').length).toBeGreaterThan(10_000);
  });
});

describe('what a client leaves', () => {
  test('when it is closed is delivered by the next, before its own, and the folder is empty after it', async () => {
    const folder = bufferFolder();
    const first = onDisk(folder);
    for (const one of lines(0, 700)) first.add(one);
    await first.take();
    await first.done();
    await first.close();
    const second = onDisk(folder);
    for (const one of lines(700, 800)) second.add(one);
    expect(await drained(second)).toEqual(lines(500, 800));
    await second.close();
    expect(globSync('**/*', { cwd: folder })).toEqual([]);
  });

  test('is for its owner alone to read', async () => {
    const folder = bufferFolder();
    const buffer = onDisk(folder);
    buffer.add(line(1));
    await buffer.take();
    const modes = globSync('**/*', { cwd: folder }).map(
      (path) => statSync(join(folder, path)).mode & 0o077,
    );
    expect(modes.length).toBeGreaterThan(1);
    expect(modes.every((mode) => mode === 0)).toBe(true);
  });

  test('while it lives is not touched', async () => {
    const folder = bufferFolder();
    const first = onDisk(folder);
    first.add(line(1));
    await first.take();
    expect(await drained(onDisk(folder))).toEqual([]);
    expect(await drained(first)).toEqual([line(1)]);
  });

  test('after a kill is taken over, with a last line torn off passed over', async () => {
    const folder = bufferFolder();
    await killed(folder, 600);
    const [torn = ''] = globSync('**/*.jsonl', { cwd: folder });
    appendFileSync(join(folder, torn), line(600).slice(0, 12));
    const next = onDisk(folder);
    expect(await drained(next)).toEqual(lines(0, 600));
    expect(next.drops).toEqual([1]);
  });

  test('is taken over once, by whoever comes first', async () => {
    const folder = bufferFolder();
    await killed(folder, 100);
    const [one, other] = await Promise.all([drained(onDisk(folder)), drained(onDisk(folder))]);
    expect([...one, ...other]).toEqual(lines(0, 100));
  });

  test('of damaged lines is passed over, one by one', async () => {
    const folder = bufferFolder();
    await killed(folder, 3);
    const [path = ''] = globSync('**/*.jsonl', { cwd: folder });
    const text = readFileSync(join(folder, path), 'utf8').split('\n');
    const damaged = [text[0], '\0\0\0', '{"a":1}', '["x"]', text[1], '', text[2], ''].join('\n');
    writeFileSync(join(folder, path), damaged);
    const next = onDisk(folder);
    expect(await drained(next)).toEqual(lines(0, 3));
    expect(next.drops.reduce((sum, count) => sum + count, 0)).toBe(4);
  });
});

test('a disk that takes nothing is told, and rows are delivered from memory', async () => {
  const file = join(bufferFolder(), 'file');
  writeFileSync(file, '');
  const buffer = onDisk(file);
  buffer.add(line(1));
  expect(await drained(buffer)).toEqual([line(1)]);
  expect(buffer.errors.length).toBeGreaterThan(0);
});

test('a process that ends by itself leaves what it recorded last, and is not held up by the client', async () => {
  const folder = bufferFolder();
  const server = await standIn(() => ({ status: 503 }));
  const code = `createClient({url: ${JSON.stringify(server.url)}, key: 'k', target: 'shop', bufferDir: ${JSON.stringify(folder)}}).recordMetric('last', 1);`;
  const child = script(code);
  const [status] = await once(child, 'exit');
  expect(status).toBe(0);
  server.answerWith(taken);
  const next = client({ url: server.url, bufferDir: folder });
  await expect.poll(() => next.flush()).toBe(true);
  expect(server.rows('/api/metrics').filter(({ metric }) => metric === 'last')).toHaveLength(1);
});

/** Runs a script that has `createClient`. */
function script(code: string) {
  const source = resolve(import.meta.dirname, '../../src/client/client.ts');
  const text = `import { createClient } from ${JSON.stringify(source)};\n${code}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** A process that wrote `count` lines and was killed. */
async function killed(folder: string, count: number): Promise<void> {
  const source = resolve(import.meta.dirname, '../../src/client/disk-buffer.ts');
  const text = `import { diskBuffer } from ${JSON.stringify(source)};
    const options = { folder: ${JSON.stringify(folder)}, token: 'dead', maxBytes: 1e6, dropped() {}, failed: console.error };
    const buffer = diskBuffer(options);
    for (let value = 0; value < ${count}; value++) buffer.add(JSON.stringify(['/api/metrics', { value }]));
    await buffer.take();
    process.stdout.write('written');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}
