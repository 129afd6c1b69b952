import { describe, expect, test } from 'vitest';
import { CollectError } from '../../src/collect/collector.ts';
import { watch } from '../../src/collect/watch.ts';
import { watchAll } from '../../src/collect/watch-all.ts';
import type { Reading, Round } from '../../src/model/sample.ts';
import type { Target } from '../../src/model/target.ts';
import { MINUTE, SECOND } from '../../src/model/time.ts';
import { fakeClock } from '../support/fake-clock.ts';

type Collect = (target: Target, signal: AbortSignal) => Promise<readonly Reading[]>;

const START = Date.UTC(2030, 0, 15, 12);

function aTarget(changes: Partial<Target> = {}): Target {
  return {
    ...{ id: 1, name: 'here', kind: 'local', interval: 5 * SECOND, labels: {} },
    ...{ preset: 'base', ssh: null, parent: null },
    ...changes,
  };
}

/** Watches with a collector that is a function, on a clock moved by hand. */
function watching(collect: Collect, options: { interval?: number; random?: number } = {}) {
  const clock = fakeClock(START);
  const rounds: Round[] = [];
  const errors: unknown[] = [];
  const stop = new AbortController();
  const target = aTarget({ interval: options.interval ?? 5 * SECOND });
  const deps = {
    clock,
    sleep: clock.sleep,
    random: () => options.random ?? 0,
    collector: { collect },
    onError: (error: unknown) => errors.push(error),
    async onRound(round: Round) {
      rounds.push(round);
    },
  };
  const ended = watch(target, deps, stop.signal);
  /** When each round began, in seconds since the start. */
  const times = () => rounds.map(({ at }) => (at - START) / SECOND);
  return { clock, rounds, errors, stop, ended, times };
}

const nothing: Collect = async () => [];
const never: Collect = () => new Promise(() => {});
const untilAborted: Collect = (_, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

describe('the rhythm', () => {
  test('a round each interval, the first at once', async () => {
    const { clock, times } = watching(nothing);
    await clock.advance(12 * SECOND);
    expect(times()).toEqual([0, 5, 10]);
  });

  test.each([
    { name: 'within two seconds', interval: MINUTE, first: 1 },
    { name: 'within a short interval', interval: SECOND, first: 0.5 },
  ])('the first round comes at random $name', async ({ interval, first }) => {
    const { clock, times } = watching(nothing, { interval, random: 0.5 });
    await clock.advance(first * SECOND - 1);
    expect(times()).toEqual([]);
    await clock.advance(1);
    expect(times()).toEqual([first]);
  });

  test('a slow round does not move the following ones', async () => {
    const { clock, times } = watching(async (_, signal) => {
      await clock.sleep(3 * SECOND, signal);
      return [];
    });
    await clock.advance(14 * SECOND);
    expect(times()).toEqual([0, 5, 10]);
  });

  test.each([-60 * MINUTE, 60 * MINUTE])(
    'a wall clock that jumps by %d ms changes nothing',
    async (by) => {
      const { clock, rounds } = watching(nothing);
      await clock.advance(6 * SECOND);
      clock.jump(by);
      await clock.advance(10 * SECOND);
      expect(rounds.map(({ kind, at }) => [kind, at - START])).toEqual([
        ['measured', 0],
        ['measured', 5_000],
        ['measured', 10_000 + by],
        ['measured', 15_000 + by],
      ]);
    },
  );

  test('it ends when it is told to, also in the middle of a round', async () => {
    const { clock, stop, ended, rounds } = watching(never);
    await clock.advance(SECOND);
    stop.abort();
    await ended;
    expect({ rounds, sleeping: clock.sleeping }).toEqual({ rounds: [], sleeping: 0 });
  });
});

describe('what was not measured', () => {
  test('a target that cannot be read is a missed round with the reason', async () => {
    const { clock, rounds } = watching(async () => {
      throw new CollectError('cannot connect', { target: 'here', retryable: true });
    });
    await clock.advance(SECOND);
    const [round] = rounds;
    expect(round).toEqual({
      ...{ kind: 'missed', target: 1, at: START, took: 0 },
      ...{ reason: 'failed', detail: 'cannot connect' },
    });
  });

  test('a mistake in a collector is logged, not shown, and the next round runs', async () => {
    let count = 0;
    const { clock, rounds, errors } = watching(async () => {
      count += 1;
      if (count === 1) throw new TypeError('password=hunter2');
      return [];
    });
    await clock.advance(6 * SECOND);
    expect(rounds.map(({ kind }) => kind)).toEqual(['missed', 'measured']);
    expect(JSON.stringify(rounds)).not.toContain('hunter2');
    expect(errors).toEqual([new TypeError('password=hunter2')]);
  });

  test.each([
    { name: 'the interval when that is short', interval: 5 * SECOND, seconds: 5 },
    { name: '20 s when the interval is long', interval: 5 * MINUTE, seconds: 20 },
  ])('a round that hangs ends after $name', async ({ interval, seconds }) => {
    const { clock, rounds } = watching(untilAborted, { interval });
    await clock.advance(seconds * SECOND - 1);
    expect(rounds).toEqual([]);
    await clock.advance(1);
    expect(rounds).toEqual([
      {
        ...{ kind: 'missed', target: 1, at: START, took: seconds * SECOND },
        ...{ reason: 'timeout', detail: `no answer within ${seconds} s` },
      },
    ]);
  });

  test('a collector learns in the words of the round that it was too slow', async () => {
    let reason: unknown;
    const { clock } = watching((target, signal) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason;
      });
      return untilAborted(target, signal);
    });
    await clock.advance(5 * SECOND);
    expect(String(reason)).toBe('TimeoutError: no answer within 5 s');
  });

  test('a collector that ignores its signal is never called twice at once', async () => {
    let running = 0;
    let most = 0;
    const { clock, rounds } = watching(async () => {
      running += 1;
      most = Math.max(most, running);
      await clock.sleep(13 * SECOND, new AbortController().signal);
      running -= 1;
      return [];
    });
    await clock.advance(29 * SECOND);
    expect(most).toBe(1);
    expect(rounds.map((round) => round.kind === 'missed' && round.detail)).toEqual([
      'no answer within 5 s',
      ...['the previous round has not ended', 'the previous round has not ended'],
      'no answer within 5 s',
      ...['the previous round has not ended', 'the previous round has not ended'],
    ]);
  });

  test('a store that fails is reported, and the target is still watched', async () => {
    const clock = fakeClock(START);
    const errors: unknown[] = [];
    let told = 0;
    const stop = new AbortController();
    const deps = {
      ...{ clock, sleep: clock.sleep, random: () => 0, collector: { collect: nothing } },
      onError: (error: unknown) => errors.push(error),
      async onRound() {
        told += 1;
        throw new Error('disk full');
      },
    };
    const ended = watch(aTarget(), deps, stop.signal);
    await clock.advance(6 * SECOND);
    stop.abort();
    await ended;
    expect({ told, errors: errors.map(String) }).toEqual({
      told: 2,
      errors: ['Error: disk full', 'Error: disk full'],
    });
  });
});

