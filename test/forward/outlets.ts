import { onTestFinished } from 'vitest';
import type { Destination, Sent } from '../../src/forward/destination.ts';
import type { OutletDeps } from '../../src/forward/outlet.ts';
import { openOutlet } from '../../src/forward/outlet.ts';
import type { Export } from '../../src/model/export.ts';
import { DAY, systemClock } from '../../src/model/time.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { valuesOf } from './samples.ts';

export const EXPORT: Export = {
  name: 'lake',
  place: { kind: 'url', url: 'http://192.0.2.1/in', login: { kind: 'none' } },
  ...{ metrics: [], targets: [], labels: {} },
};

/** A destination that answers by a script, and takes everything when it is over. */
export function scripted(...script: (Sent | 'never')[]) {
  const tries: { readonly key: string; readonly values: readonly number[] }[] = [];
  const labels: unknown[] = [];
  const taken: number[] = [];
  const destination: Destination = {
    kind: 'url',
    send({ key, samples }, signal) {
      tries.push({ key, values: valuesOf(samples) });
      labels.push(...samples.map((one) => one.labels));
      const answer = script.shift() ?? { kind: 'delivered' };
      if (answer === 'never') {
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      }
      if (answer.kind === 'delivered') taken.push(...valuesOf(samples));
      return Promise.resolve(answer);
    },
  };
  return { destination, tries, taken, labels };
}

/** An outlet to that destination; `said` is what the log would be told. */
export function outletTo(
  destination: Destination,
  more: Partial<OutletDeps> = {},
  wanted = EXPORT,
) {
  const said: string[] = [];
  const outlet = openOutlet(wanted, {
    folder: freshFolder(),
    limits: { bytes: 1e9, age: 7 * DAY },
    clock: systemClock,
    random: () => 0.5,
    describe: () => ({ unit: 'none', isCounter: false }),
    connect: () => destination,
    tried: (ended) => said.push(ended.reason ?? 'sent'),
    disk: (what, error) => error !== null && said.push(`${what}: ${String(error)}`),
    dropped: (samples, why) => said.push(`dropped ${samples}: ${why}`),
    ...more,
  });
  onTestFinished(() => outlet[Symbol.asyncDispose]());
  return { outlet, said };
}
