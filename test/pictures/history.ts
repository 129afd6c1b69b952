import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading } from '../../src/model/sample.ts';
import { noLabels } from '../../src/model/sample.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { openStore } from '../../src/store/sqlite/store.ts';

/** Writes a plausible last day of one target into a data folder, so that trends have something to show. */
export async function writeHistory(dataDir: string, name: string): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  const now = () => Date.now();
  await using store = await openStore(join(dataDir, 'tocsin.db'), { now });
  await using samples = await openSamples(join(dataDir, 'samples.db'), { now });
  const start = Date.now() - 26 * HOUR;
  const wanted = {
    name,
    kind: 'local',
    interval: MINUTE,
    labels: {},
    preset: 'base',
    ssh: null,
    parent: null,
  } as const;
  const [target] = await store.targets.sync([wanted], start);
  if (!target) throw new Error('no target was stored');
  for (let at = start; at < Date.now() - MINUTE; at += 2 * MINUTE) {
    const readings = readingsAt(at);
    const score = readings.find(({ metric }) => metric === 'health.score')?.value ?? 100;
    await samples.append(target.id, at, readings);
    if ((at - start) % HOUR >= 2 * MINUTE) continue;
    await store.rounds.record(
      { kind: 'measured', target: target.id, at, took: 3, readings },
      { target: target.id, at, score, status: 'EXCELLENT', factors: [], unknown: [] },
    );
  }
}

/** Memory that creeps up in the last hour, and a processor that is busy by day. */
function readingsAt(at: number): readonly (Reading & { readonly value: number })[] {
  const wave = Math.sin((2 * Math.PI * at) / DAY);
  const last = Math.max(0, 1 - (Date.now() - at) / HOUR);
  const memory = 58 + 3 * wave + 31 * last ** 1.6;
  const reading = (metric: string, value: number) => ({ metric, labels: noLabels(), value });
  return [
    reading('system.memory', memory),
    reading('system.cpu', 22 + 12 * wave + 6 * Math.sin(at / (7 * MINUTE))),
    reading('health.score', scoreAt(at, memory)),
  ];
}

/** A bad hour in the night, and the creeping memory. */
function scoreAt(at: number, memory: number): number {
  const ago = Date.now() - at;
  if (ago > 9 * HOUR && ago < 10 * HOUR) return 70;
  return memory > 80 ? 95 : 100;
}
