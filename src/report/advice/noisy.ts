import { DAY } from '../../model/time.ts';
import { alertStats } from '../alert-stats.ts';
import type { Adviser } from './advice.ts';
import { confidenceOf } from './advice.ts';

/** Days of alerts that are looked at. */
const DAYS = 14;

/** Rules that cost more attention than they are worth. */
export const noisy: Adviser = async ({ alerts }, { targets, now }) => {
  const ids = new Set(targets.map(({ id }) => id));
  const range = { from: now - DAYS * DAY, to: now };
  const all = await alerts.between(range.from, range.to, null);
  const own = all.filter(({ target }) => ids.has(target));
  const { byRule, suggestions } = alertStats(own, range, 'UTC');
  return suggestions.map(({ rule, text }) => {
    const count = byRule.find((one) => one.rule === rule)?.count ?? 0;
    return {
      ...{ kind: 'noisy rule', severity: 'warning', target: null },
      text: `${rule} ${text}`,
      confidence: confidenceOf(count, 10, 30),
      basis: `${count} alerts in ${DAYS} days`,
      shownBy: { command: 'rules', input: `suggest ${rule}` },
    } as const;
  });
};
