import { describe, expect, test } from 'vitest';
import { indexFacts } from '../../src/expression/evaluate.ts';
import { readFacts } from '../../src/expression/given.ts';
import type { FactorRule, ScorePolicy, ScoreResult } from '../../src/model/score.ts';
import { findPolicy } from '../../src/presets/all.ts';
import { scoreAnswer } from '../../src/score/answer.ts';
import { compilePolicy } from '../../src/score/policy.ts';
import { scoreFacts, statusOf } from '../../src/score/score.ts';

function factor(when: string, given: Partial<FactorRule> = {}): FactorRule {
  return { name: when, label: when, when, points: 10, kind: 'issue', ...given };
}

function policy(...factors: FactorRule[]): ScorePolicy {
  return {
    name: 'test',
    factors,
    multiple: null,
    bands: [
      { status: 'FINE', from: 50, meaning: '' },
      { status: 'BAD', from: 0, meaning: '' },
    ],
  };
}

function score(given: ScorePolicy, facts: object): ScoreResult {
  const compiled = compilePolicy(given);
  if (compiled.kind === 'problem') throw new Error(compiled.message);
  const read = readFacts(facts);
  if (read.kind === 'problem') throw new Error(read.message);
  return scoreFacts(compiled, indexFacts(read.facts));
}

describe('of several series the worst counts, once', () => {
  const full = policy(
    factor('disk > 90', { name: 'full', points: 20 }),
    factor('disk > 80 and disk <= 90', { name: 'filling', points: 5 }),
    factor('free < 10', { name: 'scarce' }),
  );
  const mounts = (...values: number[]) =>
    values.map((value, index) => ({ labels: { mount: `/${index}` }, value }));

  test.each([
    { name: 'one of two levels', disk: mounts(85, 97), found: ['full 97'] },
    { name: 'the highest of two full ones', disk: mounts(97, 99, 91), found: ['full 99'] },
    { name: 'none', disk: mounts(10, 20), found: [] },
    { name: 'only a warning', disk: mounts(10, 85, 88), found: ['filling 88'] },
  ])('$name', ({ disk, found }) => {
    const { factors } = score(full, { disk, free: 50 });
    expect(factors.map(({ name, value }) => `${name} ${value}`)).toEqual(found);
  });

  test('the lowest where low is bad', () => {
    expect(score(full, { free: mounts(7, 3, 5) }).factors).toMatchObject([
      { name: 'scarce', value: 3 },
    ]);
  });
});

describe('what is unknown', () => {
  test.each([
    { name: 'nobody reported it', when: 'a > 5', facts: { b: 1 }, unknown: ['a'] },
    {
      name: 'it is known to be missing and no factor asks that',
      when: 'a > 5',
      facts: { a: null },
      unknown: ['a'],
    },
    {
      name: 'a factor asks whether it is missing',
      when: "absent('a') or a > 5",
      facts: { a: null },
      unknown: [],
    },
    { name: 'it has a wrong type', when: 'a > 5', facts: { a: 'much' }, unknown: ['a'] },
    { name: 'a division by zero', when: 'b / a > 5', facts: { a: 0, b: 2 }, unknown: ['a', 'b'] },
    {
      name: 'one side decides without the other',
      when: 'b > 5 and a > 5',
      facts: { b: 1 },
      unknown: ['a'],
    },
    {
      name: 'one series of two',
      when: 'a > 5',
      facts: {
        a: [
          { labels: { mount: '/' }, value: null },
          { labels: { mount: '/data' }, value: 1 },
        ],
      },
      unknown: ['a'],
    },
  ])('$name', ({ when, facts, unknown }) => {
    expect(score(policy(factor(when), factor('b > 100')), { b: 1, ...facts }).unknown).toEqual(
      unknown,
    );
  });

  test('factors that cost nothing make no score', () => {
    const info = policy(factor('a > 5', { kind: 'info' }), factor('b > 5'));
    expect(score(info, { a: 9 })).toMatchObject({ score: null, status: 'UNKNOWN' });
  });
});

test('an info factor is shown and costs nothing', () => {
  const { score: points, factors } = score(
    policy(factor('a > 5', { kind: 'info' }), factor('b > 5')),
    { a: 9, b: 1 },
  );
  expect(points).toBe(100);
  expect(factors).toMatchObject([{ name: 'a > 5', points: 0, value: 9, limit: 5 }]);
});

test.each([
  { score: 100, status: 'EXCELLENT' },
  { score: 90, status: 'EXCELLENT' },
  { score: 89, status: 'GOOD' },
  { score: 75, status: 'GOOD' },
  { score: 74, status: 'WARNING' },
  { score: 60, status: 'WARNING' },
  { score: 59, status: 'DEGRADED' },
  { score: 40, status: 'DEGRADED' },
  { score: 39, status: 'CRITICAL' },
  { score: 0, status: 'CRITICAL' },
])('$score is $status', ({ score: points, status }) => {
  const base = findPolicy('base');
  expect(base && statusOf(base, points)).toBe(status);
});

describe('the base policy', () => {
  const good = {
    'target.reachable': true,
    'system.cpu': 10,
    'system.memory': 10,
    'system.disk': [{ labels: { mount: '/' }, value: 10 }],
    'system.disk.inodes': [{ labels: { mount: '/' }, value: 10 }],
  };
  test.each([
    { name: 'all good', facts: {}, points: 100 },
    { name: 'cpu 75', facts: { 'system.cpu': 75 }, points: 100 },
    { name: 'cpu 90', facts: { 'system.cpu': 90 }, points: 95 },
    { name: 'cpu 91', facts: { 'system.cpu': 91 }, points: 85 },
    { name: 'memory 95', facts: { 'system.memory': 95 }, points: 95 },
    { name: 'memory 96', facts: { 'system.memory': 96 }, points: 85 },
    { name: 'disk 86', facts: { 'system.disk': 86 }, points: 95 },
    { name: 'disk 96', facts: { 'system.disk': 96 }, points: 80 },
    { name: 'inodes 91', facts: { 'system.disk.inodes': 91 }, points: 90 },
  ])('$name: $points', ({ facts, points }) => {
    const base = findPolicy('base');
    expect(base && score(base, { ...good, ...facts }).score).toBe(points);
  });
});

describe('refusals', () => {
  test('a factor that cannot be understood is named with its place', () => {
    expect(scoreAnswer(policy(factor('a > 1'), factor('b >', { name: 'broken' })), {})).toEqual({
      kind: 'problem',
      message: 'policy test, factor broken, character 4: the expression ends too early',
    });
  });

  test('a factor must be a condition', () => {
    expect(compilePolicy(policy(factor('1 + 1')))).toMatchObject({
      kind: 'problem',
      message: 'a condition is needed, this is a number',
    });
  });

  test.each([
    { name: 'a list', given: [], why: 'facts must be an object' },
    { name: 'null', given: null, why: 'facts must be an object' },
    { name: 'NaN', given: { a: Number.NaN }, why: 'a: a value is a finite number' },
    { name: 'an object as value', given: { a: {} }, why: 'a: a value is a finite number' },
    { name: 'a list of numbers', given: { a: [1] }, why: 'a: a list holds objects' },
    {
      name: 'labels that are no texts',
      given: { a: [{ labels: { b: 1 }, value: 1 }] },
      why: 'a: a list holds objects',
    },
  ])('$name as facts', ({ given, why }) => {
    const answered = scoreAnswer(policy(factor('a > 1')), given);
    expect(answered.kind === 'problem' && answered.message).toContain(why);
  });
});
