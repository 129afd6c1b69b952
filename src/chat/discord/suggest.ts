import type { AutocompleteInteraction, ChatInputCommandInteraction } from 'discord.js';
import { orAbort } from '../../model/wait.ts';
import type { Choice } from '../command.ts';
import {
  AT_ONCE,
  type InteractionOptions,
  identified,
  outside,
  placeOf,
  within,
} from './caller.ts';
import { why } from './failure.ts';
import { COMMANDS } from './limits.ts';
import { cut, oneLine } from './text.ts';

/** Gives what offers choices while a person types. */
export function suggester(options: InteractionOptions) {
  const { desk, log } = options;

  async function find(interaction: AutocompleteInteraction) {
    const { name: argument, value: typed } = interaction.options.getFocused(true);
    const signal = within(AT_ONCE, options);
    const asked = { name: interaction.commandName, input: given(interaction) };
    try {
      const actor = await identified(interaction, options, signal);
      const asking = { ...asked, actor, place: placeOf(interaction), signal };
      const found = desk.complete({ ...asking, argument, typed });
      return (await orAbort(found, signal)).filter(fits).map(shown);
    } catch (error) {
      log('warn', `no suggestions for /${asked.name}: ${why(error)}`);
      return [];
    }
  }

  return async (interaction: AutocompleteInteraction): Promise<void> => {
    const choices = outside(interaction, options.guildId) === null ? await find(interaction) : [];
    await interaction.respond(choices.slice(0, COMMANDS.choices));
  };
}

/** What a slash command was given, by the names of its arguments. */
export function given(
  interaction: ChatInputCommandInteraction | AutocompleteInteraction,
): Record<string, string> {
  return Object.fromEntries(
    interaction.options.data.map((option) => [option.name, String(option.value ?? '')]),
  );
}

function fits(choice: Choice): boolean {
  return choice.value.length > 0 && choice.value.length <= COMMANDS.choice;
}

function shown({ value, label }: Choice): { name: string; value: string } {
  return { name: cut(oneLine(label), COMMANDS.choice) || value, value };
}
