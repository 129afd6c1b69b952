import type { APIInteractionGuildMember, BaseInteraction, GuildMember } from 'discord.js';
import type { Actor } from '../../model/person.ts';
import { SECOND } from '../../model/time.ts';
import { orAbort } from '../../model/wait.ts';
import type { ChatPlace } from '../command.ts';
import type { Followers } from '../pictures.ts';
import { type Reply, refuse } from '../reply.ts';
import type { Desk, Identify, Seen } from '../surface.ts';
import type { Log } from './log.ts';
import { oneLine } from './text.ts';

/**
 * Suggestions and forms must be there within 3 s:
 * https://docs.discord.com/developers/interactions/receiving-and-responding
 */
export const AT_ONCE = 2.5 * SECOND;

export interface InteractionOptions {
  readonly desk: Desk;
  readonly identify: Identify;
  /** The one server that is answered, or null for all. */
  readonly guildId: string | null;
  readonly log: Log;
  /** Pictures follow answers where it is given. */
  readonly followers?: Followers;
  readonly signal: AbortSignal;
}

/** A deadline that also ends with the surface. */
export function within(milliseconds: number, { signal }: InteractionOptions): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
}

/**
 * Who does something, with their role.
 *
 * @throws what `identify` throws, or the deadline's reason.
 */
export function identified(
  interaction: BaseInteraction,
  options: InteractionOptions,
  deadline: AbortSignal,
): Promise<Actor> {
  return orAbort(options.identify(seen(interaction, options.guildId)), deadline);
}

/** The refusal for people who are not in the right place, or null. Discord's own permissions are not relied on. */
export function outside(interaction: BaseInteraction, guildId: string | null): Reply | null {
  if (interaction.user.bot) return refuse('Bots are not answered.');
  if (interaction.guildId === null) {
    return refuse('Commands work in the server only, not in direct messages.');
  }
  if (guildId === null || interaction.guildId === guildId) return null;
  return refuse('This bot answers in another server only (DISCORD_GUILD_ID).');
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

export function placeOf(interaction: BaseInteraction): ChatPlace {
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
