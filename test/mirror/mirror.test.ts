import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Factor } from '../../src/model/score.ts';
import { DAY, MINUTE } from '../../src/model/time.ts';
import { aMirror, aTarget, measured, missed, reading, START, scored } from './world.ts';

const DISK: Factor = {
  ...({ name: 'disk_critical', label: 'Disk is almost full', kind: 'issue' } as const),
  ...{ points: 20, value: 95, limit: 90 },
};

test('a round is a line of its day, the newest score and the snapshot', async () => {
  const one = aMirror();
  const readings = [
    reading('system.cpu', 12.5),
    reading('system.disk', 50, { mount: '/' }),
    reading('system.disk', 95, { mount: '/var' }),
  ];
  const score = scored(START, 80, { status: 'GOOD', factors: [DISK], unknown: ['system.swap'] });
  one.mirror.take(aTarget(), measured(START, readings), score);
  await one.mirror.settled();
  expect(one.names()).toEqual([
    'health_history.jsonl',
    'latest_snapshot.json',
    'metrics_2025-10-04.jsonl',
  ]);
  const check = {
    timestamp: '2025-10-04T12:00:00.000Z',
    target: 'web-1',
    took_ms: 12,
    metrics: {
      'system.cpu': 12.5,
      'system.disk': [
        { labels: { mount: '/' }, value: 50 },
        { labels: { mount: '/var' }, value: 95 },
      ],
    },
    health_analysis: {
      ...{ status: 'GOOD', score: 80, issues: ['Disk is almost full'], warnings: [] },
      ...{ factors: [DISK], unknown: ['system.swap'] },
    },
  };
  expect(one.json('latest_snapshot.json')).toEqual(check);
  expect(one.lines('metrics_2025-10-04.jsonl').map((line) => JSON.parse(line))).toEqual([check]);
  expect(one.text('health_history.jsonl')).toBe(
    '{"timestamp":"2025-10-04T12:00:00.000Z","status":"GOOD","score":80}\n',
  );
});

test('a day that ended while nothing ran is summed up by the next process', async () => {
  const first = aMirror();
  const round = async (one: ReturnType<typeof aMirror>, at: number) => {
    one.mirror.take(aTarget(), measured(at), scored(at));
    await one.mirror.settled();
  };
  for (let minute = 0; minute < 19; minute++) await round(first, START + minute * MINUTE);
  expect(first.json('summary_2025-10-04.json')).toMatchObject({ checks: 10 });
  await first.mirror[Symbol.asyncDispose]();
  const second = aMirror({ folder: first.folder });
  await round(second, START + DAY);
  expect(second.json('summary_2025-10-04.json')).toMatchObject({ checks: 19 });
});

test('a missed round is a line with its reason, and no score', async () => {
  const one = aMirror();
  one.mirror.take(aTarget(), missed(START), scored(START, null));
  await one.mirror.settled();
  expect(one.json('latest_snapshot.json')).toMatchObject({
    error: 'no answer within 5 s',
    metrics: {},
    health_analysis: { status: 'NO DATA', score: null },
  });
  expect(one.names()).not.toContain('health_history.jsonl');
});

test('days begin in the zone, and a day that is over has its whole summary', async () => {
  const one = aMirror({ zone: 'Pacific/Auckland' });
  // 23:58 to 00:01 of the next day there.
  const from = Date.UTC(2025, 9, 4, 10, 58);
  await one.rounds(4, from);
  expect(one.lines('metrics_2025-10-04.jsonl')).toHaveLength(2);
  expect(one.lines('metrics_2025-10-05.jsonl')).toHaveLength(2);
  expect(one.json('summary_2025-10-04.json')).toMatchObject({
    checks: 2,
    zone: 'Pacific/Auckland',
  });
});

