import { setTimeout as wait } from 'node:timers/promises';
import { openOutlet } from '../../src/forward/outlet.ts';
import { DAY, systemClock } from '../../src/model/time.ts';
import { EXPORT } from './outlets.ts';
import { numbered } from './samples.ts';

/** Offers one sample every 10 ms or later, and prints which, until it is killed. Its destination never answers. */
const [folder = '', first = '0'] = process.argv.slice(2);
const outlet = openOutlet(EXPORT, {
  ...{ folder, limits: { bytes: 1e9, age: 7 * DAY }, clock: systemClock, random: Math.random },
  describe: () => ({ unit: 'none', isCounter: false }),
  connect: () => ({ kind: 'url', send: () => new Promise(() => {}) }),
  ...{ tried() {}, disk() {}, dropped() {} },
});
for (let n = Number(first); ; n++) {
  outlet.offer(numbered(1, n));
  process.stdout.write(`${n}\n`);
  await wait(10);
}
