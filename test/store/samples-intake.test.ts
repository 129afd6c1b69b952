import { expect, test } from 'vitest';
import { StoreError } from '../../src/store/ports.ts';
import type { Batch } from '../../src/store/samples/intake.ts';
import { intake } from '../../src/store/samples/intake.ts';
import type { Shelf } from '../../src/store/samples/shelf.ts';

/** A file whose writes wait for `gate`, and fail while `full`. */
function slowFile() {
  const file = { writes: 0, full: false, gate: Promise.resolve() };
  const series = { id: 1, floor: 0, head: { add: () => true } };
  const shelf = {
    hasRoom: () => true,
    headPoints: 0,
    book: { open: () => series, store() {}, undo() {}, stored() {} },
    tiers: { addFrame() {} },
    database: {
      async write(_what: string, work: () => void, done: () => void) {
        const { full } = file;
        await file.gate;
        if (full) throw new StoreError('the disk is full');
        file.writes += 1;
        work();
        done();
      },
    },
  } as unknown as Shelf;
  return { file, taking: intake(shelf) };
}

const batch = (value: number): Batch => ({
  refs: Uint32Array.of(1),
  at: Float64Array.of(value),
  values: Float64Array.of(value),
  fresh: [{ ref: 1, target: 1, metric: 'm', labels: '{}' }],
  lasting: true,
});

test('whoever waits for samples hears when another commit has shed them', async () => {
  const { file, taking } = slowFile();
  const gate = Promise.withResolvers<void>();
  Object.assign(file, { full: true, gate: gate.promise });
  const first = taking.take(batch(1));
  await Promise.resolve();
  file.full = false;
  const second = taking.take(batch(2));
  gate.resolve();
  const ended = await Promise.allSettled([first, second]);
  expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect([taking.shed, file.writes]).toEqual([2, 0]);
  await taking.take(batch(3));
  expect(file.writes).toBe(1);
});

test('what is waited for shares one commit within a second', async () => {
  const { file, taking } = slowFile();
  await taking.take(batch(1));
  await Promise.all([2, 3, 4, 5].map((value) => taking.take(batch(value))));
  expect(file.writes).toBe(2);
});
