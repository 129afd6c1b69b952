import type { Alert } from '../model/alert.ts';
import { formatDuration } from '../model/format.ts';

/**
 * The last changes as signs, oldest first, with how many they are and in which time: `🔴🟢🔴 3 changes in 4 min`. They
 * take turns, and the newest is what holds now.
 */
export function flapStrip({ state, life }: Pick<Alert, 'state' | 'life'>): string {
  const { changes } = life;
  const first = changes[0] ?? 0;
  const last = changes.at(-1) ?? first;
  const isBad = state.kind === 'firing' || state.kind === 'acknowledged';
  const signs = changes.map((_, index) => {
    const sameAsNow = (changes.length - 1 - index) % 2 === 0;
    return sameAsNow === isBad ? '🔴' : '🟢';
  });
  const noun = changes.length === 1 ? 'change' : 'changes';
  return `${signs.join('')} ${changes.length} ${noun} in ${formatDuration(last - first)}`;
}
