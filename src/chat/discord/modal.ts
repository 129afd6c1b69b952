import type { APIModalInteractionResponseCallbackData, ModalSubmitInteraction } from 'discord.js';
import { askedArgument, MAX_WORDS } from '../ask.ts';
import type { CommandInfo } from '../command.ts';
import { customId, type Press } from './custom-id.ts';
import { MODAL } from './limits.ts';
import { cut, oneLine } from './text.ts';

/** Name of the one field. */
const WORDS = 'words';

/** The form in which a press asks for words, all from its id; null when the command takes none. */
export function modalFor(
  info: CommandInfo,
  { command, input }: Press,
): APIModalInteractionResponseCallbackData | null {
  const asked = askedArgument(info, input);
  const id = customId({ command, input, ask: true });
  if (asked === null || id === null) return null;
  const { description } = asked;
  const label = oneLine(description.charAt(0).toUpperCase() + description.slice(1));
  return {
    custom_id: id,
    title: cut(oneLine(`/${command} ${input}`), MODAL.title),
    components: [
      {
        type: 18,
        label: cut(label, MODAL.label) || asked.name,
        component: { type: 4, custom_id: WORDS, style: 2, required: true, max_length: MAX_WORDS },
      },
    ],
  };
}

/** What was written in the form; nothing when the field is not there. */
export function writtenIn({ fields }: ModalSubmitInteraction): string {
  const field = fields.fields.get(WORDS);
  const value = field !== undefined && 'value' in field ? field.value : '';
  return typeof value === 'string' ? value.slice(0, MAX_WORDS) : '';
}
