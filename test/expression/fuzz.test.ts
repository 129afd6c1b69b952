import { expect, test } from 'vitest';
import { evaluate, indexFacts } from '../../src/expression/evaluate.ts';
import type { History } from '../../src/expression/history.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import type { Fact, Labels } from '../../src/model/sample.ts';
import { HOUR } from '../../src/model/time.ts';
import { often } from '../support/often.ts';
import { pastOf } from './past.ts';

const ROUNDS = often(4_000, 100_000);

/** Repeatable noise (mulberry32), so that a failure can be looked at again. */
function noise(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

// biome-ignore format: one list
const WORDS = [
  'and', 'or', 'not', '&&', '||', '!', '(', ')', '[', ']', '{', '}', '?', ':', ',', '.', '+', '-', '*', '/', '%',
  '==', '!=', '<', '<=', '>', '>=', 'in', 'true', 'false', 'null', '0', '1', '90', '0.5', '1e308', '0x1f', '5u',
  "'text'", '"a and b"', "'''not'''", "r'\\'", "b'x'", 'a', 'b', 'disk', 'disk.inodes', 'net', '__proto__',
  'constructor', "absent('a')", "m('disk')", 'min(', 'abs(', 'has(', 'a.all(x, x)', 'a.matches("(a+)+$")', '//',
  "avg('a', '5m')", "rate('disk', '1h')", "p95('net', '7d')", "share('a', '1h', '> 1')", "age('b')", "'5m'", "'8d'",
  '[1, a, disk]', '[1, 2].exists(x, x > a)', '[a, b].all(y,', '[1].exists_one(x, ', 'size(', "matches(a, '[a-z]*$')",
  ".contains('t')", '.startsWith(', 'x', 'slope(', "stddev('__proto__', '1m')",
  ' ', '\n', '\\', "'", '"', 'é', '\u{1f600}', '\ud800', '\0',
];

const VALUES: Fact['value'][] = [
  0,
  -1,
  95,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  false,
  null,
  '',
  'text',
];
const METRICS = ['a', 'b', 'disk', 'disk.inodes', 'net', '__proto__', 'constructor'];

const LABELS: Labels[] = [{}, { mount: '/' }, { mount: '/data' }, { card: 'eth0' }];

test('no text and no facts make parsing or evaluation throw', () => {
  const next = noise(20_261);
  const pick = <T>(from: readonly T[]): T => from[next(from.length)] as T;
  const valid: string[] = [
    'disk > 90 and not (a == 1 or b < 2)',
    "absent('a') ? disk / a > 1 : net % 2 == 0",
    "avg('disk', '5m') > 1 and a in [1, 'x', b] or p90('a', '1h') < 2",
    "[disk, a].exists(x, x > 1 and [1, 2].all(y, y < x)) or matches(b, '^(a|b)*$')",
  ];
  let [accepted, refused] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const source = round % 2 === 0 ? mutated(pick(valid)) : sentence();
    const expression = parseExpression(source);
    if (expression.kind === 'problem') {
      refused++;
      expect(expression.position).toBeGreaterThanOrEqual(0);
      expect(expression.position).toBeLessThanOrEqual(source.length);
      expect(expression.message).not.toBe('');
      continue;
    }
    accepted++;
    if (valid.length < 500) valid.push(source);
    const outcomes = evaluate(expression, indexFacts(facts(), next(3) === 0 ? undefined : past()));
    expect(outcomes.length).toBeGreaterThan(0);
    for (const { value } of outcomes)
      expect(['boolean', 'number', 'string']).toContain(typeof value);
  }
  expect(accepted).toBeGreaterThan(ROUNDS / 20);
  expect(refused).toBeGreaterThan(ROUNDS / 20);

  function sentence(): string {
    return Array.from({ length: 1 + next(12) }, () => pick(WORDS)).join(pick([' ', ' ', '']));
  }

  function mutated(source: string): string {
    const at = next(source.length + 1);
    const gone = next(3) === 0 ? next(4) : 0;
    return `${source.slice(0, at)}${next(4) === 0 ? '' : ` ${pick(WORDS)} `}${source.slice(at + gone)}`;
  }

  function past(): History {
    const series = Array.from({ length: next(8) }, () => ({
      metric: pick(METRICS),
      labels: pick(LABELS),
      points: Array.from({ length: next(20) }, (_, index) => [600 - 37 * index, next(9)] as const),
    }));
    return pastOf(series, next(2) * HOUR);
  }

  function facts(): Fact[] {
    return Array.from({ length: next(8) }, () => ({
      metric: pick(METRICS),
      labels: pick(LABELS),
      value: pick(VALUES),
    }));
  }
});

/** What is dearest within the bounds; the quickest of several turns, so that a busy machine does not count. */
test.each([
  { name: 'a list of lists', source: `${list(55)}.all(x, ${list(55)}.exists(y, x > y))` },
  { name: 'an item in a list', source: `${list(57)}.exists(x, x in ${list(57)})` },
  { name: 'many windows', source: windows() },
  { name: 'many names', source: Array(50).fill('a > b').join(' and ') },
  { name: 'deep brackets', source: `${'(!'.repeat(10)}a${')'.repeat(10)}` },
  { name: 'a pattern', source: `matches(a, '${'(a|b)*a(a|b){9}'.repeat(13)}')` },
])('$name takes less than 10 ms', ({ source }) => {
  const facts = indexFacts([{ metric: 'a', labels: {}, value: 'ab'.repeat(50) }], pastOf([]));
  let quickest = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 10; turn++) {
    const started = performance.now();
    const expression = parseExpression(source);
    if (expression.kind === 'expression') evaluate(expression, facts);
    quickest = Math.min(quickest, performance.now() - started);
    expect(expression).toMatchObject({ kind: 'expression' });
  }
  expect(quickest).toBeLessThan(10);
});

function list(count: number): string {
  return `[${Array(count).fill('1').join(',')}]`;
}

function windows(): string {
  return Array.from({ length: 40 }, (_, index) => `p95('m${index}','7d')>1`).join(' or ');
}
