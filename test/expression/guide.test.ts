import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FUNCTIONS } from '../../src/expression/call.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { WINDOWS } from '../../src/expression/windows.ts';

const GUIDE = readFileSync(join(import.meta.dirname, '../../docs/expressions.md'), 'utf8');

describe('the guide to expressions', () => {
  const examples = /```\n(.*?)```/s.exec(GUIDE)?.[1]?.trim().split('\n') ?? [];

  test.each(examples)('its example %s can be parsed', (source) => {
    expect(parseExpression(source)).toMatchObject({ kind: 'expression', gives: 'boolean' });
  });

  test('has a row for every function over a window, with the points it needs', () => {
    const rows = [...GUIDE.matchAll(/^\| (`[a-z0-9` ]+`) \|.*\| (\d+) \|$/gm)];
    const written = rows.flatMap(([, names = '', least]) =>
      names.split(' ').map((name) => [name.replaceAll('`', ''), Number(least)] as const),
    );
    const all = Object.entries(WINDOWS).map(([name, { least }]) => [name, least]);
    expect(new Map(written)).toEqual(new Map(all as [string, number][]));
  });

  test.each(FUNCTIONS)('tells of %s()', (name) => {
    expect(GUIDE).toMatch(new RegExp(`\`${name}[\`(]`));
  });
});
