import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/expression/evaluate.ts';
import { evaluate, indexFacts } from '../../src/expression/evaluate.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import type { Fact, Labels } from '../../src/model/sample.ts';

function fact(metric: string, value: Fact['value'], labels: Labels = {}): Fact {
  return { metric, labels, value };
}

function outcomes(source: string, facts: readonly Fact[]): Outcome[] {
  const expression = parseExpression(source);
  if (expression.kind === 'problem') throw new Error(expression.message);
  return evaluate(expression, indexFacts(facts));
}

function values(source: string, facts: readonly Fact[]): Outcome['value'][] {
  return outcomes(source, facts).map(({ value }) => value);
}

describe('values', () => {
  const facts = [
    fact('two', 2),
    fact('seven', 7),
    fact('yes', true),
    fact('no', false),
    fact('text', 'b'),
    fact('gone', null),
    fact('broken', Number.NaN),
    fact('endless', Number.POSITIVE_INFINITY),
  ];
  test.each([
    { source: 'two', value: 2 },
    { source: 'text', value: 'b' },
    { source: 'yes', value: true },
    { source: '7 / two', value: 3.5 },
    { source: 'seven * 0.5 + two % 2 - -1', value: 4.5 },
    { source: '-two', value: -2 },
    { source: 'max(two, seven, 3) - min(two, 5) + abs(-1)', value: 6 },
    { source: 'two < 7 and seven >= 7 and two <= 2 and seven > 2', value: true },
    { source: 'two == 2.0 and two != 3', value: true },
    { source: "text == 'b' and text < 'c'", value: true },
    { source: 'not two > 5', value: true },
    { source: 'yes ? two : seven', value: 2 },
    { source: 'no ? two : seven', value: 7 },
    { source: 'no or two > 1', value: true },
    { source: 'yes == true and no == false and yes != no', value: true },
  ])('$source is $value', ({ source, value }) => {
    expect(values(source, facts)).toEqual([value]);
  });

  test.each([
    { source: 'nowhere > 5', value: 'unknown' },
    { source: 'gone > 5', value: 'unknown' },
    { source: 'gone', value: 'unknown' },
    { source: 'gone == two', value: 'unknown' },
    { source: 'broken > 5', value: 'unknown' },
    { source: 'endless > 5', value: 'unknown' },
    { source: 'text > 5', value: 'unknown' },
    { source: 'text == 5', value: 'unknown' },
    { source: 'yes > 0', value: 'unknown' },
    { source: 'text + 1', value: 'unknown' },
    { source: '-text', value: 'unknown' },
    { source: 'max(two, text)', value: 'unknown' },
    { source: 'two / 0', value: 'unknown' },
    { source: 'two % 0 == 1', value: 'unknown' },
    { source: 'seven and yes', value: 'unknown' },
    { source: 'not seven', value: 'unknown' },
    { source: 'nowhere > 1 ? 1 : 1', value: 'unknown' },
    { source: 'not nowhere > 5', value: 'unknown' },
  ])('$source is unknown', ({ source, value }) => {
    expect(values(source, facts)).toEqual([value]);
  });

  test.each([
    { source: 'nowhere > 5 and no', value: false },
    { source: 'no and nowhere > 5', value: false },
    { source: 'nowhere > 5 or yes', value: true },
    { source: 'yes or nowhere > 5', value: true },
    { source: 'nowhere > 5 and yes', value: 'unknown' },
    { source: 'nowhere > 5 or no', value: 'unknown' },
    { source: 'not (nowhere > 5 and no)', value: true },
  ])('three-valued: $source is $value', ({ source, value }) => {
    expect(values(source, facts)).toEqual([value]);
  });

  test.each([
    { source: "absent('gone')", value: true },
    { source: "absent('two')", value: false },
    { source: "absent('nowhere')", value: 'unknown' },
    { source: 'gone == null', value: true },
    { source: 'null != two', value: true },
    { source: 'nowhere == null', value: 'unknown' },
  ])('known to be missing: $source is $value', ({ source, value }) => {
    expect(values(source, facts)).toEqual([value]);
  });

  test('stored samples are numbers: 0 and 1 equal false and true', () => {
    expect(
      values('on == true and off == false and on != false', [fact('on', 1), fact('off', 0)]),
    ).toEqual([true]);
  });

  test('names of objects are only names', () => {
    expect(values('constructor > 5 or toString > 5', [])).toEqual(['unknown']);
  });
});

describe('series', () => {
  const root = { mount: '/' };
  const data = { mount: '/data' };
  const disks = [fact('disk', 95, root), fact('disk', 40, data)];

  test('a name with labels is evaluated once per series', () => {
    expect(outcomes('disk > 90', disks)).toEqual([
      {
        labels: root,
        value: true,
        seen: [{ metric: 'disk', operator: '>', value: 95, limit: 90, holds: true }],
        reason: null,
      },
      {
        labels: data,
        value: false,
        seen: [{ metric: 'disk', operator: '>', value: 40, limit: 90, holds: false }],
        reason: null,
      },
    ]);
  });

  test('a name without labels is the same for every series', () => {
    expect(values('disk > 90 and busy', [...disks, fact('busy', true)])).toEqual([true, false]);
  });

  test('two names are paired by their labels, whatever the order', () => {
    const inodes = [fact('inodes', 99, data), fact('inodes', 1, root)];
    expect(values('disk > 90 and inodes < 50', [...disks, ...inodes])).toEqual([true, false]);
  });

  test('a series that only one name has is unknown for the other', () => {
    expect(values('disk > 30 and inodes < 50', [...disks, fact('inodes', 1, root)])).toEqual([
      true,
      'unknown',
    ]);
  });

  test('series that share no labels are unknown, with the reason', () => {
    const [only, ...others] = outcomes('disk > 90 and net > 5', [
      ...disks,
      fact('net', 9, { card: 'eth0' }),
    ]);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ value: 'unknown', labels: {} });
    expect(only?.reason).toContain('disk and net');
  });

  test('absence is asked per series', () => {
    expect(values("absent('disk')", [fact('disk', null, root), fact('disk', 1, data)])).toEqual([
      true,
      false,
    ]);
  });
});

describe('what was seen', () => {
  test('each comparison of a name with a constant, also those that did not decide', () => {
    const [only] = outcomes('90 < a or (b == null and c + 1 > 2) or d <= -3', [
      fact('a', 95),
      fact('b', 1),
      fact('c', 9),
    ]);
    expect(only?.seen).toEqual([
      { metric: 'a', operator: '>', value: 95, limit: 90, holds: true },
      { metric: 'b', operator: '==', value: 1, limit: null, holds: false },
      { metric: 'd', operator: '<=', value: null, limit: -3, holds: 'unknown' },
    ]);
  });
});
