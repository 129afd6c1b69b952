import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readyApp, workFolder } from '../support/whole-app.ts';

const CLI = resolve(import.meta.dirname, '../../bin/tocsin.mjs');
const YAML = 'targets: [{name: here, kind: local, interval: 1s}]';
const MIRROR = { LOCAL_ANALYTICS_DIR: 'analytics', SUMMARY_EVERY_CHECKS: '2' };

function snapshot(folder: string) {
  const path = join(folder, 'analytics', 'here', 'latest_snapshot.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

describe('analytics files', () => {
  test('hold what the store holds, so that an import finds all of it there', async () => {
    using folder = workFolder(YAML);
    {
      await using app = await readyApp(folder.path, MIRROR);
      const date = new Date().toISOString().slice(0, 10);
      const summary = join(folder.path, 'analytics', 'here', `summary_${date}.json`);
      await app.until(() => existsSync(summary));
      expect(existsSync(join(folder.path, 'analytics', 'tocsin'))).toBe(false);
      expect(await app.stop()).toBe(0);
    }
    expect(snapshot(folder.path)).toMatchObject({
      target: 'here',
      health_analysis: { status: expect.any(String), issues: expect.any(Array) },
    });
    const args = [CLI, 'import', 'analytics/here', '--json'];
    const env = { PATH: process.env['PATH'] ?? '' };
    const out = execFileSync(process.execPath, args, { cwd: folder.path, env, encoding: 'utf8' });
    const imported = JSON.parse(out);
    expect(imported).toMatchObject({
      target: 'here',
      samples: { taken: 0, refused: 0 },
      problems: [],
    });
    expect(imported.samples.present).toBeGreaterThan(10);
  });

  test('that cannot be written are one line in the log, and everything else goes on', async () => {
    using folder = workFolder(YAML);
    // A file where the folder should be.
    writeFileSync(join(folder.path, 'analytics'), '');
    await using app = await readyApp(folder.path, MIRROR);
    await app.until(() => /analytics files: .*analytics cannot be written/.test(app.output()));
    const health = await fetch(`http://127.0.0.1:${app.port}/health`);
    expect(health.status).toBe(200);
    expect(app.output().match(/analytics files/g)).toHaveLength(1);
    execFileSync('rm', [join(folder.path, 'analytics')]);
    mkdirSync(join(folder.path, 'analytics'));
    await app.until(() => /analytics files: written again/.test(app.output()));
    await app.until(() => snapshot(folder.path) !== null);
  });
});
