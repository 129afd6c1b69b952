import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openCheckBook } from '../../src/app/check-book.ts';
import { CHECKS, type Check } from '../../src/model/check.ts';
import { DAY, HOUR, SECOND } from '../../src/model/time.ts';
import type { SampleRow } from '../../src/store/samples/port.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { workFolder } from '../support/whole-app.ts';
import { below, type Figure, shown } from './figure.ts';

const CHECKED = 500;
const INTERVAL = 20 * SECOND;
const BEGIN = Date.UTC(2026, 0, 5);

/**
 * Bytes that a run of a check takes on the disk, over a day of 500 checks of which one in a hundred runs fails and the
 * others take 20 to 80 ms: what the book has stored of them.
 */
export async function onDisk(): Promise<Figure[]> {
  using folder = workFolder('');
  const clock = { now: BEGIN };
  const now = () => clock.now;
  const file = join(folder.path, 'samples.db');
  await using store = await openStore(join(folder.path, 'tocsin.db'), { now });
  const book = await openCheckBook({
    ...{ store: store.checks, clock: { now } },
    configured: () => Array.from({ length: CHECKED }, (_, index) => aCheck(`c${index}`)),
    lived: async () => null,
  });
  let runs = 0;
  let open = 0;
  {
    await using samples = await openSamples(file, { now });
    while (clock.now < BEGIN + DAY) {
      const rows: SampleRow[] = [];
      for (const [place, own] of book.all().entries()) {
        // Spread over the interval, each some milliseconds late.
        const at = Math.round(clock.now + (place / CHECKED) * INTERVAL + 3 * noise(runs));
        const latency = 20 + 60 * noise(runs + 1);
        const isUp = noise(runs + 2) > 0.01;
        const status = isUp ? 'healthy' : 'unhealthy';
        const result = { status, latency, reasons: [], details: {}, metrics: [] } as const;
        const { readings } = await book.take(own, { ...result, at });
        rows.push(...readings.map((one) => ({ ...one, target: 1, at })));
        runs += 1;
      }
      await samples.ingest(rows);
      clock.now += INTERVAL;
    }
    await samples.flush();
    open = await samples.size();
    clock.now = BEGIN + DAY + HOUR;
    await samples.settle();
  }
  const name = `a day of ${CHECKED} checks at 20 s on disk`;
  return [
    below(10, { name: `${name}, sealed`, value: statSync(file).size / runs, unit: 'B/run' }),
    shown({ name: `${name}, before`, value: open / runs, unit: 'B/run' }, 'until the day is over'),
  ];
}

/** The same in every run: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function noise(seed: number): number {
  return ((Math.imul(seed + 1, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

function aCheck(name: string): Check {
  return {
    ...{ name, kind: 'http', target: CHECKS, criticality: 'normal', interval: INTERVAL },
    ...{ timeout: 10 * SECOND, retries: 0, failAfter: 2, okAfter: 1, expect: [], warn: [] },
    ...{ depends: [], off: false, slo: null, options: { url: 'http://127.0.0.1/' } },
  };
}
