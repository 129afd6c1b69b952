import { expect, test } from 'vitest';
import { evaluate, indexFacts } from '../../src/expression/evaluate.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import type { Fact } from '../../src/model/sample.ts';

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

test('no text and no facts make parsing or evaluation throw', () => {
  const next = noise(20_261);
  const pick = <T>(from: readonly T[]): T => from[next(from.length)] as T;
  const valid: string[] = [
    'disk > 90 and not (a == 1 or b < 2)',
    "absent('a') ? disk / a > 1 : net % 2 == 0",
  ];
  let [accepted, refused] = [0, 0];
  for (let round = 0; round < 20_000; round++) {
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
    const outcomes = evaluate(expression, indexFacts(facts()));
    expect(outcomes.length).toBeGreaterThan(0);
    for (const { value } of outcomes)
      expect(['boolean', 'number', 'string']).toContain(typeof value);
  }
  expect(accepted).toBeGreaterThan(1_000);
  expect(refused).toBeGreaterThan(1_000);

  function sentence(): string {
    return Array.from({ length: 1 + next(12) }, () => pick(WORDS)).join(pick([' ', ' ', '']));
  }

  function mutated(source: string): string {
    const at = next(source.length + 1);
    const gone = next(3) === 0 ? next(4) : 0;
    return `${source.slice(0, at)}${next(4) === 0 ? '' : ` ${pick(WORDS)} `}${source.slice(at + gone)}`;
  }

  function facts(): Fact[] {
    return Array.from({ length: next(8) }, () => ({
      metric: pick(METRICS),
      labels: pick([{}, { mount: '/' }, { mount: '/data' }, { card: 'eth0' }]),
      value: pick(VALUES),
    }));
  }
});
