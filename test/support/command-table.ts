import { describeCommand } from '../../src/chat/arguments.ts';
import type { Command } from '../../src/chat/command.ts';
import { signature } from '../../src/chat/command.ts';

/** The commands as a Markdown table: how each is written, the weakest role that may use it, and what it does. */
export function commandTable(commands: readonly Command[]): string {
  const rows = commands
    .map(describeCommand)
    .map((info) => `| \`${signature(info)}\` | ${info.role} | ${cell(info.summary)} |`);
  return ['| command | for | what it does |', '|---|---|---|', ...rows].join('\n');
}

/** A bar would begin another cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}
