import { describe, expect, test } from 'vitest';
import { rowsOf } from '../../src/web/body.ts';

describe('rows of a body', () => {
  const values = (body: string) =>
    rowsOf(body, 10).map((one) => (one.kind === 'json' ? one.value : one.kind));

  test.each([
    { body: '{"a":1}', rows: [{ a: 1 }] },
    { body: '\uFEFF {\n "a": 1\n}\n', rows: [{ a: 1 }] },
    { body: '[{"a":1},{"b":"],{["},{"c":"\\"]"}]', rows: [{ a: 1 }, { b: '],{[' }, { c: '"]' }] },
    { body: '{"a":1}\r\n\n{"b":2}\n', rows: [{ a: 1 }, { b: 2 }] },
    { body: '[1,,2]', rows: [1, 'broken', 2] },
    { body: '[{"a":1},{"b"', rows: [{ a: 1 }, 'broken'] },
    { body: '[{"a":1}] x', rows: [{ a: 1 }, 'broken'] },
    { body: '[{"a":1}}, {"b":2}]', rows: ['broken'] },
  ])('$body', ({ body, rows }) => {
    expect(values(body)).toEqual(rows);
  });

  test('are read no further than one beyond the limit', () => {
    expect(rowsOf(`[${'1,'.repeat(50)}1]`, 10).length).toBeGreaterThan(10);
    expect(rowsOf('1\n'.repeat(50), 10).length).toBeGreaterThan(10);
  });

  test('1 MiB takes less than a second, whatever is in it', () => {
    const size = 1_048_576;
    const begun = performance.now();
    for (const text of ['[', '{"a":', '"', '\\', ',', '[1,', '{}', '":"', '\n']) {
      rowsOf(`[${text.repeat(size / text.length)}`, 10_000);
      rowsOf(text.repeat(size / text.length), 10_000);
    }
    expect(performance.now() - begun).toBeLessThan(9_000);
  });
});
