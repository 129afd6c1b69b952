import type { Severity } from '../../model/alert.ts';
import { SEVERITIES } from '../../model/alert.ts';
import type { Rule } from '../../model/rule.ts';
import { DAY } from '../../model/time.ts';
import { alertStats, firedOf } from '../alert-stats.ts';
import type { Advice, Adviser } from './advice.ts';
import { confidenceOf } from './advice.ts';

/** Days of alerts that are looked at. */
const DAYS = 14;
/** Marked alerts from which `/rules suggest` finds something. */
const MARKED = 5;

/** Rules that cost more attention than they are worth. */
export const noisy: Adviser = async ({ alerts, ruleDesk }, { targets, now }) => {
  const ids = new Set(targets.map(({ id }) => id));
  const range = { from: now - DAYS * DAY, to: now };
  const all = await alerts.between(range.from, range.to, null);
  const own = all.filter(({ target }) => ids.has(target));
  const { byRule, suggestions } = alertStats(own, range, 'UTC');
  if (suggestions.length === 0) return [];
  const rules = (await ruleDesk?.list()) ?? [];
  const fired = all.flatMap(firedOf);
  return suggestions.map(({ rule, text }) => {
    const count = byRule.find((one) => one.rule === rule)?.count ?? 0;
    const marked = fired.filter((one) => one.rule === rule && (one.isNoise || one.toAck !== null));
    const known = rules.find((one) => one.rule.name === rule)?.rule ?? null;
    return {
      ...{ kind: 'noisy rule', severity: 'warning', target: null },
      text: `${rule} ${text}`,
      confidence: confidenceOf(count, 10, 30),
      basis: `${count} alerts in ${DAYS} days`,
      shownBy: mending(known, { name: rule, text, isMarked: marked.length >= MARKED }),
    } as const;
  });
};

/** The command that helps: what the marks suggest, else a change that the file takes, else what there is to see. */
function mending(
  rule: Rule | null,
  {
    name,
    text,
    isMarked,
  }: { readonly name: string; readonly text: string; readonly isMarked: boolean },
): Advice['shownBy'] {
  // What came from elsewhere has no rule here.
  if (rule === null) return { command: 'alerts', input: 'stats' };
  if (isMarked) return { command: 'rules', input: `suggest ${name}` };
  const [level, second] = rule.levels;
  // A rule of two levels is edited with both of them: there is a look at it first.
  if (level === undefined || second !== undefined) {
    return { command: 'rules', input: `show ${name}` };
  }
  const [, wait] = /`for: (\d+m)`/.exec(text) ?? [];
  if (wait !== undefined) return { command: 'rules', input: `edit ${name} for=${wait}` };
  const weaker = weakerThan(level.severity);
  const input = weaker === null ? `show ${name}` : `edit ${name} severity=${weaker}`;
  return { command: 'rules', input };
}

function weakerThan(severity: Severity): Severity | null {
  return SEVERITIES[SEVERITIES.indexOf(severity) - 1] ?? null;
}
