import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Batch, Destination } from '../../src/forward/destination.ts';
import type { MetricFacts, OutgoingSample } from '../../src/model/export.ts';

/** A destination that really exists, and what stands there. */
export interface Place extends AsyncDisposable {
  readonly destination: Destination;
  /** All there is of a metric, in any order. */
  read(
    metric: string,
  ): Promise<readonly Pick<OutgoingSample, 'target' | 'labels' | 'at' | 'value'>[]>;
}

function describe(metric: string): MetricFacts {
  return { unit: 'count', isCounter: metric.endsWith('requests') };
}

let batches = 0;

export function aBatch(samples: readonly Partial<OutgoingSample>[]): Batch {
  batches += 1;
  return {
    key: `batch-${batches}`,
    sentAt: Date.now(),
    samples: samples.map((one) => ({
      ...{ target: 'web-1', metric: 'queue.length', labels: {}, at: Date.now() - 5_000, value: 1 },
      ...one,
    })),
    describe,
  };
}

const signal = AbortSignal.timeout(600_000);
/** A busy machine may take its time to start a server. */
const START = 120_000;

/** VictoriaMetrics keeps about 12 digits of a value. */
export const ROUND = [12, 0.3, -1.5e-7, 1.5e300, 0, 123_456_789_012, 0.333_333_333_333];
const EXACT = [12, 0.1 + 0.2, -1.5e-7, 1.797e308, 0, 2 ** 53 - 1, 1 / 3];

/** What holds of every destination, against a real server. */
export function destinationContract(open: () => Promise<Place>, values = EXACT): void {
  let place: Place;
  let tests = 0;
  beforeAll(async () => {
    place = await open();
  }, START);
  afterAll(() => place[Symbol.asyncDispose]());
  /** The server is the same for all; each test has a metric of its own. */
  const own = () => {
    tests += 1;
    const metric = `queue.length.${tests}`;
    const of = (samples: readonly Partial<OutgoingSample>[]) =>
      aBatch(samples.map((one) => ({ ...one, metric })));
    return { ...place, of, read: () => place.read(metric) };
  };

  test('values arrive as they are, with target, labels and time', async () => {
    const { destination, read, of } = own();
    const now = Date.now();
    const samples = values.map((value, index) => ({
      ...{ target: 'web-1', labels: { queue: 'mail', place: `p${index}` }, value },
      at: now - 10_000 + index,
    }));
    expect(await destination.send(of(samples), signal)).toEqual({ kind: 'delivered' });
    expect(byTime(await read())).toEqual(samples);
  });

  test.each(['a b', 'a,b=c', 'say "hello"', 'C:\\temp\\x', 'Größe 火', "it's {odd}", '#1'])(
    'a label keeps its value %s',
    async (text) => {
      const { destination, read, of } = own();
      const sample = { target: 'db-1', labels: { path: text }, at: Date.now() - 5_000, value: 7 };
      expect(await destination.send(of([sample]), signal)).toEqual({ kind: 'delivered' });
      expect(await read()).toEqual([sample]);
    },
  );

  test('what is sent twice stands there once', async () => {
    const { destination, read, of } = own();
    const batch = of([
      { labels: { queue: 'mail' }, value: 3 },
      { target: 'db-1', value: 4 },
    ]);
    await destination.send(batch, signal);
    expect(await destination.send(batch, signal)).toEqual({ kind: 'delivered' });
    expect(await read()).toHaveLength(2);
  });

  test('a whole batch of 5,000 arrives, late and mixed as it may be', async () => {
    const { destination, read, of } = own();
    const now = Date.now();
    const samples = Array.from({ length: 5_000 }, (_, index) => ({
      target: `web-${index % 10}`,
      // Odd steps through all, so that times of one series do not come in order.
      at: now - 60_000 + ((index * 7_919) % 5_000),
      value: index,
    }));
    expect(await destination.send(of(samples), signal)).toEqual({ kind: 'delivered' });
    const found = await read();
    expect(found).toHaveLength(5_000);
    expect(new Set(found.map(({ value }) => value)).size).toBe(5_000);
  });

  test('a sender that stops is told so at once', async () => {
    const { destination, of } = own();
    const stopped = AbortSignal.abort(new Error('stopped'));
    await expect(destination.send(of([{}]), stopped)).rejects.toThrow('stopped');
  });
}

function byTime<T extends { readonly at: number }>(all: readonly T[]): T[] {
  return all.toSorted((one, other) => one.at - other.at);
}
