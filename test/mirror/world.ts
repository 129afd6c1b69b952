import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MirrorOptions } from '../../src/mirror/mirror.ts';
import { openMirror } from '../../src/mirror/mirror.ts';
import type { Reading, Round } from '../../src/model/sample.ts';
import type { Score } from '../../src/model/score.ts';
import type { Target } from '../../src/model/target.ts';
import { MINUTE } from '../../src/model/time.ts';
import { freshFolder } from '../store/fresh-folder.ts';

export const START = Date.UTC(2025, 9, 4, 12);

export function aTarget(name = 'web-1'): Target {
  return {
    ...{ id: 1, name, kind: 'ssh', interval: 5 * MINUTE, labels: {} },
    preset: 'base',
    ssh: null,
    parent: null,
  };
}

export function measured(
  at: number,
  readings: readonly Reading[] = [reading('system.cpu', 10)],
): Round {
  return { kind: 'measured', target: 1, at, took: 12.4, readings };
}

export function missed(at: number): Round {
  return {
    kind: 'missed',
    target: 1,
    at,
    took: 5_000,
    reason: 'timeout',
    detail: 'no answer within 5 s',
  };
}

export function reading(metric: string, value: number, labels = {}): Reading {
  return { metric, labels, value };
}

export function scored(at: number, score: number | null = 100, parts: Partial<Score> = {}): Score {
  const status = score === null ? 'NO DATA' : 'EXCELLENT';
  return { target: 1, at, score, status, factors: [], unknown: [], ...parts };
}

/** A mirror in a folder of its own; what it tells is kept. */
export function aMirror(options: Partial<MirrorOptions> = {}) {
  const folder = options.folder ?? freshFolder();
  const told: string[] = [];
  const mirror = openMirror({
    ...{ folder, zone: 'UTC', summaryEvery: 10, historyMost: 1_000 },
    failed: (reason) => told.push(`failed: ${reason.replace(folder, 'FOLDER')}`),
    worked: (lost) => told.push(`worked, ${lost} lost`),
    ...options,
  });
  const path = (name: string, target = 'web-1') => join(folder, target, name);
  const text = (name: string, target?: string) => readFileSync(path(name, target), 'utf8');
  return {
    ...{ mirror, folder, told, path, text },
    names: (target = 'web-1') => readdirSync(join(folder, target)).toSorted(),
    json: (name: string, target?: string) => JSON.parse(text(name, target)),
    lines: (name: string, target?: string) => text(name, target).trimEnd().split('\n'),
    /** Takes `count` rounds, a minute apart. */
    async rounds(count: number, from = START): Promise<void> {
      for (let index = 0; index < count; index += 1) {
        const at = from + index * MINUTE;
        mirror.take(aTarget(), measured(at, [reading('system.cpu', index)]), scored(at));
      }
      await mirror.settled();
    },
  };
}
