import type {
  BaseInteraction,
  ButtonInteraction,
  MessageComponentInteraction,
  ModalSubmitInteraction,
} from 'discord.js';
import type { Actor } from '../../model/person.ts';
import { MINUTE } from '../../model/time.ts';
import { orAbort } from '../../model/wait.ts';
import { mayBeAsked, withWords } from '../ask.ts';
import { type Reply, refuse } from '../reply.ts';
import type { Request } from '../surface.ts';
import { type Asking, answering } from './answering.ts';
import {
  AT_ONCE,
  type InteractionOptions,
  identified,
  outside,
  placeOf,
  within,
} from './caller.ts';
import { type Press, parseCustomId } from './custom-id.ts';
import { why } from './failure.ts';
import { modalFor, writtenIn } from './modal.ts';
import { given, suggester } from './suggest.ts';

/** Longest a command may take; Discord forgets the interaction after 15 minutes. */
const DEADLINE = MINUTE;
type Asked = Pick<Request, 'name' | 'input'>;

/** Answers slash commands, presses, choices, forms and completions. The returned function never throws. */
export function interactionHandler(
  options: InteractionOptions,
): (interaction: BaseInteraction) => Promise<void> {
  const { desk, log } = options;
  const { answer, replace } = answering(options);
  const infoOf = (name: string) => desk.commands.find((command) => command.name === name);
  const suggest = suggester(options);

  function respond(
    interaction: MessageComponentInteraction,
    { replaces }: Press,
    work: () => Promise<Reply>,
  ): Promise<void> {
    return replaces ? replace(interaction, work) : answer(interaction, work);
  }

  async function run(interaction: Asking, asked: Asked, known?: Actor): Promise<Reply> {
    const deadline = within(DEADLINE, options);
    try {
      const actor = known ?? (await identified(interaction, options, deadline));
      const request = { ...asked, actor, place: placeOf(interaction), signal: deadline };
      return await orAbort(desk.answer(request), deadline);
    } catch (error) {
      return failed(asked.name, error, options);
    }
  }

  /** Runs a press, or shows its form first; a form can only be the very first answer, so who presses is asked before. */
  async function pressed(interaction: ButtonInteraction, press: Press): Promise<void> {
    const asked = { name: press.command, input: press.input };
    const info = press.asks ? infoOf(press.command) : undefined;
    const form = info && outside(interaction, options.guildId) === null && modalFor(info, press);
    if (!info || !form) return respond(interaction, press, () => run(interaction, asked));
    const who = await identified(interaction, options, within(AT_ONCE, options)).catch(
      (error: unknown) => ({ error }),
    );
    if ('error' in who) return answer(interaction, () => failed(asked.name, who.error, options));
    if (mayBeAsked(who, info)) return interaction.showModal(form);
    return answer(interaction, () => run(interaction, asked, who));
  }

  /** Everything that carries a custom id; anybody can send any. */
  async function component(
    interaction: MessageComponentInteraction | ModalSubmitInteraction,
  ): Promise<void> {
    const press = parseCustomId(interaction.customId);
    if (press === null) return answer(interaction, outdated);
    const { command: name, input } = press;
    if (interaction.isButton()) return pressed(interaction, press);
    if (interaction.isStringSelectMenu()) {
      const [chosen = ''] = interaction.values;
      return respond(interaction, press, () => run(interaction, { name, input: chosen }));
    }
    if (!interaction.isModalSubmit() || !press.asks) return answer(interaction, outdated);
    const info = infoOf(name);
    const whole = info ? withWords(info, input, writtenIn(interaction)) : input;
    return answer(interaction, () => run(interaction, { name, input: whole }));
  }

  async function handle(interaction: BaseInteraction): Promise<void> {
    if (interaction.isAutocomplete()) return suggest(interaction);
    if (interaction.isMessageComponent() || interaction.isModalSubmit()) {
      return component(interaction);
    }
    if (!interaction.isChatInputCommand()) return;
    const asked = { name: interaction.commandName, input: given(interaction) };
    const secret = infoOf(asked.name)?.role === 'anyone';
    return answer(interaction, () => run(interaction, asked), secret);
  }

  return async (interaction) => {
    try {
      await handle(interaction);
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'unknown error';
      log('warn', `an answer did not reach Discord: ${detail}`);
    }
  };
}

function failed(name: string, error: unknown, { signal, log }: InteractionOptions): Reply {
  if (signal.aborted) return refuse(`/${name} was not finished: Tocsin is stopping.`);
  log('error', `/${name} from Discord failed: ${why(error)}`);
  return refuse(`That did not work (${why(error)}). Please try again.`);
}

function outdated(): Reply {
  return refuse('This button belongs to another version. Type / to see the commands.');
}
