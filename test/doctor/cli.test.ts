import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { installation } from './installation.ts';

const CLI = resolve(import.meta.dirname, '../../bin/tocsin.mjs');

test('a shell learns by the exit code whether something is bad, and programs what', async () => {
  const { folder, started } = installation();
  await started();
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [CLI, 'doctor', ...args], { cwd: folder, encoding: 'utf8' });
  const well = run('--json');
  expect(well.status).toBe(0);
  expect(JSON.parse(well.stdout)).toMatchObject({
    ok: true,
    findings: expect.arrayContaining([
      expect.objectContaining({ state: 'ok', what: expect.stringMatching(/tocsin\.db is sound$/) }),
    ]),
  });
  writeFileSync(join(folder, 'tocsin.yaml'), 'targets: [');
  const ill = run('--json');
  expect(ill.status).toBe(1);
  expect(JSON.parse(ill.stdout)).toMatchObject({ ok: false });
  const shown = run();
  expect(shown.status).toBe(1);
  expect(shown.stdout).toMatch(/^■ 1 fault\nconfiguration: tocsin\.yaml line 1: .* → /);
  expect(shown.stderr).toContain('Tocsin is not running: it was examined from here.');
});
