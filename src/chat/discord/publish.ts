import type { Client } from 'discord.js';
import { MINUTE, SECOND } from '../../model/time.ts';
import { orAbort, pause } from '../../model/wait.ts';
import type { CommandInfo } from '../command.ts';
import type { Log } from './log.ts';
import { register } from './registration.ts';

type Library = typeof import('discord.js');

const FIRST_WAIT = SECOND;
const LONGEST_WAIT = MINUTE;

export interface PublishOptions {
  readonly commands: readonly CommandInfo[];
  /** The one server that gets commands, or null for all. */
  readonly guildId: string | null;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Registers the commands in one server; tries again while Discord cannot be reached. Never throws. */
export async function publish(
  library: Library,
  client: Client,
  guild: string,
  options: PublishOptions,
): Promise<void> {
  const { signal, log, guildId } = options;
  if (guildId !== null && guild !== guildId) return;
  for (let wait = FIRST_WAIT; !signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    const outcome = await tryOnce(library, client, guild, options);
    if (outcome.kind === 'settled') return log(outcome.level, outcome.message);
    await pause(wait, signal);
  }
}

type Outcome =
  | { readonly kind: 'settled'; readonly level: 'info' | 'error'; readonly message: string }
  | { readonly kind: 'unreachable' };

async function tryOnce(
  library: Library,
  client: Client,
  guild: string,
  { commands, signal }: PublishOptions,
): Promise<Outcome> {
  const path = library.Routes.applicationGuildCommands(client.application?.id ?? '', guild);
  try {
    const result = await orAbort(register(client.rest, { path, commands, signal }), signal);
    const message = `slash commands in Discord server ${guild}: ${result}`;
    return { kind: 'settled', level: 'info', message };
  } catch (error) {
    if (!(error instanceof library.DiscordAPIError)) return { kind: 'unreachable' };
    const help = 'invite the bot again with the scopes bot and applications.commands';
    const message = `no slash commands in Discord server ${guild} (${error.message}): ${help}`;
    return { kind: 'settled', level: 'error', message };
  }
}
