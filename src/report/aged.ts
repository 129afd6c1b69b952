import type { Reply } from '../chat/reply.ts';
import { freshnessOf } from '../model/source.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { HOUR, MINUTE } from '../model/time.ts';

/** As sources are judged unless something else is said; never more strictly than rounds come. */
const LIMITS = { live: 10 * MINUTE, stale: HOUR } as const;
/** Rounds that may be missing. */
const ROUNDS = 3;

/** Says on a card of what targets measured that this is old: DELAYED from 10 minutes on, STALE from an hour. */
export function aged(
  shown: Reply,
  targets: readonly Pick<Target, 'interval'>[],
  now: Instant,
): Reply {
  if (shown.asOf === null) return shown;
  const rounds = ROUNDS * Math.max(0, ...targets.map(({ interval }) => interval));
  const limits = { live: Math.max(LIMITS.live, rounds), stale: Math.max(LIMITS.stale, 2 * rounds) };
  const label = freshnessOf(now - shown.asOf, limits);
  if (label === 'LIVE') return shown;
  const { footer } = shown;
  const more = footer === null ? [] : [' · ', ...(typeof footer === 'string' ? [footer] : footer)];
  return { ...shown, footer: [label, ...more] };
}
