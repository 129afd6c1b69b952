import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../commands/index.ts';
import { commandTable } from './support/command-table.ts';

const LIST = resolve(import.meta.dirname, '../docs/commands.md');

test('docs/commands.md lists the commands as the registry has them', () => {
  const text = readFileSync(LIST, 'utf8');
  const [, listed] = /<!-- commands -->\n([\s\S]*?)\n<!-- \/commands -->/.exec(text) ?? [];
  expect(listed, 'copy the expected table between <!-- commands --> and <!-- /commands -->').toBe(
    commandTable(commands),
  );
});
