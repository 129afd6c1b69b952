import type { ChatPlace } from './command.ts';
import type { Reply } from './reply.ts';

/** Messages of a chat that are edited while something goes on after the answer to a command. */
export interface LiveMessages {
  /**
   * Posts `first`, then runs `work` beside everything else, with each reply it shows and the last one in the place of
   * the first. False when the place has no such messages, as a terminal: then nothing runs.
   */
  begin(
    place: ChatPlace,
    first: Reply,
    work: (show: (reply: Reply) => void, signal: AbortSignal) => Promise<Reply>,
  ): Promise<boolean>;
}
