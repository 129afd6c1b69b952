import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/expression/evaluate.ts';
import { evaluate, indexFacts } from '../../src/expression/evaluate.ts';
import type { History } from '../../src/expression/history.ts';
import { wantedOf, windowsIn } from '../../src/expression/names.ts';
import type { Expression } from '../../src/expression/parse.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import type { Fact } from '../../src/model/sample.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { pastOf } from './past.ts';

function parsed(source: string): Expression {
  const expression = parseExpression(source);
  if (expression.kind === 'problem') throw new Error(expression.message);
  return expression;
}

function outcomes(source: string, history: History, facts: readonly Fact[] = []): Outcome[] {
  return evaluate(parsed(source), indexFacts(facts, history));
}

describe('series', () => {
  const root = { mount: '/' };
  const data = { mount: '/data' };
  const history = pastOf([
    {
      metric: 'disk',
      labels: root,
      points: [
        [60, 90],
        [0, 94],
      ],
    },
    { metric: 'disk', labels: data, points: [[0, 40]] },
    { metric: 'disk', labels: { mount: '/gone' }, points: [[900, 99]] },
    { metric: 'cpu', points: [[0, 50]] },
  ]);
  const facts: Fact[] = [
    { metric: 'disk', labels: data, value: 40 },
    { metric: 'disk', labels: root, value: 94 },
  ];

  test.each([
    { source: "avg('disk', '5m') > 90", values: { '/': true, '/data': false } },
    { source: "avg('disk', '5m') > 90 or cpu > 1", values: { '/': true, '/data': 'unknown' } },
    { source: "max('cpu', '5m') > 40 and disk > 90", values: { '/data': false, '/': true } },
    {
      source: "disk > 90 and delta('disk', '5m') > 3",
      values: { '/data': false, '/': true },
    },
    { source: "disk < 90 and delta('disk', '5m') > 3", values: { '/data': 'unknown', '/': false } },
    {
      source: "sum('disk', '1h') > 95",
      values: { '/': true, '/data': false, '/gone': true },
    },
  ])('$source once per series that has a point in the window', ({ source, values }) => {
    const found = outcomes(source, history, facts);
    expect(Object.fromEntries(found.map((one) => [one.labels['mount'], one.value]))).toEqual(
      values,
    );
  });

  test('series that share no labels are unknown, with the reason', () => {
    const net: Fact = { metric: 'net', labels: { card: 'eth0' }, value: 1 };
    const [only, ...others] = outcomes("avg('disk', '5m') > 90 and net > 0", history, [net]);
    expect(others).toEqual([]);
    expect(only?.reason).toContain('disk and net');
  });

  test('a mount that is new and one that is gone are series of the same metric', () => {
    const fresh: Fact = { metric: 'disk', labels: { mount: '/new' }, value: 95 };
    const found = outcomes("disk > 90 and avg('disk', '5m') > 90", history, [fresh]);
    expect(found.map(({ labels, value }) => [labels['mount'], value])).toEqual([
      ['/new', 'unknown'],
      ['/', 'unknown'],
      ['/data', false],
    ]);
  });

  test('a comparison with a constant is told with its window', () => {
    const source = "avg('cpu', '5m') > 40 and 0.5 < share('cpu','1h','> 5') or age('cpu') > 60";
    expect(outcomes(source, history)[0]?.seen).toEqual([
      { metric: 'cpu', window: 'avg(5m)', operator: '>', value: 50, limit: 40, holds: true },
      { metric: 'cpu', window: 'share(1h, > 5)', operator: '>', value: 1, limit: 0.5, holds: true },
      { metric: 'cpu', window: 'age', operator: '>', value: 0, limit: 60, holds: false },
    ]);
  });

  test('what is unknown is told too', () => {
    expect(outcomes("rate('cpu', '5m') > 1", history)[0]?.seen).toEqual([
      { metric: 'cpu', window: 'rate(5m)', operator: '>', value: null, limit: 1, holds: 'unknown' },
    ]);
  });
});

describe('what must be kept', () => {
  test.each([
    { source: 'a > 1 and b < 2', windows: [] },
    {
      source: "avg('a', '5m') > 1",
      windows: [{ metric: 'a', span: 5 * MINUTE, silence: 5 * MINUTE }],
    },
    { source: "age('a') > 1", windows: [{ metric: 'a', span: 0, silence: 7 * DAY }] },
    { source: "last('a', '1h') > 1", windows: [{ metric: 'a', span: 0, silence: HOUR }] },
    { source: "absent('a')", windows: [{ metric: 'a', span: 0, silence: 10 * MINUTE }] },
    { source: "forecast('a', '24h') > 1", windows: [] },
    {
      source: "max('a', '1h') > 2 * max('a', '1h') or min('b', '7d') > 1",
      windows: [
        { metric: 'a', span: HOUR, silence: HOUR },
        { metric: 'b', span: 7 * DAY, silence: 7 * DAY },
      ],
    },
  ])('$source', ({ source, windows }) => {
    expect(windowsIn(parsed(source))).toEqual(windows);
  });

  test('of several expressions the longest of each metric', () => {
    const sources = [
      "avg('a', '5m') > 1",
      "age('a') > 9 or max('b', '1h') > 1",
      "p95('a', '2h') > 1",
    ];
    expect([...wantedOf(sources.map(parsed)).values()]).toEqual([
      { metric: 'a', span: 2 * HOUR, silence: 7 * DAY },
      { metric: 'b', span: HOUR, silence: HOUR },
    ]);
  });
});
