import type { Reaction } from './reaction.ts';
import type { ChannelSeed, GuildSeed } from './world.ts';

/** What to do with a call instead of answering it: an answer, silence, silence after doing it, or a cut line. */
export type Fault = Reaction | 'hang' | 'lose-answer' | 'reset';

/** A call as a fault sees it; `count` is how often this method and path came, from 1. */
export interface Intercepted {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly count: number;
}

export interface RequestLog {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** Wall clock, epoch milliseconds. */
  readonly at: number;
  readonly status: number | null;
}

export interface DiscordSeed {
  readonly guilds: readonly GuildSeed[];
  readonly channels: readonly ChannelSeed[];
  readonly token?: string;
  /** Milliseconds between heartbeats. */
  readonly heartbeat?: number;
  /** How long slash, press and autocomplete wait for an answer. */
  readonly patience?: number;
}
