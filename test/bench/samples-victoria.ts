import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Samples } from '../../src/store/ports.ts';
import { victoriaSamples } from '../../src/store/samples/victoria.ts';
import { freePort } from '../support/whole-app.ts';

const PROGRAM = 'victoria-metrics';

export const hasVictoria = spawnSync(PROGRAM, ['-version']).status === 0;

export interface Victoria extends AsyncDisposable {
  readonly samples: Samples;
  /** Merges everything, as it does in time. */
  merge(): Promise<void>;
}

/** A server of our own on a loopback port. */
export async function startVictoria(folder: string): Promise<Victoria> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    PROGRAM,
    [
      ...[`-storageDataPath=${folder}`, `-httpListenAddr=127.0.0.1:${port}`],
      ...['-search.latencyOffset=0s', '-retentionPeriod=2y'],
    ],
    { stdio: 'ignore' },
  );
  const gone = once(child, 'exit');
  for (let tries = 0; ; tries++) {
    const health = await fetch(`${url}/health`).catch(() => null);
    if (health?.ok) break;
    if (tries > 200) throw new Error('VictoriaMetrics did not start');
    await wait(50);
  }
  return {
    samples: victoriaSamples({ url, fetch, now: Date.now }),
    async merge() {
      await fetch(`${url}/internal/force_flush`);
      await fetch(`${url}/internal/force_merge`);
      await wait(5_000);
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
