import type { ChatPlace } from '../chat/command.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';

/** A post without an answer may stand there: so long none is made anew, where that would be a second one. */
const UNSURE = 5 * MINUTE;

/** A board as it is kept over restarts. */
export interface Kept {
  readonly surface: ChatPlace['surface'];
  readonly id: string;
  readonly thread: string | null;
  /** Of the post: told twice, Discord makes it once. */
  readonly key: string;
  /** null: it is still to be posted. */
  readonly remoteId: string | null;
  readonly isPinned: boolean;
  /** When it was posted without an answer as yet. */
  readonly triedAt?: Instant;
}

/** Whether it may stand there though nobody knows its id. On Discord, its key makes of a second post the first one. */
export function mayStand({ surface, remoteId, triedAt }: Kept, now: Instant): boolean {
  if (remoteId !== null || triedAt === undefined || surface === 'discord') return false;
  return now >= triedAt && now - triedAt < UNSURE;
}
