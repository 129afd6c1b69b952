import type { Alert } from '../../model/alert.ts';
import type { Instant } from '../../model/time.ts';
import { DAY, MINUTE } from '../../model/time.ts';
import type { Advice, Adviser } from './advice.ts';
import { confidenceOf } from './advice.ts';

const DAYS = 30;
/** Alerts that begin nearer than this began together. */
const NEAR = 5 * MINUTE;
/** Moments that two targets must share, and of what share of their own. */
const OFTEN = 3;
const SHARE = 0.6;
/** Targets whose pairs are looked at, and moments of each. */
const MOST_TARGETS = 60;
const MOST_MOMENTS = 500;

/** Pairs of targets that get into trouble at the same moments, and do not say that one depends on the other. */
export const together: Adviser = async ({ alerts }, { targets, now }) => {
  const all = await alerts.between(now - DAYS * DAY, now, null);
  const troubled = targets
    .map((target) => ({ target, moments: momentsOf(all, target.id) }))
    .filter(({ moments }) => moments.length >= OFTEN)
    .slice(0, MOST_TARGETS);
  const found: Advice[] = [];
  for (const [index, one] of troubled.entries()) {
    for (const other of troubled.slice(index + 1)) {
      const [a, b] = [one.target, other.target];
      if (a.parent === b.name || b.parent === a.name) continue;
      const shared = one.moments.filter((at) => isNear(at, other.moments)).length;
      const least = SHARE * Math.max(one.moments.length, other.moments.length);
      if (shared < OFTEN || shared < least) continue;
      found.push({
        ...{ kind: 'together', severity: 'info', target: null },
        text: `${a.name} and ${b.name} got into trouble within 5 minutes of each other ${shared} times in ${DAYS} days, of ${one.moments.length} and ${other.moments.length}: look at what they share, or name one as parent of the other`,
        ...{ confidence: confidenceOf(shared, 5, 10), basis: `${shared} moments in ${DAYS} days` },
        shownBy: {
          command: 'correlate',
          input: `${a.name}:health.score ${DAYS}d ${b.name}:health.score`,
        },
      });
    }
  }
  return found;
};

/** When alerts of a target began; those near each other are one moment. */
function momentsOf(alerts: readonly Alert[], id: number): readonly Instant[] {
  const starts = alerts
    .filter(({ target, state }) => target === id && state.kind !== 'pending')
    .map(({ state }) => state.since)
    .toSorted((a, b) => a - b);
  return starts
    .filter((at, index) => index === 0 || at - (starts[index - 1] ?? 0) > NEAR)
    .slice(-MOST_MOMENTS);
}

function isNear(at: Instant, moments: readonly Instant[]): boolean {
  return moments.some((one) => Math.abs(one - at) <= NEAR);
}
