import { MINUTE } from '../model/time.ts';
import type { Channel, Delivery } from './channel.ts';

/** How long what waits for such a channel is left alone. */
const LOOK_AGAIN = MINUTE;

/** Stands for a channel that cannot be reached in this run: what waits for it is kept, and given up like after an outage. */
export function absentChannel(name: string, reason: string): Channel {
  const answer = async (): Promise<Delivery> => ({ kind: 'retry', after: LOOK_AGAIN, reason });
  return { name, kind: 'absent', post: answer, edit: answer };
}
