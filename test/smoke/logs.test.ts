import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { numberedWriter, ROTATIONS } from '../collect/logs/rotation.ts';
import { keptIn } from '../support/kept-lines.ts';
import { often } from '../support/often.ts';
import { readyApp, waitFor, workFolder } from '../support/whole-app.ts';

test('a process that is killed again and again keeps every line once, whatever rotates the log', async () => {
  using work = workFolder('');
  using logs = workFolder('');
  const writer = numberedWriter(logs.path, 7);
  const log = `{name: app, path: ${writer.file}}`;
  const yaml = `targets:\n  - {name: here, kind: local, interval: 1s, logs: [${log}]}\n`;
  writeFileSync(join(work.path, 'tocsin.yaml'), yaml);
  const newest = () => keptIn(work.path).at(-1) ?? 0;
  {
    await using app = await readyApp(work.path);
    // What is there at the first look is not read: some lines come after it.
    await app.until(() => {
      writer.write(1);
      writer.end();
      return newest() > 0;
    });
  }
  const [first = 0] = keptIn(work.path);
  for (const rotation of Array.from({ length: often(1, 4) }, () => ROTATIONS).flat()) {
    await using app = await readyApp(work.path);
    writer.write(20);
    writer.rotate(rotation);
    writer.write(20);
    writer.end();
    // Some of them are taken, then it is killed.
    await app.until(() => newest() > writer.written - 40);
    await app.stop('SIGKILL');
  }
  await using app = await readyApp(work.path);
  await waitFor(() => newest() === writer.written, app.output);
  const wanted = Array.from({ length: writer.written - first + 1 }, (_, n) => first + n);
  expect(keptIn(work.path)).toEqual(wanted);
}, 180_000);
