import { describe, expect, test } from 'vitest';
import { freshness } from '../../../src/check/kinds/freshness.ts';
import { gapsIn } from '../../../src/model/source.ts';
import { MINUTE, SECOND } from '../../../src/model/time.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { ask } from '../asking.ts';

const written = { metric: 'data.last_update', label: 'symbol', as: 'age' };

/** Asks for sources of these ages in minutes. */
function asked(ages: Readonly<Record<string, number>>, more = {}) {
  const clock = fakeClock();
  const sources = async () =>
    Object.entries(ages).map(([name, age]) => ({ name, at: clock.now() - age * MINUTE }));
  return ask(freshness, { ...written, ...more }, { clock, sources });
}

test.each([
  { ages: { BTC: 9.99 }, status: 'healthy', reasons: [] },
  { ages: { BTC: 10 }, status: 'degraded', reasons: ['BTC is DELAYED (10.0m)'] },
  { ages: { BTC: 59.99 }, status: 'degraded', reasons: ['BTC is DELAYED (59.9m)'] },
  { ages: { BTC: 60 }, status: 'unhealthy', reasons: ['BTC is STALE (60.0m)'] },
  {
    ages: { BTC: 2, ETH: 12.34, SOL: 90 },
    ...{ status: 'unhealthy', reasons: ['SOL is STALE (90.0m), ETH is DELAYED (12.3m)'] },
  },
  // By a clock that is ahead.
  { ages: { BTC: -1 }, status: 'healthy', reasons: [] },
])('$ages minutes: $status', async ({ ages, status, reasons }) => {
  expect(await asked(ages as Readonly<Record<string, number>>)).toMatchObject({ status, reasons });
});

test('how many are how fresh, and which is worst, can be expected', async () => {
  expect(await asked({ BTC: 2, ETH: 12, SOL: 90 })).toMatchObject({
    latency: null,
    details: { sources: 3, live: 1, delayed: 1, stale: 1, worst: 'SOL', delay_s: 5_400 },
  });
});

test('limits are settings, and many that are bad are counted', async () => {
  const ages = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`s${at}`, at + 2]));
  const { status, reasons } = await asked(ages, { live: '1m', stale: '30m' });
  expect([status, reasons]).toEqual([
    'degraded',
    [expect.stringMatching(/^s7 is DELAYED \(9\.0m\), .*, and 3 more$/)],
  ]);
});

test('where nothing was measured nothing can be said', async () => {
  expect(await asked({})).toMatchObject({
    status: 'unknown',
    reasons: [expect.stringContaining('data.last_update with the label symbol within 7 days')],
  });
});

test('limits in the wrong order are refused', () => {
  const options = { live: 60 * MINUTE, stale: 10 * MINUTE } as never;
  expect(freshness.problem?.(options)).toMatchObject({ key: 'stale' });
});

describe('gaps', () => {
  test.each([
    { name: 'none in even points', times: [0, 1, 2, 3, 4, 5], gaps: 0 },
    { name: 'a point that comes late is none', times: [0, 1, 2, 4, 5, 6], gaps: 0 },
    { name: 'two stretches', times: [0, 1, 2, 6, 7, 8, 9, 20], gaps: 2 },
    { name: 'too few points say nothing', times: [0, 1, 9, 10], gaps: null },
  ])('$name', ({ times, gaps }) => {
    expect(gapsIn(times.map((one) => one * SECOND))).toBe(gaps);
  });
});
