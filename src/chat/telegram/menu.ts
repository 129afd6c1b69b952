import type { BotCommand } from 'grammy/types';
import type { CommandInfo } from '../command.ts';
import { visible } from '../visible.ts';
import type { Client, Outcome } from './client.ts';
import { shorten } from './escape.ts';
import { COMMAND_NAME, MAX_COMMAND_DESCRIPTION, MAX_COMMANDS } from './limits.ts';

/**
 * The commands as Telegram's menu shows them, without marks of code. Names that the menu cannot hold still work when
 * typed.
 */
function menuOf(commands: readonly CommandInfo[]): BotCommand[] {
  return commands
    .filter((one) => COMMAND_NAME.test(one.name) && one.summary.trim() !== '')
    .slice(0, MAX_COMMANDS)
    .map(({ name, summary }) => ({
      command: name,
      description: shorten(visible(summary.replaceAll('`', '')).trim(), MAX_COMMAND_DESCRIPTION),
    }));
}

/** Writes the menu for everyone, only when it differs. */
export async function syncMenu(
  client: Client,
  commands: readonly CommandInfo[],
  signal: AbortSignal,
): Promise<Outcome<boolean>> {
  const wanted = menuOf(commands);
  const found = await client.call((api, within) => api.getMyCommands({}, within), { signal });
  if (found.kind === 'failed') return found;
  if (JSON.stringify(found.value.map(pair)) === JSON.stringify(wanted.map(pair))) {
    return { kind: 'done', value: false };
  }
  return client.call((api, within) => api.setMyCommands({ commands: wanted }, within), { signal });
}

function pair({ command, description }: BotCommand): readonly string[] {
  return [command, description];
}
