import { DAY, MINUTE } from '../../model/time.ts';
import type { Advice, Adviser } from './advice.ts';
import { confidenceOf } from './advice.ts';

/** Days that are looked at, and times down within them from which a check flaps. */
const DAYS = 7;
const OFTEN = 5;
/** Two failures so near each other count as one. */
const STEP = 5 * MINUTE;

/** Checks whose outcome is pushed, and that go down and come back again and again. */
export const pushedChecks: Adviser = async ({ samples, checks }, { targets, now }) => {
  const own = new Set(checks?.list().map(({ check }) => `${check.target} ${check.name}`));
  const when = { from: now - DAYS * DAY + STEP, to: now, step: STEP };
  const found: Advice[] = [];
  for (const { id, name: target } of targets) {
    const asked = { metric: 'check.up', target: id, fn: 'min', window: STEP, when } as const;
    const { series } = await samples.query(asked);
    for (const { labels, points } of series) {
      const name = labels['name'] ?? '';
      if (own.has(`${target} ${name}`)) continue;
      const downs = points.filter(
        ({ value }, index) => value === 0 && points[index - 1]?.value !== 0,
      ).length;
      if (downs < OFTEN) continue;
      found.push({
        ...{ kind: 'flapping check', severity: 'warning', target },
        text: `check ${name} of ${target}, which comes by push, went down ${downs} times in ${DAYS} days: look at what it meets, or let its rule wait with for=`,
        confidence: confidenceOf(downs, 8, 15),
        basis: `${DAYS} days`,
        shownBy: { command: 'chart', input: `check.up ${target} ${DAYS}d` },
      });
    }
  }
  return found;
};
