import { describe, expect, test } from 'vitest';
import { recentPoints } from '../../src/alert/recent.ts';
import type { History } from '../../src/expression/history.ts';
import { indexAfter } from '../../src/expression/history.ts';
import type { Labels, Point, Reading } from '../../src/model/sample.ts';
import { DAY, MINUTE, SECOND } from '../../src/model/time.ts';

const START = 1_800_000_000_000;
const wanted = new Map([
  ['cpu', { span: 5 * MINUTE, silence: 5 * MINUTE }],
  ['beat', { span: 0, silence: 7 * DAY }],
]);

function at(minute: number): number {
  return START + minute * MINUTE;
}

function reading(metric: string, value: number, labels: Labels = {}): Reading {
  return { metric, labels, value };
}

/** Minutes and values of what a window up to now would see. */
function seen(history: History, metric: string, key = ''): [number, number][] {
  const points = history.series(metric)?.get(key);
  if (points === undefined) return [];
  const end = indexAfter(points, history.now);
  return points.at
    .slice(points.start, end)
    .map((instant, index) => [
      (instant - START) / MINUTE,
      points.values[points.start + index] ?? Number.NaN,
    ]);
}

function filled(minutes: number) {
  const recent = recentPoints(wanted, START);
  for (let minute = 0; minute <= minutes; minute++) {
    recent.append(at(minute), [reading('cpu', minute), reading('beat', minute)]);
  }
  return recent;
}

describe('what is kept', () => {
  test('points of the longest window, in order', () => {
    expect(seen(filled(20).history(at(20)), 'cpu')).toEqual([
      [16, 16],
      [17, 17],
      [18, 18],
      [19, 19],
      [20, 20],
    ]);
  });

  test('little memory: what was dropped is cut off', () => {
    const points = filled(1_000).history(at(1_000)).series('cpu')?.get('');
    expect(points?.at.length).toBeLessThanOrEqual(10);
    expect(points?.values).toHaveLength(points?.at.length ?? 0);
  });

  test('only the newest where nothing looks further back', () => {
    expect(seen(filled(20).history(at(20)), 'beat')).toEqual([[20, 20]]);
  });

  test('what was dropped is not called complete', () => {
    const history = filled(20).history(at(20));
    expect(history.series('cpu')?.get('')?.completeAfter).toBe(at(15));
    expect(filled(3).history(at(3)).series('cpu')?.get('')?.completeAfter).toBe(-Infinity);
  });

  test('nothing of a metric that nobody wants, and no value that is no number', () => {
    const recent = recentPoints(wanted, START);
    recent.append(at(0), [reading('net', 1), reading('cpu', Number.NaN)]);
    recent.preload('net', {}, [{ at: at(0), value: 1 }]);
    expect(recent.history(at(0)).series('net')).toBeUndefined();
    expect(seen(recent.history(at(0)), 'cpu')).toEqual([]);
  });

  test('50,000 points of a series at most; what they do not reach is not complete', () => {
    const recent = recentPoints(new Map([['cpu', { span: DAY, silence: DAY }]]), START);
    for (let second = 0; second < 60_000; second++) {
      recent.append(START + second * SECOND, [reading('cpu', second)]);
    }
    const now = START + 59_999 * SECOND;
    const points = recent.history(now).series('cpu')?.get('');
    expect(seen(recent.history(now), 'cpu')).toHaveLength(50_000);
    expect(points?.completeAfter).toBe(START + 9_999 * SECOND);
    expect(points?.at.length).toBeLessThanOrEqual(100_000);
  });

  test('now and since are told as they are', () => {
    expect(filled(3).history(at(4))).toMatchObject({ now: at(4), since: START });
  });
});

