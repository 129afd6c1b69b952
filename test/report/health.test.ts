import { describe, expect, test } from 'vitest';
import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import type { Factor, Score } from '../../src/model/score.ts';
import { BANDS } from '../../src/presets/base.ts';
import type { HealthView } from '../../src/report/health.ts';
import { coverageOf, healthReply, isStale } from '../../src/report/health.ts';
import { MINUTE, NOON } from './alerts.ts';

const target = {
  id: 1,
  name: 'web-1',
  kind: 'local',
  interval: 30_000,
  labels: {},
  preset: 'base',
  ssh: null,
  parent: null,
} as const;

function aFactor(more: Partial<Factor> = {}): Factor {
  return {
    name: 'memory',
    label: 'Memory is almost used up',
    kind: 'issue',
    points: 15,
    value: 97.04,
    limit: 95,
    ...more,
  };
}

function aScore(more: Partial<Score> = {}): Score {
  return {
    target: 1,
    at: NOON - 10_000,
    score: 85,
    status: 'GOOD',
    factors: [aFactor()],
    unknown: [],
    ...more,
  };
}

function shown(more: Partial<HealthView> = {}): string {
  const view: HealthView = {
    target,
    now: NOON,
    score: aScore(),
    yesterday: null,
    day: [],
    last: { at: NOON - 10_000, ok: true, detail: '' },
    bands: BANDS,
    unitOf: () => 'percent',
    openAlerts: 0,
    failing: [],
    silentSince: null,
    coverage: { known: 7, all: 7 },
    ...more,
  };
  return renderForConsole(healthReply(view), {
    width: UNBROKEN,
    colour: false,
    zone: 'UTC',
    now: NOON,
  });
}

describe('a scored target', () => {
  test('is shown whole', () => {
    const factors = [
      aFactor({
        name: 'busy',
        label: 'CPU is busy',
        kind: 'warning',
        points: 5,
        value: 81,
        limit: 75,
      }),
      aFactor(),
      aFactor({
        name: 'off',
        label: 'Calls are off',
        kind: 'info',
        points: 0,
        value: false,
        limit: null,
      }),
    ];
    expect(
      shown({ score: aScore({ score: 80, factors }), yesterday: 95, day: [100, null, 50] }),
    ).toBe(
      [
        '● web-1: 80/100 GOOD',
        'Minor warnings only. ▼ 15 worse than yesterday at this time.',
        'Points  Kind     Why                       Value  Limit',
        '   -15  issue    Memory is almost used up   97 %   95 %',
        '    -5  warning  CPU is busy                81 %   75 %',
        '     0  info     Calls are off                no',
        '█·▅  last 24 h',
        'based on 7 of 7 factors · data 10 s ago',
      ].join('\n'),
    );
  });

  test('checks that fail are named, and what is or is not has no numbers', () => {
    const down = { name: 'check_down', label: 'A check fails', points: 20 };
    const factors = [aFactor({ ...down, value: 0, limit: false })];
    const text = shown({ score: aScore({ score: 80, factors }), failing: ['shop', 'web'] });
    expect(text).toContain(
      [
        'Points  Kind   Why            Value  Limit',
        '   -20  issue  A check fails',
        'Not well: shop, web. /check says why.',
      ].join('\n'),
    );
  });

  test.each([
    [100, 'EXCELLENT', 'Perfect operation', '●'],
    [90, 'EXCELLENT', 'Perfect operation', '●'],
    [89, 'GOOD', 'Minor warnings only', '●'],
    [60, 'WARNING', 'Some issues need attention', '▲'],
    [59, 'DEGRADED', 'Multiple issues, needs fixing', '■'],
    [0, 'CRITICAL', 'Serious problems, immediate action', '■'],
  ])('%i is %s: %s', (score, status, meaning, sign) => {
    const text = shown({ score: aScore({ score, status }) });
    expect(text).toContain(`${sign} web-1: ${score}/100 ${status}\n${meaning}.`);
  });

  test.each([
    [null, 'No score from yesterday to compare with.'],
    [85, 'The same as yesterday at this time.'],
    [80, '▲ 5 better than yesterday at this time.'],
    [0, '▲ 85 better than yesterday at this time.'],
    [86, '▼ 1 worse than yesterday at this time.'],
  ])('yesterday %s: %s', (yesterday, text) => {
    expect(shown({ yesterday })).toContain(text);
  });

  test('nothing deducted, things unknown, alerts open', () => {
    const text = shown({
      score: aScore({
        score: 100,
        status: 'EXCELLENT',
        factors: [],
        unknown: ['system.disk', 'x.y'],
      }),
      openAlerts: 1,
      coverage: { known: 5, all: 7 },
    });
    expect(text).toContain('Nothing is deducted.');
    expect(text).toContain('Unknown (costs nothing): system.disk, x.y');
    expect(text).toContain('1 open alert: /alerts shows it.');
    expect(text).toContain('based on 5 of 7 factors');
    expect(shown({ openAlerts: 2 })).toContain('2 open alerts: /alerts shows them.');
  });
});

