import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { presets } from '../../src/presets/all.ts';
import { ruleRows } from './table.ts';

const FILE = resolve(import.meta.dirname, '../../docs/presets.md');

/** Rows of rules by the heading above them. */
const SECTIONS = new Map(
  readFileSync(FILE, 'utf8')
    .split('\n## ')
    .map((section) => {
      const [heading = ''] = section.split('\n');
      return [heading, section.split('\n').filter((line) => line.startsWith('| `'))];
    }),
);

test.each(presets.filter(({ rules }) => rules.length > 0))(
  'docs/presets.md lists the rules of $name',
  (preset) => {
    expect(SECTIONS.get(`\`${preset.name}\``)).toEqual(ruleRows(preset));
  },
);

test.each(presets)('docs/presets.md says what a rule of $name replaces', ({ replaces = {} }) => {
  const text = readFileSync(FILE, 'utf8');
  const unsaid = Object.entries(replaces).filter(
    ([own, base]) => !text.includes(`\`${own}\` stands for \`${base}\``),
  );
  expect(unsaid).toEqual([]);
});
