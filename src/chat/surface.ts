import type { Mentions } from '../model/mention.ts';
import type { Actor, Surface } from '../model/person.ts';
import type { Channel } from '../notify/channel.ts';
import type { ChatPlace, Choice, CommandInfo } from './command.ts';
import type { Reply } from './reply.ts';

/** A command as it came from a surface. */
export interface Request {
  readonly name: string;
  /** What stood behind the name (text surfaces, buttons), or named options (Discord's slash commands). */
  readonly input: string | Readonly<Record<string, string>>;
  readonly actor: Actor;
  readonly place: ChatPlace;
  readonly signal: AbortSignal;
}

/** The one door from every surface to the commands. Role and arguments are checked behind it, every time. */
export interface Desk {
  readonly commands: readonly CommandInfo[];
  /** Never throws: bad input, missing rights and failures come back as replies. */
  answer(request: Request): Promise<Reply>;
  /** Suggestions for the argument `argument`, given what was typed; at most 25; never throws. */
  complete(request: Request & { argument: string; typed: string }): Promise<readonly Choice[]>;
}

/** Who a platform says is there. Only ids count; names can be chosen by anyone. */
export interface Seen {
  readonly surface: Surface;
  readonly userId: string;
  readonly name: string;
  /** Discord role ids; empty elsewhere. */
  readonly groups: readonly string[];
  /** Owner of the Discord server. */
  readonly owner: boolean;
}

/** Gives the person their role; `role` is null for people nobody let in. */
export type Identify = (seen: Seen) => Promise<Actor>;

export interface SurfaceState {
  readonly kind: 'connecting' | 'connected' | 'down';
  /** One line for people: what is wrong and what to do; empty when connected. */
  readonly detail: string;
}

/** Address of a place on a platform. */
export interface Address {
  /** Channel or chat id. */
  readonly id: string;
  /** Telegram topic or Discord thread, or null. */
  readonly thread: string | null;
  /** How an alert is shown there: as a post or topic of its own, or with a thread below its card; a plain message unless given. */
  readonly style?: 'forum' | 'threads';
  /** Whom messages with a sound call. */
  readonly mention?: Mentions;
  /** `id` is a person, to whom is written in private. */
  readonly isDirect?: boolean;
}

/** A connected chat platform. Creating one never waits for the network and never throws for it. */
export interface ChatSurface extends AsyncDisposable {
  readonly name: Surface;
  state(): SurfaceState;
  /** The channel port for one place; `name` is the configured channel name. */
  channel(name: string, address: Address): Channel;
}
