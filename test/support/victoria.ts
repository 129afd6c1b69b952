import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { freshFolder } from '../store/fresh-folder.ts';
import { freePort } from './whole-app.ts';

/** Debian package `victoria-metrics`. */
export const VICTORIA = 'victoria-metrics';
export const hasVictoria = spawnSync(VICTORIA, ['-version']).status === 0;

/** The address of a server of its own for one test: what is deleted there leaves traces. */
export async function startVictoria(): Promise<string> {
  const folder = freshFolder();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    VICTORIA,
    [
      ...[`-storageDataPath=${folder}/data`, `-httpListenAddr=127.0.0.1:${port}`],
      ...['-search.latencyOffset=0s', '-retentionPeriod=2y'],
    ],
    { stdio: 'ignore' },
  );
  const gone = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  for (let tries = 0; tries < 200; tries++) {
    const health = await fetch(`${url}/health`).catch(() => null);
    if (health?.ok) return url;
    await wait(50);
  }
  throw new Error('VictoriaMetrics did not start');
}
