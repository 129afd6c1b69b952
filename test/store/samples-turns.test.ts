import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { prepareFile } from '../../src/store/database-file.ts';
import { openKeeper } from '../../src/store/samples/keeper.ts';
import { KIND } from '../../src/store/samples/schema.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { freshFolder } from './fresh-folder.ts';

/** Midnight; days before it are over. */
const TODAY = Date.UTC(2026, 10, 23);

/** Every look at the clock takes longer than a step of long work may: others have their turn after each item. */
beforeEach(() => {
  let elapsed = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    elapsed += 10;
    return elapsed;
  });
});
afterEach(() => vi.restoreAllMocks());

/** The keeper in this thread. */
function opened() {
  const file = join(freshFolder(), 'samples.db');
  prepareFile(file, KIND, TODAY);
  const limits = { perTarget: 1_000, all: 1_000 };
  return openKeeper(
    { file, limits, retention: {}, mostEvents: 1e9, logs: { file: `${file}-logs`, most: 1e9 } },
    { now: () => TODAY + HOUR, report: (line) => expect.unreachable(line) },
  );
}

let lastRef = 0;

/** Points of new and known series, on their way to the keeper. */
function batch(points: readonly { metric: string; at: number; value: number }[]) {
  const refs = new Map(points.map(({ metric }) => [metric, ++lastRef]));
  return {
    refs: Uint32Array.from(points, ({ metric }) => refs.get(metric) ?? 0),
    at: Float64Array.from(points, ({ at }) => at),
    values: Float64Array.from(points, ({ value }) => value),
    fresh: [...refs].map(([metric, ref]) => ({ ref, target: 1, metric, labels: '{}' })),
  };
}

test('what comes while series are forgotten is kept, of new series and of those that were empty', async () => {
  const keeper = await opened();
  const names = Array.from({ length: 20 }, (_, index) => `known${index}`);
  const point = (metric: string, at: number) => ({ metric, at, value: 1 });
  await keeper.take(batch(names.map((name) => point(name, TODAY - 2 * DAY))));
  let isPruning = true;
  const pruning = keeper.prune(TODAY).finally(() => {
    isPruning = false;
  });
  const came: string[] = [];
  for (let index = 0; isPruning; index++) {
    await turn();
    const own = [`new${index}`, names[19 - index] ?? 'more'];
    came.push(...own);
    await keeper.take(batch(own.map((name) => point(name, TODAY + index))));
  }
  await pruning;
  await keeper.flush();
  await keeper.take(batch(came.map((name) => point(name, TODAY + MINUTE))));
  const range = { target: 1, labels: '{}', from: TODAY, to: TODAY + HOUR, limit: 100 };
  for (const metric of came) {
    expect((await keeper.points({ ...range, metric })).length, metric).toBeGreaterThan(1);
  }
  expect((await keeper.counts()).shed).toBe(0);
  await keeper.close();
});

test('a question that is read while points are packed answers as one before or after', async () => {
  const keeper = await opened();
  const minutes = (from: number, length: number) =>
    batch(
      Array.from({ length }, (_, index) => ({
        ...{ metric: 'x', at: from + (index + 1) * MINUTE, value: index % 100 },
      })),
    );
  await keeper.take(minutes(TODAY - 6 * DAY, 4 * 1_440));
  await keeper.settle();
  await keeper.take(minutes(TODAY - 2 * DAY, 2 * 1_440 + 50));
  const when = { from: TODAY - 5 * DAY, to: TODAY + 40 * MINUTE, step: 20 * MINUTE };
  const ask = () => keeper.query({ metric: 'x', target: 1, fn: 'stddev', window: 8 * HOUR, when });
  const before = await ask();
  const running = ask();
  await turn();
  await keeper.settle();
  expect(await running).toEqual(before);
  expect(await ask()).toEqual(before);
  await keeper.close();
});

test('a commit that does not fit the file fails by itself, and not the ones after it', async () => {
  const file = join(freshFolder(), 'samples.db');
  await using samples = await openSamples(file, { now: () => TODAY });
  const append = (at: number) => samples.append(1, at, [{ metric: 'x', labels: {}, value: 1 }]);
  await samples.append(1, TODAY - 3, [{ metric: 'other', labels: {}, value: 1 }]);
  const raw = new Sqlite(file);
  raw.exec("insert into series (id, target, metric, labels) values (50, 1, 'x', '{}')");
  raw.close();
  await append(TODAY - 2);
  await expect(samples.flush()).rejects.toThrow();
  await append(TODAY - 1);
  await samples.flush();
  const range = { from: 0, to: TODAY + 1, limit: 10 };
  expect(await samples.points(1, { metric: 'x', labels: {} }, range)).toHaveLength(1);
});
