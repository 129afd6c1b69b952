import type { Client, DiscordAPIError } from 'discord.js';
import { MINUTE, SECOND } from '../../model/time.ts';
import { orAbort, pause } from '../../model/wait.ts';
import type { CommandInfo } from '../command.ts';
import type { Log } from './log.ts';
import { register } from './registration.ts';
import { oneLine } from './text.ts';

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

/** Discord does not let the bot write commands: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const MISSING_ACCESS = 50001;

/**
 * Gives what registers the commands in one server. It tries again while Discord cannot be reached, begins anew when it is
 * asked again, which every new session does, and never throws.
 */
export function publisher(
  library: Library,
  client: Client,
  options: PublishOptions,
): (guild: string) => void {
  const trying = new Map<string, AbortController>();
  return (guild) => {
    if (options.guildId !== null && guild !== options.guildId) return;
    trying.get(guild)?.abort();
    const anew = new AbortController();
    trying.set(guild, anew);
    const signal = AbortSignal.any([options.signal, anew.signal]);
    void publish({ library, client, guild }, { ...options, signal });
  };
}

interface Place {
  readonly library: Library;
  readonly client: Client;
  readonly guild: string;
}

async function publish(place: Place, options: PublishOptions): Promise<void> {
  const { signal, log } = options;
  for (let wait = FIRST_WAIT; !signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    const outcome = await tryOnce(place, options);
    if (signal.aborted) return;
    if (outcome.kind === 'settled') return log(outcome.level, outcome.message);
    await pause(wait, signal);
  }
}

type Outcome =
  | { readonly kind: 'settled'; readonly level: 'info' | 'error'; readonly message: string }
  | { readonly kind: 'unreachable' };

async function tryOnce(
  { library, client, guild }: Place,
  { commands, signal }: PublishOptions,
): Promise<Outcome> {
  const path = library.Routes.applicationGuildCommands(client.application?.id ?? '', guild);
  try {
    const result = await orAbort(register(client.rest, { path, commands, signal }), signal);
    const message = `slash commands in Discord server ${guild}: ${result}`;
    return { kind: 'settled', level: 'info', message };
  } catch (error) {
    if (!(error instanceof library.DiscordAPIError)) return { kind: 'unreachable' };
    const message = `no slash commands in Discord server ${guild}: ${remedy(error)}`;
    return { kind: 'settled', level: 'error', message };
  }
}

function remedy({ status, code, message }: DiscordAPIError): string {
  if (status === 403 || code === MISSING_ACCESS) {
    return `invite the bot again with the scopes bot and applications.commands (${message})`;
  }
  return `Discord answered ${status}: ${oneLine(message)}; tried again with the next connection`;
}
