import { expect, test } from 'vitest';
import { checkSamples } from '../../src/app/check-samples.ts';
import { StoreError } from '../../src/store/ports.ts';
import type { SampleRow } from '../../src/store/samples/port.ts';
import { fakeClock } from '../support/fake-clock.ts';

function world() {
  const clock = fakeClock();
  const handed: SampleRow[][] = [];
  const said: string[] = [];
  const disk = { isFull: false };
  const samples = checkSamples({
    sleep: clock.sleep,
    log: { error: (what) => said.push(String(what)), info: (what) => said.push(what) },
    samples: {
      async ingest(rows) {
        if (disk.isFull) throw new StoreError('the disk is full');
        handed.push([...rows]);
        return { accepted: rows.length, refused: [] };
      },
    },
  });
  const add = (at: number) => samples.add(1, at, [{ metric: 'check.up', labels: {}, value: 1 }]);
  return {
    clock,
    disk,
    samples,
    said,
    add,
    times: () => handed.map((rows) => rows.map(({ at }) => at)),
  };
}

test('what comes within a second is handed over together, and what is left when it ends', async () => {
  const { clock, samples, add, times } = world();
  add(1);
  add(2);
  expect(times()).toEqual([]);
  await clock.advance(1_000);
  expect(times()).toEqual([[1, 2]]);
  add(3);
  await samples[Symbol.asyncDispose]();
  expect(times()).toEqual([[1, 2], [3]]);
});

test('a disk that takes nothing is told once, and that it works again', async () => {
  const { clock, disk, samples, said, add, times } = world();
  disk.isFull = true;
  for (const at of [1, 2]) {
    add(at);
    await clock.advance(1_000);
  }
  disk.isFull = false;
  add(3);
  await samples[Symbol.asyncDispose]();
  expect([said.length, said[1], times()]).toEqual([2, 'samples of checks: works again', [[3]]]);
});

test('it ends only when what is being stored is stored', async () => {
  const clock = fakeClock();
  const stored = Promise.withResolvers<{ accepted: number; refused: [] }>();
  const samples = checkSamples({
    sleep: clock.sleep,
    log: { error() {}, info() {} },
    samples: { ingest: () => stored.promise },
  });
  samples.add(1, 1, [{ metric: 'check.up', labels: {}, value: 1 }]);
  await clock.advance(1_000);
  let isOver = false;
  const ending = samples[Symbol.asyncDispose]().then(() => {
    isOver = true;
  });
  await clock.advance(0);
  expect(isOver).toBe(false);
  stored.resolve({ accepted: 1, refused: [] });
  await ending;
});