describe('series', () => {
  test('are told apart by their labels, whatever the order', () => {
    const recent = recentPoints(wanted, START);
    recent.append(at(0), [reading('cpu', 1, { a: '1', b: '2' }), reading('cpu', 2, { a: '9' })]);
    recent.append(at(1), [reading('cpu', 3, { b: '2', a: '1' })]);
    const history = recent.history(at(1));
    expect(seen(history, 'cpu', 'a=1,b=2')).toEqual([
      [0, 1],
      [1, 3],
    ]);
    expect(seen(history, 'cpu', 'a=9')).toEqual([[0, 2]]);
  });

  test.each([
    { metric: 'cpu', silent: 4, kept: true },
    { metric: 'cpu', silent: 5, kept: false },
    { metric: 'beat', silent: 5 * 24 * 60, kept: true },
    { metric: 'beat', silent: 7 * 24 * 60, kept: false },
  ])('$metric, silent for $silent minutes: kept $kept', ({ metric, silent, kept }) => {
    const recent = filled(0);
    recent.append(at(silent), []);
    expect(recent.history(at(silent)).series(metric) !== undefined).toBe(kept);
  });
});

describe('preload', () => {
  const stored: Point[] = [4, 1, 3, 2].map((minute) => ({ at: at(minute), value: -minute }));

  test('puts stored points in their place, each once, and keeps what was measured since', () => {
    const recent = recentPoints(wanted, START);
    recent.append(at(4), [reading('cpu', 4)]);
    recent.append(at(5), [reading('cpu', 5)]);
    recent.preload('cpu', {}, [...stored, ...stored]);
    const values = [
      [1, -1],
      [2, -2],
      [3, -3],
      [4, 4],
      [5, 5],
    ];
    expect(seen(recent.history(at(5)), 'cpu')).toEqual(values);
    recent.preload('cpu', {}, stored);
    expect(seen(recent.history(at(5)), 'cpu')).toEqual(values);
  });

  test('before the first round', () => {
    const recent = recentPoints(wanted, START);
    recent.preload('cpu', { a: '1' }, stored);
    recent.append(at(6), [reading('cpu', 6, { a: '1' })]);
    expect(seen(recent.history(at(6)), 'cpu', 'a=1')).toEqual([
      [2, -2],
      [3, -3],
      [4, -4],
      [6, 6],
    ]);
  });

  test('does not bring back what was dropped', () => {
    const recent = filled(20);
    recent.preload('cpu', {}, stored);
    expect(seen(recent.history(at(20)), 'cpu')[0]).toEqual([16, 16]);
  });

  test('of no points makes no series', () => {
    const recent = recentPoints(wanted, START);
    recent.preload('cpu', {}, []);
    expect(recent.history(at(0)).series('cpu')).toBeUndefined();
  });
});

describe('a clock that is set', () => {
  test('back: new points find their place, those ahead are not looked at', () => {
    const recent = filled(4);
    recent.append(at(1.5), [reading('cpu', 15)]);
    recent.append(at(2), [reading('cpu', 20)]);
    expect(seen(recent.history(at(2)), 'cpu')).toEqual([
      [0, 0],
      [1, 1],
      [1.5, 15],
      [2, 20],
    ]);
    expect(seen(recent.history(at(4)), 'cpu').map(([minute]) => minute)).toEqual([
      0, 1, 1.5, 2, 3, 4,
    ]);
  });

  test.each([
    { name: 'all points', stored: [17] },
    { name: 'all points that still count', stored: [10, 17] },
  ])('back: a series with $name ahead is kept for when they come', ({ stored }) => {
    const recent = recentPoints(wanted, START);
    recent.preload(
      'cpu',
      {},
      stored.map((minute) => ({ at: at(minute), value: minute })),
    );
    recent.append(at(16), []);
    recent.append(at(17), []);
    expect(seen(recent.history(at(17)), 'cpu')).toEqual([[17, 17]]);
  });

  test('back from far ahead: what lies ahead is forgotten', () => {
    const recent = filled(2);
    recent.append(at(1_000_000), [reading('cpu', 9)]);
    recent.append(at(3), [reading('cpu', 3)]);
    recent.append(at(4), [reading('cpu', 4)]);
    expect(seen(recent.history(at(2_000_000)), 'cpu')).toEqual([
      [3, 3],
      [4, 4],
    ]);
  });

  test('back and forth at random: in order, each instant once', () => {
    const recent = recentPoints(wanted, START);
    for (let turn = 0; turn < 2_000; turn++) {
      recent.append(at((turn * 7_919) % 97) + (turn % 13), [reading('cpu', turn)]);
      const times = seen(recent.history(at(1_000)), 'cpu').map(([minute]) => minute);
      expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
    }
  });
});
