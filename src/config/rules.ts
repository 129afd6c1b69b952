import { compareSeverity } from '../model/alert.ts';
import type { Rule } from '../model/rule.ts';
import type { Path } from './document.ts';
import { parseDuration } from './duration.ts';
import type { Entry } from './entries.ts';

type RuleEntry = Entry<'rules'>;

/** A text of a rule that an expression is read from, and where it stands. */
export interface RuleText {
  readonly path: Path;
  readonly text: string;
}

/** The expressions of a rule; `clear` is none when it is a duration. */
export function expressionsOf({ path, value }: RuleEntry): RuleText[] {
  const clear = value.clear === undefined || isDuration(value.clear) ? undefined : value.clear;
  const texts = { when: value.when, condition: value.condition, clear };
  return Object.entries(texts).flatMap(([key, text]) =>
    text === undefined ? [] : [{ path: [...path, key], text }],
  );
}

/** `remind` is how often people are reminded of a critical alert whose rule does not say. */
export function toRule({ value }: RuleEntry, remind: number | null): Rule {
  const severity = value.severity ?? value.level ?? 'warning';
  const isCritical = compareSeverity(severity, 'critical') >= 0;
  return {
    name: value.name,
    levels: [{ severity, when: value.when ?? value.condition ?? '' }],
    for: value.for,
    ...clearOf(value.clear),
    cooldown: value.cooldown,
    escalate: value.escalate ?? null,
    ...(value.escalation !== undefined && { escalation: value.escalation }),
    remind: value.remind === undefined ? onlyIf(isCritical, remind) : value.remind,
    type: value.type,
    message: value.message ?? value.name.replaceAll('_', ' '),
    labels: value.labels,
    runbook: value.runbook ?? null,
    targets: value.targets ?? null,
    channels: value.channels ?? null,
  };
}

function clearOf(text: string | undefined): Pick<Rule, 'clear' | 'clearFor'> {
  if (text === undefined) return { clear: null, clearFor: 0 };
  const clearFor = parseDuration(text);
  return clearFor === null ? { clear: text, clearFor: 0 } : { clear: null, clearFor };
}

function isDuration(text: string): boolean {
  return parseDuration(text) !== null;
}

function onlyIf<T>(holds: boolean, value: T | null): T | null {
  return holds ? value : null;
}
