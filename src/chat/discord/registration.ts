import type { REST } from 'discord.js';
import type { ArgInfo, CommandInfo } from '../command.ts';
import { COMMANDS } from './limits.ts';
import { cut, oneLine } from './text.ts';

/** A slash command as Discord takes and returns it, less what it adds by itself. */
interface Definition {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionDefinition[];
}

interface OptionDefinition {
  readonly type: number;
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly autocomplete: boolean;
  readonly choices: readonly { readonly name: string; readonly value: string }[];
}

/** STRING: https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-type */
const STRING = 3;

/** Slash commands from the registry; every argument is text, since the commands check their input themselves. */
function definitions(commands: readonly CommandInfo[]): Definition[] {
  return commands.slice(0, COMMANDS.count).map((command) => ({
    name: command.name,
    description: describe(command.summary, command.name),
    // Discord wants what is required first.
    options: [...command.args]
      .sort((a, b) => Number(b.required) - Number(a.required))
      .slice(0, COMMANDS.options)
      .map(option),
  }));
}

function option(arg: ArgInfo): OptionDefinition {
  const choices = arg.choices ?? [];
  const listed = choices.length > 0 && choices.length <= COMMANDS.choices;
  return {
    type: STRING,
    name: arg.name,
    description: describe(arg.description, arg.name),
    required: arg.required,
    autocomplete: arg.completes && !listed,
    choices: listed ? choices.map((value) => ({ name: value, value })) : [],
  };
}

/** Descriptions are shown as they stand: marks of code would be seen. */
function describe(text: string, name: string): string {
  return cut(oneLine(text.replaceAll('`', '')), COMMANDS.description) || name;
}

interface Stored {
  readonly name: string;
  readonly description: string;
  readonly options?: readonly Partial<OptionDefinition>[];
}

/** Whether Discord already holds exactly these commands; ids, versions and left-out defaults do not count. */
function sameCommands(stored: readonly Stored[], wanted: readonly Definition[]): boolean {
  return normal(stored) === normal(wanted);
}

function normal(commands: readonly Stored[]): string {
  const plain = commands.map(({ name, description, options = [] }) => ({
    name,
    description,
    options: options.map((one) => ({
      type: one.type,
      name: one.name,
      description: one.description,
      required: one.required ?? false,
      autocomplete: one.autocomplete ?? false,
      choices: (one.choices ?? []).map((choice) => [choice.name, choice.value]),
    })),
  }));
  return JSON.stringify(plain.sort((a, b) => (a.name < b.name ? -1 : 1)));
}

/**
 * Writes the commands of one server when they differ. 200 creations a day are allowed, and a write makes clients load
 * them anew, so an unchanged set is left alone.
 *
 * @throws what the REST client throws.
 */
export async function register(
  rest: Pick<REST, 'get' | 'put'>,
  options: { path: `/${string}`; commands: readonly CommandInfo[]; signal: AbortSignal },
): Promise<'written' | 'unchanged'> {
  const wanted = definitions(options.commands);
  const stored = (await rest.get(options.path, { signal: options.signal })) as readonly Stored[];
  if (sameCommands(stored, wanted)) return 'unchanged';
  await rest.put(options.path, { body: wanted.map(withoutDefaults), signal: options.signal });
  return 'written';
}

/** Choices and autocomplete exclude each other, even when empty. */
function withoutDefaults(command: Definition): object {
  return {
    ...command,
    options: command.options.map(({ choices, autocomplete, ...rest }) => ({
      ...rest,
      ...(choices.length > 0 ? { choices } : {}),
      ...(autocomplete ? { autocomplete } : {}),
    })),
  };
}
