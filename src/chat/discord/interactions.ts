import type {
  APIInteractionGuildMember,
  AutocompleteInteraction,
  BaseInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  GuildMember,
} from 'discord.js';
import { MINUTE, SECOND } from '../../model/time.ts';
import { orAbort } from '../../model/wait.ts';
import type { ChatPlace, Choice } from '../command.ts';
import { type Reply, refuse } from '../reply.ts';
import type { Desk, Identify, Request, Seen } from '../surface.ts';
import { parseCustomId } from './custom-id.ts';
import { why } from './failure.ts';
import { COMMANDS } from './limits.ts';
import type { Log } from './log.ts';
import { render } from './render.ts';
import { cut, oneLine } from './text.ts';

/** Longest a command may take; Discord forgets the interaction after 15 minutes. */
const DEADLINE = MINUTE;
/** Suggestions must be there within 3 s: https://docs.discord.com/developers/interactions/receiving-and-responding */
const SUGGEST = 2.5 * SECOND;

export interface InteractionOptions {
  readonly desk: Desk;
  readonly identify: Identify;
  /** The one server that is answered, or null for all. */
  readonly guildId: string | null;
  readonly log: Log;
  readonly signal: AbortSignal;
}

type Asking = ChatInputCommandInteraction | ButtonInteraction;
type Asked = Pick<Request, 'name' | 'input'>;

/** Answers slash commands, presses and completions. The returned function never throws. */
export function interactionHandler(
  options: InteractionOptions,
): (interaction: BaseInteraction) => Promise<void> {
  const { desk, log } = options;

  async function request(interaction: BaseInteraction, asked: Asked, deadline: AbortSignal) {
    const actor = await orAbort(options.identify(seen(interaction, options.guildId)), deadline);
    return { ...asked, actor, place: placeOf(interaction), signal: deadline };
  }

  /** Public or private is settled by the first answer, before anyone knows what the reply will be. */
  async function answer(
    interaction: Asking,
    asked: Asked | null,
    ephemeral: boolean,
  ): Promise<void> {
    const refusal = outside(interaction, options.guildId);
    const hidden = ephemeral || refusal !== null;
    await interaction.deferReply(hidden ? { flags: EPHEMERAL } : {});
    const reply = refusal ?? (asked === null ? outdated() : await run(interaction, asked));
    await show(interaction, reply, hidden);
  }

  async function run(interaction: Asking, asked: Asked): Promise<Reply> {
    const deadline = AbortSignal.any([options.signal, AbortSignal.timeout(DEADLINE)]);
    try {
      return await orAbort(desk.answer(await request(interaction, asked, deadline)), deadline);
    } catch (error) {
      if (options.signal.aborted) {
        return refuse(`/${asked.name} was not finished: Tocsin is stopping.`);
      }
      log('error', `/${asked.name} from Discord failed: ${why(error)}`);
      return refuse(`That did not work (${why(error)}). Please try again.`);
    }
  }

  async function suggest(interaction: AutocompleteInteraction): Promise<void> {
    const choices = outside(interaction, options.guildId) === null ? await find(interaction) : [];
    await interaction.respond(choices.slice(0, COMMANDS.choices));
  }

  async function find(interaction: AutocompleteInteraction) {
    const focused = interaction.options.getFocused(true);
    const deadline = AbortSignal.any([options.signal, AbortSignal.timeout(SUGGEST)]);
    const asked = { name: interaction.commandName, input: given(interaction) };
    try {
      const asking = await request(interaction, asked, deadline);
      const found = desk.complete({ ...asking, argument: focused.name, typed: focused.value });
      return (await orAbort(found, deadline)).filter(fits).map(shown);
    } catch (error) {
      log('warn', `no suggestions for /${asked.name}: ${why(error)}`);
      return [];
    }
  }

  async function handle(interaction: BaseInteraction): Promise<void> {
    if (interaction.isAutocomplete()) return suggest(interaction);
    if (interaction.isButton()) {
      const press = parseCustomId(interaction.customId);
      return answer(interaction, press && { name: press.command, input: press.input }, true);
    }
    if (!interaction.isChatInputCommand()) return;
    const name = interaction.commandName;
    const secret = desk.commands.find((command) => command.name === name)?.role === 'anyone';
    return answer(interaction, { name, input: given(interaction) }, secret);
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
  const { allowed_mentions: allowedMentions, embeds, components } = render(reply);
  const body = { embeds, components, allowedMentions };
  if (!reply.private || hidden) {
    await interaction.editReply(body);
    return;
  }
  await interaction.deleteReply();
  await interaction.followUp({ ...body, flags: EPHEMERAL });
}

function outdated(): Reply {
  return refuse('This button belongs to another version. Type / to see the commands.');
}

/** The refusal for people who are not in the right place, or null. Discord's own permissions are not relied on. */
function outside(interaction: BaseInteraction, guildId: string | null): Reply | null {
  if (interaction.user.bot) return refuse('Bots are not answered.');
  if (interaction.guildId === null) {
    return refuse('Commands work in the server only, not in direct messages.');
  }
  if (guildId === null || interaction.guildId === guildId) return null;
  return refuse('This bot answers in another server only (DISCORD_GUILD_ID).');
}

function given(
  interaction: ChatInputCommandInteraction | AutocompleteInteraction,
): Record<string, string> {
  return Object.fromEntries(
    interaction.options.data.map((option) => [option.name, String(option.value ?? '')]),
  );
}

/**
 * Anybody can invite a public bot into a server of their own, so the owner counts only in the configured server, or in
 * the only one the bot is in.
 */
function seen(interaction: BaseInteraction, guildId: string | null): Seen {
  const { user, member, guild } = interaction;
  const ours = guildId !== null || interaction.client.guilds.cache.size === 1;
  return {
    surface: 'discord',
    userId: user.id,
    name: oneLine(nickname(member) ?? user.displayName) || user.id,
    groups: groups(member),
    owner: ours && guild?.ownerId === user.id,
  };
}

type Member = GuildMember | APIInteractionGuildMember | null;

function nickname(member: Member): string | null {
  return member === null ? null : (('nickname' in member ? member.nickname : member.nick) ?? null);
}

function groups(member: Member): string[] {
  if (member === null) return [];
  return Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()];
}

function placeOf(interaction: BaseInteraction): ChatPlace {
  const { channel } = interaction;
  const title = channel !== null && 'name' in channel && channel.name ? `#${channel.name}` : '';
  const thread = channel?.isThread() && channel.parentId !== null ? channel : null;
  return {
    surface: 'discord',
    id: thread?.parentId ?? interaction.channelId ?? '',
    thread: thread?.id ?? null,
    title,
  };
}

function fits(choice: Choice): boolean {
  return choice.value.length > 0 && choice.value.length <= COMMANDS.choice;
}

function shown({ value, label }: Choice): { name: string; value: string } {
  return { name: cut(oneLine(label), COMMANDS.choice) || value, value };
}