describe('the summary', () => {
  test('comes with every tenth check, also when the process started anew between them', async () => {
    const one = aMirror();
    await one.rounds(9);
    expect(one.names()).not.toContain('summary_2025-10-04.json');
    const again = aMirror({ folder: one.folder });
    await again.rounds(1, START + 9 * MINUTE);
    expect(again.json('summary_2025-10-04.json')).toMatchObject({
      checks: 10,
      measured: 10,
      missed: 0,
    });
    await again.rounds(9, START + 10 * MINUTE);
    expect(again.json('summary_2025-10-04.json').checks).toBe(10);
    await again.rounds(1, START + 19 * MINUTE);
    expect(again.json('summary_2025-10-04.json').checks).toBe(20);
  });

  test('has bounds, average and trend of scores and of every series', async () => {
    const one = aMirror({ summaryEvery: 5 });
    for (const [index, score] of [100, 95, 90, 85].entries()) {
      const at = START + index * MINUTE;
      const readings = [
        reading('system.disk', 10 * (index + 1), { mount: '/' }),
        reading('system.cores', 4),
      ];
      const factors = index === 3 ? [DISK] : [];
      one.mirror.take(aTarget(), measured(at, readings), scored(at, score, { factors }));
    }
    one.mirror.take(aTarget(), missed(START + 4 * MINUTE), scored(START, null));
    await one.mirror.settled();
    expect(one.json('summary_2025-10-04.json')).toEqual({
      ...{ date: '2025-10-04', zone: 'UTC', target: 'web-1' },
      ...{ from: '2025-10-04T12:00:00.000Z', to: '2025-10-04T12:04:00.000Z' },
      ...{ checks: 5, measured: 4, missed: 1 },
      health: {
        score: {
          ...{ count: 4, min: 85, max: 100, average: 92.5, first: 100, last: 85 },
          ...{ change: -15, trend: 'declining' },
        },
        statuses: { EXCELLENT: 4, 'NO DATA': 1 },
        issues: { 'Disk is almost full': 1 },
        warnings: {},
      },
      metrics: {
        'system.disk': [
          {
            labels: { mount: '/' },
            ...{ count: 4, min: 10, max: 40, average: 25, first: 10, last: 40 },
            ...{ change: 30, trend: 'rising' },
          },
        ],
        'system.cores': {
          ...{
            count: 4,
            min: 4,
            max: 4,
            average: 4,
            first: 4,
            last: 4,
            change: 0,
            trend: 'steady',
          },
        },
      },
    });
  });
});

test.each([
  { most: 5, rounds: 8, left: 5 },
  { most: 100, rounds: 101, left: 95 },
  { most: 100, rounds: 100, left: 100 },
])('of $rounds scores at most the last $most are kept', async ({ most, rounds, left }) => {
  const one = aMirror({ historyMost: most });
  for (let index = 0; index < rounds; index += 1) await one.rounds(1, START + index * MINUTE);
  const lines = one.lines('health_history.jsonl');
  expect(lines).toHaveLength(left);
  expect(JSON.parse(lines.at(-1) ?? '').timestamp).toBe(
    new Date(START + (rounds - 1) * MINUTE).toISOString(),
  );
});

describe('at the next start', () => {
  test.each(['metrics_2025-10-04.jsonl', 'health_history.jsonl'])(
    'a line of %s that was torn is cut off',
    async (name) => {
      const one = aMirror();
      await one.rounds(2);
      appendFileSync(one.path(name), '{"timestamp":"2025-10-04T12:02:0');
      await aMirror({ folder: one.folder }).rounds(1, START + 3 * MINUTE);
      expect(one.lines(name).map((line) => JSON.parse(line))).toHaveLength(3);
    },
  );

  test('what a broken write left aside is no trouble', async () => {
    const one = aMirror();
    await one.rounds(1);
    writeFileSync(one.path('.latest_snapshot.json.tmp'), '{"timest');
    await aMirror({ folder: one.folder }).rounds(1, START + MINUTE);
    expect(one.json('latest_snapshot.json').timestamp).toBe('2025-10-04T12:01:00.000Z');
    expect(one.names()).not.toContain('.latest_snapshot.json.tmp');
  });
});

test('a folder that was moved away while it runs is begun anew', async () => {
  const one = aMirror({ summaryEvery: 2 });
  await one.rounds(3);
  renameSync(one.path(''), one.path('', 'old'));
  await one.rounds(2, START + 10 * MINUTE);
  expect(one.lines('metrics_2025-10-04.jsonl')).toHaveLength(2);
  expect(one.lines('health_history.jsonl')).toHaveLength(2);
  expect(one.json('summary_2025-10-04.json').checks).toBe(2);
  expect(one.told).toEqual([]);
});

