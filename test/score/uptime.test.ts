import { describe, expect, test } from 'vitest';
import type { CheckChange, CheckStatus } from '../../src/model/check.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { incidents, spells, uptime } from '../../src/score/uptime.ts';

/** Changes in the order in which they were written: minutes, and a status each. */
function written(...changes: readonly (readonly [number, CheckStatus])[]): CheckChange[] {
  return changes.map(([minute, status]) => ({
    ...{ check: 1, at: minute * MINUTE, status },
    reason: `${status} at ${minute}`,
  }));
}

const hour = { from: 60 * MINUTE, to: 120 * MINUTE };

describe('an hour, from minute 60 to minute 120', () => {
  test.each([
    {
      name: 'nothing was ever seen',
      changes: [],
      up: null,
      down: 0,
      unknown: 60,
      n: 0,
      longest: 0,
    },
    {
      name: 'up since long ago',
      changes: [[0, 'healthy']],
      up: 1,
      down: 0,
      unknown: 0,
      n: 0,
      longest: 0,
    },
    {
      name: 'down since long ago',
      changes: [
        [0, 'healthy'],
        [10, 'error'],
      ],
      up: 0,
      down: 60,
      unknown: 0,
      n: 1,
      longest: 60,
    },
    {
      name: 'degraded is up',
      changes: [
        [0, 'healthy'],
        [90, 'degraded'],
      ],
      up: 1,
      down: 0,
      unknown: 0,
      n: 0,
      longest: 0,
    },
    {
      name: 'younger than the span',
      changes: [
        [80, 'healthy'],
        [90, 'unhealthy'],
        [100, 'healthy'],
      ],
      up: 0.75,
      down: 10,
      unknown: 20,
      n: 1,
      longest: 10,
    },
    {
      name: 'two failures',
      changes: [
        [0, 'healthy'],
        [70, 'unhealthy'],
        [73, 'healthy'],
        [100, 'error'],
        [109, 'healthy'],
      ],
      up: 0.8,
      down: 12,
      unknown: 0,
      n: 2,
      longest: 9,
    },
    {
      name: 'another reason is the same failure',
      changes: [
        [0, 'healthy'],
        [70, 'unhealthy'],
        [75, 'error'],
        [85, 'healthy'],
      ],
      up: 0.75,
      down: 15,
      unknown: 0,
      n: 1,
      longest: 15,
    },
    {
      name: 'nobody looked for a while',
      changes: [
        [0, 'healthy'],
        [80, 'unknown'],
        [100, 'healthy'],
      ],
      up: 1,
      down: 0,
      unknown: 20,
      n: 0,
      longest: 0,
    },
    {
      name: 'down before and after that is one failure',
      changes: [
        [0, 'healthy'],
        [70, 'unhealthy'],
        [75, 'unknown'],
        [95, 'unhealthy'],
        [100, 'healthy'],
      ],
      up: 0.75,
      down: 10,
      unknown: 20,
      n: 1,
      longest: 10,
    },
    {
      name: 'down before and up after',
      changes: [
        [0, 'healthy'],
        [70, 'unhealthy'],
        [80, 'unknown'],
        [90, 'healthy'],
      ],
      up: 0.8,
      down: 10,
      unknown: 10,
      n: 1,
      longest: 10,
    },
    {
      name: 'a change at the first moment counts',
      changes: [
        [0, 'healthy'],
        [60, 'unhealthy'],
        [90, 'healthy'],
      ],
      up: 0.5,
      down: 30,
      unknown: 0,
      n: 1,
      longest: 30,
    },
    {
      name: 'one at the last moment does not',
      changes: [
        [0, 'healthy'],
        [120, 'unhealthy'],
      ],
      up: 1,
      down: 0,
      unknown: 0,
      n: 0,
      longest: 0,
    },
    {
      name: 'the clock was set back from minute 110 to 90',
      changes: [
        [0, 'healthy'],
        [110, 'unhealthy'],
        [90, 'healthy'],
      ],
      up: 1,
      down: 0,
      unknown: 0,
      n: 0,
      longest: 0,
    },
    {
      name: 'set back in the middle of a failure',
      changes: [
        [0, 'healthy'],
        [80, 'unhealthy'],
        [115, 'healthy'],
        [95, 'healthy'],
      ],
      up: 0.75,
      down: 15,
      unknown: 0,
      n: 1,
      longest: 15,
    },
    {
      name: 'set back before all that is known',
      changes: [
        [100, 'unhealthy'],
        [90, 'healthy'],
      ],
      up: 1,
      down: 0,
      unknown: 30,
      n: 0,
      longest: 0,
    },
  ] satisfies readonly {
    readonly name: string;
    readonly changes: readonly (readonly [number, CheckStatus])[];
    readonly up: number | null;
    readonly down: number;
    readonly unknown: number;
    readonly n: number;
    readonly longest: number;
  }[])('$name', ({ changes, up, down, unknown, n, longest }) => {
    expect(uptime(written(...changes), hour)).toEqual({
      ...{ share: up, down: down * MINUTE, unknown: unknown * MINUTE },
      ...{ incidents: n, longest: longest * MINUTE },
    });
  });
});

test('every window is reckoned from the same changes', () => {
  const now = 400 * DAY;
  const changes: CheckChange[] = [
    { check: 1, at: now - 380 * DAY, status: 'healthy', reason: '' },
    { check: 1, at: now - 60 * DAY, status: 'unhealthy', reason: 'no answer' },
    { check: 1, at: now - 59 * DAY, status: 'healthy', reason: '' },
    { check: 1, at: now - 12 * HOUR, status: 'error', reason: 'no name' },
    { check: 1, at: now - 6 * HOUR, status: 'healthy', reason: '' },
  ];
  const share = (days: number) => uptime(changes, { from: now - days * DAY, to: now }).share;
  expect([1, 7, 30, 90, 365].map(share)).toEqual([
    18 / 24,
    (7 * 24 - 6) / (7 * 24),
    (30 * 24 - 6) / (30 * 24),
    (90 * 24 - 30) / (90 * 24),
    (365 * 24 - 30) / (365 * 24),
  ]);
});

test('a failure says when it began, how long it was seen, and why', () => {
  const changes = written(
    ...([
      [10, 'healthy'],
      [65, 'unhealthy'],
      [70, 'unknown'],
      [80, 'error'],
      [90, 'healthy'],
      [110, 'error'],
    ] as const),
  );
  expect(incidents(spells(changes, hour))).toEqual([
    {
      from: 65 * MINUTE,
      to: 90 * MINUTE,
      down: 15 * MINUTE,
      unknown: 10 * MINUTE,
      reason: 'unhealthy at 65',
    },
    { from: 110 * MINUTE, to: null, down: 10 * MINUTE, unknown: 0, reason: 'error at 110' },
  ]);
});
