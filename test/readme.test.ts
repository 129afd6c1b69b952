import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../commands/index.ts';
import { commandTable } from './support/command-table.ts';

const README = resolve(import.meta.dirname, '../README.md');

test('README lists the commands as the registry has them', () => {
  const text = readFileSync(README, 'utf8');
  const [, listed] = /<!-- commands -->\n([\s\S]*?)\n<!-- \/commands -->/.exec(text) ?? [];
  expect(listed, 'copy the expected table between <!-- commands --> and <!-- /commands -->').toBe(
    commandTable(commands),
  );
});