describe('slots that went by', () => {
  test('after a freeze: one gap, one round, and the old rhythm', async () => {
    const { clock, rounds, times } = watching(nothing);
    await clock.advance(6 * SECOND);
    await clock.freeze(10 * MINUTE);
    await clock.advance(10 * SECOND);
    expect(rounds.map(({ kind }) => kind)).toEqual([
      ...['measured', 'measured', 'missed', 'measured', 'measured', 'measured'],
    ]);
    expect(rounds[2]).toEqual({
      ...{ kind: 'missed', target: 1, at: START + 10 * SECOND, took: 595 * SECOND },
      ...{ reason: 'late', detail: '119 rounds skipped: held up for 596 s' },
    });
    expect(times().slice(3)).toEqual([606, 610, 615]);
  });

  test('a round that is held up for less than an interval skips nothing', async () => {
    const { clock, rounds, times } = watching(nothing);
    await clock.advance(4 * SECOND);
    await clock.freeze(5 * SECOND);
    await clock.advance(2 * SECOND);
    expect(rounds.every(({ kind }) => kind === 'measured')).toBe(true);
    expect(times()).toEqual([0, 9, 10]);
  });

  test('a store that takes longer than the interval makes one gap for the skipped slots', async () => {
    const clock = fakeClock(START);
    const rounds: Round[] = [];
    const stop = new AbortController();
    const deps = {
      ...{ clock, sleep: clock.sleep, random: () => 0, collector: { collect: nothing } },
      onError: () => {},
      async onRound(round: Round) {
        rounds.push(round);
        if (rounds.length === 1) await clock.sleep(17 * SECOND, stop.signal);
      },
    };
    const ended = watch(aTarget(), deps, stop.signal);
    await clock.advance(21 * SECOND);
    stop.abort();
    await ended;
    expect(rounds.map((one) => [one.kind, (one.at - START) / SECOND, one.took])).toEqual([
      ['measured', 0, 0],
      ['missed', 5, 10 * SECOND],
      ['measured', 17, 0],
      ['measured', 20, 0],
    ]);
  });
});

describe('many targets', () => {
  function all(targets: readonly Target[], collect: Collect) {
    const clock = fakeClock(START);
    const rounds: Round[] = [];
    const loops = watchAll(targets, {
      ...{ clock, sleep: clock.sleep, random: () => 0, onError: () => {} },
      collectorOf: () => ({ collect }),
      async onRound(round) {
        rounds.push(round);
      },
    });
    const measured = (id: number) =>
      rounds.filter(({ target, kind }) => target === id && kind === 'measured').length;
    return { clock, loops, rounds, measured };
  }

  test('one that hangs and one that throws touch no other', async () => {
    const targets = [1, 2, 3].map((id) => aTarget({ id }));
    const { clock, measured, loops } = all(targets, async (target, signal) => {
      if (target.id === 1) return never(target, signal);
      if (target.id === 2) throw new Error('broken');
      return [];
    });
    await clock.advance(21 * SECOND);
    expect([measured(1), measured(2), measured(3)]).toEqual([0, 0, 5]);
    await loops[Symbol.asyncDispose]();
    expect(clock.sleeping).toBe(0);
  });

  test('a new list stops what went, restarts what changed and leaves the rest', async () => {
    const [a, b, c] = [1, 2, 3].map((id) => aTarget({ id }));
    if (!a || !b || !c) throw new Error('three targets');
    const { clock, measured, loops } = all([a, b], nothing);
    await clock.advance(9 * SECOND);
    await loops.set([{ ...b, interval: SECOND }, c]);
    await clock.advance(2 * SECOND);
    expect([measured(1), measured(2), measured(3)]).toEqual([2, 2 + 3, 1]);
    await loops[Symbol.asyncDispose]();
  });
});
