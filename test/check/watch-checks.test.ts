import { expect, onTestFinished, test } from 'vitest';
import { watchChecks } from '../../src/check/watch-checks.ts';
import { SECOND } from '../../src/model/time.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { aCheck } from './asking.ts';

/** Watched checks that note when they run, in seconds; what is named `stuck` runs until it is stopped. */
function watching() {
  const clock = fakeClock();
  const began = clock.monotonic();
  const runs: [name: string, at: number][] = [];
  const stopped: string[] = [];
  const checks = watchChecks({
    ...{ clock, sleep: clock.sleep },
    run(check, signal) {
      runs.push([check.name, (clock.monotonic() - began) / SECOND]);
      if (check.name !== 'stuck') return Promise.resolve();
      return new Promise((done) => {
        signal.addEventListener('abort', () => {
          stopped.push(check.name);
          done();
        });
      });
    },
  });
  onTestFinished(() => checks[Symbol.asyncDispose]());
  const of = (name: string) => runs.flatMap(([one, at]) => (one === name ? [at] : []));
  return { clock, checks, of, stopped };
}

const every = (seconds: number, name: string) => aCheck({ name, interval: seconds * SECOND });

test('first runs are spread, each has run within 20 seconds, and then in its interval', async () => {
  const { clock, checks, of } = watching();
  await checks.set([every(30, 'a'), every(30, 'b'), every(1, 'c')]);
  await clock.advance(50 * SECOND);
  expect([of('a'), of('b')]).toEqual([
    [6.5, 36.5],
    [11, 41],
  ]);
  expect(of('c').slice(0, 3)).toEqual([0.75, 1.75, 2.75]);
});

test('one that hangs holds up no other, and is not run twice at once', async () => {
  const { clock, checks, of } = watching();
  await checks.set([every(1, 'stuck'), every(1, 'other')]);
  await clock.advance(10 * SECOND);
  expect({ stuck: of('stuck').length, other: of('other').length }).toEqual({ stuck: 1, other: 10 });
});

test('slots that went by while the process stood still are left out', async () => {
  const { clock, checks, of } = watching();
  await checks.set([every(10, 'a')]);
  await clock.freeze(47 * SECOND);
  await clock.advance(10 * SECOND);
  expect(of('a')).toEqual([47, 55]);
});

test('what goes is stopped at once, and what stays keeps its time', async () => {
  const { clock, checks, of, stopped } = watching();
  await checks.set([every(10, 'stays'), every(1, 'stuck')]);
  await clock.advance(4 * SECOND);
  await checks.set([every(10, 'stays')]);
  expect(stopped).toEqual(['stuck']);
  await clock.advance(10 * SECOND);
  const third = 10 / 3;
  expect(of('stays')).toEqual([expect.closeTo(third, 2), expect.closeTo(10 + third, 2)]);
});
