import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { loadSettings } from '../../src/app/settings.ts';
import { openStores } from '../../src/app/stores.ts';
import { systemClock } from '../../src/model/time.ts';
import { aTarget } from '../store/fixtures.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { running, yamlWith } from './running.ts';

const CLI = resolve(import.meta.dirname, '../../bin/tocsin.mjs');

function tocsin(cwd: string, ...args: string[]) {
  const env = { PATH: process.env['PATH'] ?? '', HOME: cwd };
  return promisify(execFile)(process.execPath, [CLI, 'export', ...args], { cwd, env });
}

test('a running process makes the file for the command line', async () => {
  const app = await running(yamlWith());
  const { stdout } = await tocsin(app.folder, 'prometheus-config').catch((error) => error);
  expect(stdout).toBe('');
  const csv = await tocsin(app.folder, 'csv', 'health.score', '1h');
  expect(csv.stdout).toMatch(
    /^time,target,metric,unit,value\r\n\d{4}-.*,here,health\.score,points,/,
  );
  const json = await tocsin(app.folder, 'json', 'health.score', '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({ series: [{ target: 'here' }] });
});

test('without one the command line makes it from what is stored', async () => {
  const folder = freshFolder();
  const loaded = await loadSettings(folder);
  if (loaded.kind === 'refused') throw new Error('no configuration');
  const { config } = loaded;
  {
    const { signal } = new AbortController();
    await using stores = await openStores(config, { clock: systemClock, signal });
    const [target] = await stores.store.targets.sync(
      [aTarget({ name: config.targets[0]?.name ?? '' })],
      1,
    );
    await stores.samples.append(target?.id ?? 0, Date.now(), [
      { metric: 'queue', labels: {}, value: 7 },
    ]);
  }
  const { stderr } = await tocsin(folder, 'csv', 'queue', '--out', 'queue.csv');
  expect(stderr).toBe('');
  expect(readFileSync(join(folder, 'queue.csv'), 'utf8')).toMatch(/,queue,none,7\r\n$/);
  await expect(tocsin(folder, 'csv', 'other', '--out', 'other.csv')).rejects.toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining('There are: queue.') },
  });
  expect(existsSync(join(folder, 'other.csv'))).toBe(false);
});