describe('a target without a score', () => {
  test('that was never tried', () => {
    expect(shown({ score: null, last: null })).toBe(
      '○ web-1: no score yet\nMeasuring now: ask again in a moment.',
    );
  });

  test('that never answered', () => {
    const last = { at: NOON - 10_000, ok: false, detail: 'the host key is not known' };
    expect(shown({ score: null, last })).toBe(
      '■ web-1: no score yet\nthe host key is not known Last tried 10 s ago.',
    );
  });

  test('that has been silent says since when, not when it was last tried', () => {
    const last = { at: NOON - 5_000, ok: false, detail: 'connection refused' };
    const score = aScore({ at: NOON - 5_000, score: null, status: 'NO DATA', factors: [] });
    const text = shown({
      score,
      last,
      silentSince: NOON - 120 * MINUTE,
      openAlerts: 1,
      day: [90, 90, null],
    });
    expect(text).toBe(
      [
        '■ web-1: unreachable',
        'Unreachable since 2026-03-10 10:00 (2 h ago): how it is, is not known.',
        'connection refused',
        '▇▇·  last 24 h',
        '1 open alert: /alerts shows it.',
        'data 2 h ago',
      ].join('\n'),
    );
  });

  test('that nobody looked after, as when Tocsin does not run', () => {
    const text = shown({ score: aScore({ at: NOON - 60 * MINUTE }) });
    expect(text).toContain('no fresh data\nNo score since 2026-03-10 11:00 (1 h ago).');
    expect(text).not.toContain('85');
  });

  test('that answers with nothing that counts', () => {
    const score = aScore({
      score: null,
      status: 'UNKNOWN',
      factors: [],
      unknown: ['heartbeat.age_s'],
    });
    const text = shown({ score });
    expect(text).toContain(
      'web-1: no score\nIt answers, but nothing that the score is made of was measured.',
    );
    expect(text).toContain('heartbeat.age_s');
  });
});

test('data go stale after three rounds and a little', () => {
  expect(isStale({ at: NOON - 95_000 }, target, NOON)).toBe(false);
  expect(isStale({ at: NOON - 95_001 }, target, NOON)).toBe(true);
});

test('coverage counts the factors whose every metric is there', () => {
  const factor = (when: string) =>
    ({ name: when, label: when, when, points: 5, kind: 'issue' }) as const;
  const policy = {
    factors: [
      factor('system.disk > 90'),
      factor('system.disk.inodes > 90'),
      factor('system.cpu > 75 and system.cpu <= 90'),
    ],
  };
  expect(coverageOf(policy, [])).toEqual({ known: 3, all: 3 });
  expect(coverageOf(policy, ['system.disk'])).toEqual({ known: 2, all: 3 });
  expect(coverageOf(policy, ['system.disk.inodes', 'system.cpu'])).toEqual({ known: 1, all: 3 });
});
