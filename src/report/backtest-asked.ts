import type { Rule } from '../model/rule.ts';
import type { RuleKey } from './rule-words.ts';
import { readDuration } from './rule-words.ts';

/** Days that are looked at unless somebody says so, and at most: points are kept about as long. */
const USUAL = 7;
const MOST_DAYS = 31;

/** What to try over the past. */
export interface Asked {
  readonly text: string;
  readonly change: Partial<Pick<Rule, 'for' | 'clear' | 'clearFor' | 'cooldown'>>;
  readonly days: number;
}

/** Reads what somebody typed; text says what is wrong with it. */
export function readBacktest(
  text: string,
  keys: Readonly<Partial<Record<RuleKey, string>>>,
): Asked | string {
  const days = readDays(keys.days);
  if (days === null)
    return `“${keys.days?.slice(0, 20)}” days: write a number from 1 to ${MOST_DAYS}.`;
  const change: { -readonly [Key in keyof Asked['change']]: Asked['change'][Key] } = {};
  for (const key of ['for', 'cooldown'] as const) {
    const value = keys[key];
    if (value === undefined) continue;
    const span = readDuration(value);
    if (span === null)
      return `${key}: “${value.slice(0, 40)}” is no duration: write 30s, 5m or 2h.`;
    change[key] = span;
  }
  const { clear } = keys;
  if (clear === undefined) return { text, change, days };
  const clearFor = readDuration(clear);
  const cleared = clearFor === null ? { clear, clearFor: 0 } : { clear: null, clearFor };
  return { text, change: { ...change, ...cleared }, days };
}

function readDays(typed: string | undefined): number | null {
  if (typed === undefined) return USUAL;
  const [, digits] = /^(\d{1,3})\s*(?:d|days?)?$/i.exec(typed.trim()) ?? [];
  const days = Number(digits);
  return days >= 1 && days <= MOST_DAYS ? days : null;
}
