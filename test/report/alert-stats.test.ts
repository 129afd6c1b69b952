import { describe, expect, test } from 'vitest';
import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import type { Alert } from '../../src/model/alert.ts';
import { NEW_LIFE } from '../../src/model/alert.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { alertStats } from '../../src/report/alert-stats.ts';
import { statsReply } from '../../src/report/stats-text.ts';
import { ANA, anAlert, NOON, RULE, STATES } from './alerts.ts';

const WEEK = { from: NOON - 7 * DAY, to: NOON };

interface Told {
  /** Minutes before noon at which it fired. */
  readonly ago?: number;
  /** Minutes until somebody took it, or null. */
  readonly taken?: number | null;
  /** Minutes until it was over by itself, or null. */
  readonly over?: number | null;
  readonly noise?: boolean;
}

function told(story: Told, more: Partial<Alert> = {}): Alert {
  const { ago = 60, taken = null, over = 10, noise = false } = story;
  const firedAt = NOON - ago * MINUTE;
  const since = firedAt;
  return anAlert({
    state:
      over === null
        ? { kind: 'firing', since, firedAt }
        : { kind: 'resolved', since, firedAt, by: RULE, at: firedAt + over * MINUTE, note: null },
    life: {
      ...NEW_LIFE,
      taken: taken === null ? null : { by: ANA, at: firedAt + taken * MINUTE, note: null },
      noise: noise ? ANA : null,
    },
    ...more,
  });
}

const stats = (alerts: readonly Alert[], range = WEEK) =>
  alertStats(alerts, range, 'Europe/Berlin');
const times = (count: number, story: Told) => Array.from({ length: count }, () => told(story));

test('how fast alerts are taken and end: middle and mean', () => {
  const { count, timeToAck, timeToResolve } = stats([
    told({ taken: 1, over: 10 }),
    told({ taken: 3, over: 20 }),
    told({ taken: 11, over: null }),
    told({ over: 60 }),
  ]);
  expect(count).toBe(4);
  expect(timeToAck).toEqual({ median: 3 * MINUTE, mean: 5 * MINUTE });
  expect(timeToResolve).toEqual({ median: 20 * MINUTE, mean: 30 * MINUTE });
});

test('an alert that is taken now counts with its acknowledgement', () => {
  expect(stats([anAlert({ state: STATES.acknowledged })]).timeToAck?.median).toBe(5 * MINUTE);
});

test.each([
  ['never fired', anAlert({ state: STATES.neverFired })],
  ['is pending', anAlert({ state: STATES.pending })],
  ['fired before', told({ ago: 8 * 24 * 60 })],
])('what %s does not count', (_, alert) => {
  const { count, timeToAck, byRule, bySeverity } = stats([alert]);
  expect({ count, timeToAck, byRule, bySeverity }).toEqual({
    count: 0,
    timeToAck: null,
    byRule: [],
    bySeverity: [],
  });
});

test('by severity, strongest first, by rule, most first, and by hour of the asker’s day', () => {
  const { bySeverity, byRule, byHour } = stats([
    told({ taken: 2, ago: 60 }, { rule: 'b', severity: 'warning' }),
    told({ noise: true, ago: 60 }, { rule: 'b', severity: 'warning' }),
    told({ ago: 13 * 60 }, { rule: 'a', severity: 'critical' }),
  ]);
  expect(bySeverity.map(({ severity, count }) => [severity, count])).toEqual([
    ['critical', 1],
    ['warning', 2],
  ]);
  expect(byRule).toMatchObject([
    { rule: 'b', count: 2, acknowledged: 0.5, noise: 0.5, timeToAck: { median: 2 * MINUTE } },
    { rule: 'a', count: 1, acknowledged: 0, noise: 0, timeToAck: null },
  ]);
  expect(byHour[12]).toBe(2);
  expect(byHour[0]).toBe(1);
});

describe('noisy rules get a suggestion tied to a number', () => {
  const DAYS = 7;
  test.each<[string, readonly Alert[], string]>([
    [
      'short and often',
      [...times(36 * DAYS, { taken: 1, over: 3 }), ...times(4 * DAYS, { taken: 1, over: 120 })],
      'fires 40x a day and clears within 3 min in 90 %: add `for: 5m` or a clear threshold',
    ],
    [
      'half of them short',
      [...times(2 * DAYS, { taken: 1, over: 4 }), ...times(2 * DAYS, { taken: 1, over: 120 })],
      'fires 4x a day and clears within 15 min in 50 %: add `for: 30m` or a clear threshold',
    ],
    ['noise', [...times(4, { noise: true, taken: 1 }), told({ taken: 1 })], 'marked noise 4 of 5'],
    ['nobody cares', times(12, {}), 'never acknowledged in 12 alerts'],
  ])('%s', (_, alerts, text) => {
    const { suggestions } = stats(alerts);
    expect(suggestions).toHaveLength(1);
    expect(suggestions[0]).toMatchObject({
      rule: 'disk_full',
      text: expect.stringContaining(text),
    });
  });

  test.each<[string, readonly Alert[]]>([
    ['too few to say', times(4, { over: 1 })],
    ['rare, taken and long', times(10, { taken: 2, over: 90 })],
    ['short, but a person ended it', times(30, { taken: 1, over: null })],
    ['noise once', [told({ noise: true, taken: 1 })]],
  ])('but not: %s', (_, alerts) => {
    expect(stats(alerts).suggestions).toEqual([]);
  });
});

test('as people read it', () => {
  const shown = renderForConsole(
    statsReply(stats([...times(5, { noise: true, taken: 2 }), ...times(4, {})]), {
      days: 7,
      target: 'web-1',
    }),
    { width: UNBROKEN, colour: false, zone: 'UTC', now: NOON },
  );
  expect(shown).toContain('9 alerts on web-1 in the last 7 days');
  expect(shown).toMatch(/MTTA \(to acknowledge\) +median 2 min, mean 2 min/);
  expect(shown).toMatch(/critical +9 +2 min +10 min/);
  expect(shown).toMatch(/disk_full +9 +56 % +2 min +56 %/);
  expect(shown).toMatch(/12-15 h █+ 9/);
  expect(shown).toContain('disk_full marked noise 5 of 9: raise its limit');
});

test('for programs: seconds and ratios', () => {
  const { data } = statsReply(stats([told({ taken: 2 })]), { days: 7, target: null });
  expect(data).toMatchObject({
    days: 7,
    count: 1,
    to_acknowledge: { median_seconds: 120, mean_seconds: 120 },
    by_rule: [{ rule: 'disk_full', acknowledged_ratio: 1, noise_ratio: 0 }],
  });
});

test('ten thousand alerts take no time worth mentioning', () => {
  const alerts = Array.from({ length: 10_000 }, (_, index) =>
    told({ ago: index % 10_000, taken: index % 7 }, { rule: `rule-${index % 200}` }),
  );
  const before = performance.now();
  expect(stats(alerts, { from: NOON - 8 * DAY, to: NOON + HOUR }).byRule).toHaveLength(200);
  expect(performance.now() - before).toBeLessThan(2_000);
});
