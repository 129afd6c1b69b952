import type { Instant } from '../model/time.ts';
import type { Store } from '../store/ports.ts';
import type { Live } from './live.ts';

/** When a process last finished a round of anything, its own of every minute included; null when none ever did. */
export async function lastLived(
  { rounds }: Pick<Store, 'rounds'>,
  { targets, self }: Pick<Live, 'targets' | 'self'>,
): Promise<Instant | null> {
  const lasts = await Promise.all([self, ...targets()].map(({ id }) => rounds.last(id)));
  const times = lasts.flatMap((last) => last?.at ?? []);
  return times.length === 0 ? null : Math.max(...times);
}
