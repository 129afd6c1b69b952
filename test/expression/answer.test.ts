import { expect, test } from 'vitest';
import { evalAnswer } from '../../src/expression/answer.ts';

const disks = {
  'system.disk': [
    { labels: { mount: '/' }, value: 95 },
    { labels: { mount: '/data' }, value: 40 },
  ],
};

test.each([
  { source: 'a > 5', facts: { a: 7 }, value: true },
  { source: 'a > 5', facts: { a: 3 }, value: false },
  { source: 'a > 5', facts: {}, value: 'unknown' },
  { source: 'a > 5', facts: { a: null }, value: 'unknown' },
  { source: "absent('a')", facts: { a: null }, value: true },
  { source: 'a * 2', facts: { a: 7 }, value: 14 },
  { source: 'a', facts: { a: 'text' }, value: 'text' },
])('$source on $facts is $value', ({ source, facts, value }) => {
  expect(evalAnswer(source, facts)).toEqual({ kind: 'answer', answer: { value } });
});

test.each([
  { source: 'system.disk > 90', value: true },
  { source: 'system.disk > 99', value: false },
  { source: 'system.disk + 1', value: 96 },
])('of several series, $source is $value', ({ source, value }) => {
  expect(evalAnswer(source, disks)).toMatchObject({
    answer: { value, series: [{ labels: { mount: '/' } }, { labels: { mount: '/data' } }] },
  });
});

test('no series holds and one is unknown: unknown', () => {
  const facts = {
    a: [
      { labels: { x: '1' }, value: 1 },
      { labels: { x: '2' }, value: null },
    ],
  };
  expect(evalAnswer('a > 5', facts)).toMatchObject({ answer: { value: 'unknown' } });
});

test('series that cannot be paired are unknown with the reason', () => {
  const facts = { ...disks, net: [{ labels: { card: 'eth0' }, value: 1 }] };
  expect(evalAnswer('system.disk > net', facts)).toEqual({
    kind: 'answer',
    answer: {
      value: 'unknown',
      reason: 'system.disk and net have several series each, and no labels in common',
    },
  });
});

test.each([
  { source: 'a >', facts: {}, message: 'character 4: the expression ends too early' },
  { source: 'a > 5', facts: [], message: 'facts must be an object such as {"system.memory": 91}' },
])('$source on $facts is refused', ({ source, facts, message }) => {
  expect(evalAnswer(source, facts)).toEqual({ kind: 'problem', message });
});
