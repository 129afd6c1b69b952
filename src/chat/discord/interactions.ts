import type {
  BaseInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  MessageComponentInteraction,
  ModalSubmitInteraction,
} from 'discord.js';
import type { Actor } from '../../model/person.ts';
import { MINUTE } from '../../model/time.ts';
import { orAbort } from '../../model/wait.ts';
import { mayBeAsked, withWords } from '../ask.ts';
import { type AttachedFile, attachedTo } from '../attachment.ts';
import { isBrief, type Reply, refuse } from '../reply.ts';
import type { Request } from '../surface.ts';
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
import { FILES } from './limits.ts';
import { modalFor, writtenIn } from './modal.ts';
import { render } from './render.ts';
import { given, suggester } from './suggest.ts';
import { oneLine } from './text.ts';

/** Longest a command may take; Discord forgets the interaction after 15 minutes. */
const DEADLINE = MINUTE;
type Asking = ChatInputCommandInteraction | MessageComponentInteraction | ModalSubmitInteraction;
type Asked = Pick<Request, 'name' | 'input'>;

/** Answers slash commands, presses, choices, forms and completions. The returned function never throws. */
export function interactionHandler(
  options: InteractionOptions,
): (interaction: BaseInteraction) => Promise<void> {
  const { desk, log } = options;
  const infoOf = (name: string) => desk.commands.find((command) => command.name === name);
  const suggest = suggester(options);

  /** Public or private is settled by the first answer, before anyone knows what the reply will be. */
  async function answer(
    interaction: Asking,
    work: () => Reply | Promise<Reply>,
    ephemeral = true,
  ): Promise<void> {
    const refusal = outside(interaction, options.guildId);
    const hidden = ephemeral || refusal !== null;
    await interaction.deferReply(hidden ? { flags: EPHEMERAL } : {});
    await show(interaction, refusal ?? (await work()), hidden);
  }

  /** Answers in the place of the message that was pressed on; a refusal stands beside it, for the asker alone. */
  async function replace(
    interaction: MessageComponentInteraction,
    work: () => Promise<Reply>,
  ): Promise<void> {
    const refusal = outside(interaction, options.guildId);
    await interaction.deferUpdate();
    const reply = refusal ?? (await work());
    const body = await bodyOf(interaction, reply);
    if (!reply.private && !isBrief(reply)) await interaction.editReply(body);
    else await interaction.followUp({ ...body, flags: EPHEMERAL });
  }

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

/** https://docs.discord.com/developers/resources/message#message-object-message-flags */
const EPHEMERAL = 64;

/** A private reply to a public command takes the place of the public "is thinking". */
async function show(interaction: Asking, reply: Reply, hidden: boolean): Promise<void> {
  const body = await bodyOf(interaction, reply);
  if (!reply.private || hidden) {
    await interaction.editReply(body);
    return;
  }
  await interaction.deleteReply();
  await interaction.followUp({ ...body, flags: EPHEMERAL });
}

async function bodyOf(interaction: Asking, reply: Reply) {
  const { allowed_mentions: allowedMentions, embeds, components } = render(reply);
  const { files, note } = await attachedTo(reply, interaction.attachmentSizeLimit ?? FILES.bytes);
  return {
    ...{ embeds, components, allowedMentions },
    ...(note === null ? {} : { content: oneLine(note) }),
    ...(files.length === 0 ? {} : { files: files.map(uploaded) }),
  };
}

function uploaded({ name, bytes }: AttachedFile) {
  return { name, attachment: Buffer.from(bytes) };
}

function failed(name: string, error: unknown, { signal, log }: InteractionOptions): Reply {
  if (signal.aborted) return refuse(`/${name} was not finished: Tocsin is stopping.`);
  log('error', `/${name} from Discord failed: ${why(error)}`);
  return refuse(`That did not work (${why(error)}). Please try again.`);
}

function outdated(): Reply {
  return refuse('This button belongs to another version. Type / to see the commands.');
}
