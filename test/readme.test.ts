import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../commands/index.ts';
import { describeCommand } from '../src/chat/arguments.ts';
import type { CommandInfo } from '../src/chat/command.ts';
import { signature } from '../src/chat/command.ts';

const README = readFileSync(join(resolve(import.meta.dirname, '..'), 'README.md'), 'utf8');

/** The registry as people read it, one row per command. */
function commandTable(infos: readonly CommandInfo[]): string {
  const rows = infos.map(
    (info) => `| \`${signature(info)}\` | ${info.role} | ${info.summary.replaceAll('|', '\\|')} |`,
  );
  return ['| command | for | what it does |', '|---|---|---|', ...rows].join('\n');
}

test('the table of commands is the registry', () => {
  const [, table = ''] = /<!-- commands -->\n([\s\S]*?)\n<!-- \/commands -->/.exec(README) ?? [];
  const wanted = commandTable(commands.map(describeCommand));
  expect(table, 'put this table between the two comments of README.md').toBe(wanted);
});
