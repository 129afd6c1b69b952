import { describe, expect, test } from 'vitest';
import { nextState, unknownState } from '../../src/check/state.ts';
import type { CheckResult, CheckStatus } from '../../src/model/check.ts';

const LETTERS = {
  h: 'healthy',
  d: 'degraded',
  u: 'unhealthy',
  e: 'error',
  '?': 'unknown',
} as const;

function result(status: CheckStatus, at: number): CheckResult & { at: number } {
  return { status, at, latency: null, reasons: [], details: {}, metrics: [] };
}

/** What a check counts as after each of its runs, a letter each. */
function course(runs: string, thresholds: { failAfter: number; okAfter: number }): string {
  let state = unknownState(0);
  return [...runs]
    .map((letter, place) => {
      const status = LETTERS[letter as keyof typeof LETTERS];
      state = nextState(state, result(status, place + 1), thresholds);
      return Object.entries(LETTERS).find(([, name]) => name === state.status)?.[0];
    })
    .join('');
}

describe('what a check counts as', () => {
  test.each([
    { name: 'one failure of two waits', runs: 'huhu', gives: 'hhhh' },
    { name: 'two failures in a row are down', runs: 'huu', gives: 'hhu' },
    { name: 'the first failure of all waits too', runs: 'uu', gives: '?u' },
    { name: 'one success is well again', runs: 'uuh', gives: '?uh' },
    { name: 'degraded needs one run', runs: 'hdh', gives: 'hdh' },
    { name: 'an error counts as a failure', runs: 'hee', gives: 'hhe' },
    { name: 'failures of both kinds make one row', runs: 'hue', gives: 'hhe' },
    { name: 'down stays down, with the newest reason', runs: 'huue', gives: 'hhue' },
    { name: 'unknown changes nothing', runs: 'h?u?u', gives: 'hhhhu' },
    { name: 'nor does it break a first row', runs: 'u?u', gives: '??u' },
  ])('$name', ({ runs, gives }) => {
    expect(course(runs, { failAfter: 2, okAfter: 1 })).toBe(gives);
  });

  test('several successes may be asked for', () => {
    expect(course('uuhhh', { failAfter: 1, okAfter: 3 })).toBe('uuuuh');
  });

  test('since when it is down stays, whatever the reason becomes', () => {
    const down = nextState(unknownState(0), result('unhealthy', 5), { failAfter: 1, okAfter: 1 });
    const still = nextState(down, result('error', 9), { failAfter: 1, okAfter: 1 });
    expect(still).toMatchObject({ status: 'error', since: 5 });
  });
});
