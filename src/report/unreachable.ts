import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';

interface Rounds {
  last(target: number): Promise<{ readonly at: Instant; readonly ok: boolean } | null>;
  gaps(
    target: number,
    from: Instant,
    to: Instant,
  ): Promise<readonly { readonly from: Instant; readonly to: Instant | null }[]>;
}

/** Since when a target that is reached out to does not answer; null when it does, or nobody asks it. */
export async function unreachableSince(
  { id, kind }: Pick<Target, 'id' | 'kind'>,
  { rounds, now }: { readonly rounds: Rounds; readonly now: Instant },
): Promise<Instant | null> {
  // One that tells by itself is not reached out to.
  const last = kind === 'push' ? null : await rounds.last(id);
  if (last?.ok !== false) return null;
  const gaps = await rounds.gaps(id, now, now + 1);
  return gaps.find(({ to }) => to === null)?.from ?? last.at;
}