describe('while it cannot be written', () => {
  test('that is told once, other targets are written, and nothing is lost when it can', async () => {
    const one = aMirror();
    mkdirSync(one.path('metrics_2025-10-04.jsonl'), { recursive: true });
    await one.rounds(2);
    await one.rounds(1, START + 2 * MINUTE);
    one.mirror.take(aTarget('web-2'), measured(START), scored(START));
    await one.mirror.settled();
    expect(one.lines('metrics_2025-10-04.jsonl', 'web-2')).toHaveLength(1);
    expect(one.told).toEqual([
      expect.stringMatching(/^failed: FOLDER cannot be written \(EISDIR\)/),
    ]);
    rmSync(one.path('metrics_2025-10-04.jsonl'), { recursive: true });
    await one.rounds(1, START + 3 * MINUTE);
    expect(one.lines('metrics_2025-10-04.jsonl')).toHaveLength(4);
    expect(one.lines('health_history.jsonl')).toHaveLength(4);
    expect(one.told.slice(1)).toEqual(['worked, 0 lost']);
  });

  test('lines that were written already are not written again', async () => {
    const one = aMirror();
    mkdirSync(one.path('health_history.jsonl'), { recursive: true });
    await one.rounds(2);
    rmSync(one.path('health_history.jsonl'), { recursive: true });
    await one.rounds(1, START + 2 * MINUTE);
    expect(one.lines('metrics_2025-10-04.jsonl')).toHaveLength(3);
    expect(one.lines('health_history.jsonl')).toHaveLength(3);
  });

  test('the oldest checks are left out beyond a bound, and counted; the newest is the snapshot', async () => {
    const one = aMirror({ mostWaiting: 33 });
    mkdirSync(one.path('metrics_2025-10-04.jsonl'), { recursive: true });
    for (let index = 0; index < 10; index += 1) await one.rounds(1, START + index * MINUTE);
    rmSync(one.path('metrics_2025-10-04.jsonl'), { recursive: true });
    await one.rounds(1, START + 10 * MINUTE);
    expect(one.lines('metrics_2025-10-04.jsonl')).toHaveLength(3);
    expect(one.json('latest_snapshot.json').timestamp).toBe('2025-10-04T12:10:00.000Z');
    expect(one.told.at(-1)).toBe('worked, 8 lost');
  });
});

test('a disk that is slow delays nobody: what comes meanwhile waits, within bounds', async () => {
  const one = aMirror({ mostWaiting: 33 });
  for (let index = 0; index < 100; index += 1) {
    one.mirror.take(aTarget(), measured(START + index * MINUTE), scored(START + index * MINUTE));
  }
  expect(one.told).toEqual([expect.stringContaining('not written fast enough')]);
  await one.mirror.settled();
  expect(one.lines('metrics_2025-10-04.jsonl')).toHaveLength(3);
  expect(one.json('latest_snapshot.json').timestamp).toBe(
    new Date(START + 99 * MINUTE).toISOString(),
  );
  expect(one.told.at(-1)).toBe('worked, 97 lost');
});

test.each([
  { name: 'web-1.example', folder: 'web-1.example' },
  { name: '..', folder: '%2E%2E' },
  { name: 'a/b\\c', folder: 'a%2Fb%5Cc' },
  { name: 'nul', folder: '_nul' },
])('the folder of a target called $name is $folder', async ({ name, folder }) => {
  const one = aMirror();
  one.mirror.take(aTarget(name), measured(START), scored(START));
  await one.mirror.settled();
  expect(one.names('.')).toEqual([folder]);
});

test('metrics with names that mean something to JavaScript are kept', async () => {
  const one = aMirror({ summaryEvery: 1 });
  one.mirror.take(aTarget(), measured(START, [reading('__proto__', 1)]), scored(START));
  await one.mirror.settled();
  expect(one.text('metrics_2025-10-04.jsonl')).toContain('"metrics":{"__proto__":1}');
  expect(one.text('summary_2025-10-04.json')).toContain('"__proto__"');
});
