import type { Channel } from '../../notify/channel.ts';
import { calls, type Sender } from './calls.ts';
import { postName } from './post-name.ts';

/** Minutes without a message after which Discord folds a thread away. */
const ARCHIVED_AFTER = 1_440;

/**
 * The same channel, where each card has a thread for discussion below it. The thread comes after the card and never
 * holds it up; a card that has one already keeps it.
 */
export function withThreads(
  channel: Channel,
  place: string,
  sender: () => Promise<Sender>,
): Channel {
  const call = calls(place, sender);
  return {
    ...channel,
    async post(message, signal) {
      const posted = await channel.post(message, signal);
      if (posted.kind !== 'delivered' || message.kind !== 'card') return posted;
      await call(
        ({ library, rest }, deadline) =>
          rest().post(library.Routes.threads(place, posted.remoteId), {
            body: { name: postName(message), auto_archive_duration: ARCHIVED_AFTER },
            signal: deadline,
          }),
        { signal },
      );
      return posted;
    },
  };
}
