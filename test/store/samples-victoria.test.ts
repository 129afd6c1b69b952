import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, onTestFinished } from 'vitest';
import type { Samples } from '../../src/store/ports.ts';
import { victoriaSamples } from '../../src/store/samples/victoria.ts';
import { freePort } from '../support/whole-app.ts';
import { freshFolder } from './fresh-folder.ts';
import { sampleQueryContract } from './samples-contract.ts';

const PROGRAM = 'victoria-metrics';
const isThere = spawnSync(PROGRAM, ['-version']).status === 0;

/** A server of its own for each test: what is deleted there leaves traces. */
async function openVictoria(): Promise<Samples> {
  const folder = freshFolder();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    PROGRAM,
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
    if (health?.ok) return victoriaSamples({ url, fetch, now: Date.now });
    await wait(50);
  }
  throw new Error('VictoriaMetrics did not start');
}

describe.skipIf(!isThere)(`samples in VictoriaMetrics (needs the program ${PROGRAM})`, () =>
  sampleQueryContract(openVictoria),
);
