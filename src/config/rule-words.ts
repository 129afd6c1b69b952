import { compareSeverity } from '../model/alert.ts';
import type { Rule } from '../model/rule.ts';
import { durationText } from './duration.ts';
import { suggest } from './suggest.ts';
import type { Words } from './typed-value.ts';
import { given, typedPairs, typedProblem } from './typed-value.ts';
import type { Written, WrittenEntry } from './written.ts';

/** Keys of a rule that a command may write. */
const KEYS = [
  ...['when', 'for', 'clear', 'severity', 'cooldown', 'escalate', 'remind'],
  ...['type', 'message', 'runbook', 'targets', 'channels', 'labels'],
];
const LISTS = ['targets', 'channels'];
/** What other rule files call a key: it goes when the key comes. */
const OTHER_WORDS: Readonly<Record<string, string>> = { when: 'condition', severity: 'level' };

/** Reads the keys of a rule; one without value (`clear=`) is to be taken away. */
export function readRuleWords(words: Readonly<Record<string, string>>): Words<Written> {
  const set: Record<string, Written | null> = {};
  // As people write a rule, whatever the order in which it was typed.
  const typed = Object.entries(words).toSorted(([a], [b]) => KEYS.indexOf(a) - KEYS.indexOf(b));
  for (const [key, text] of typed) {
    const value = text.trim();
    const why = problemOf(key, value);
    if (why !== null) return { kind: 'refused', why };
    const other = OTHER_WORDS[key];
    if (other !== undefined) set[other] = null;
    set[key] = value === '' ? null : written(key, value);
  }
  return { kind: 'read', set };
}

function problemOf(key: string, value: string): string | null {
  if (key !== 'name' && !KEYS.includes(key)) {
    const near = suggest(key, KEYS);
    const known = near === null ? `write one of ${KEYS.join(', ')}` : `did you mean ${near}?`;
    return `a rule has no key “${key.slice(0, 64)}”: ${known}`;
  }
  const wrong = typedProblem(key, value);
  if (wrong !== null) return wrong;
  return value.includes('${') ? `\${...} stands only for secrets, and ${key} is none` : null;
}

function written(key: string, value: string): Written {
  if (key === 'labels') return typedPairs(value);
  if (!LISTS.includes(key)) return value;
  const names = value.split(',').map((one) => one.trim());
  return names.filter((one) => one !== '');
}

/**
 * A rule that comes with Tocsin as the file would have it, with other values; an entry of its name takes its place. Text
 * says why it cannot be written.
 */
export function entryInPlaceOf(
  rule: Rule,
  set: Readonly<Record<string, Written | null>>,
): WrittenEntry | string {
  const { name, levels } = rule;
  if (levels.length > 1 && (set['when'] ?? null) === null) {
    const own = levels.map(({ severity, when }) => `${severity} if ${when}`).join(', ');
    return `${name} comes with ${levels.length} levels (${own}), and a rule of the file has one: write when= too`;
  }
  return { name, ...given({ ...entryOf(rule), ...set }) };
}

function entryOf(rule: Rule): Record<string, Written | null> {
  const { levels, clear, clearFor, escalate, remind } = rule;
  const [{ severity, when }] = levels;
  const isCritical = compareSeverity(severity, 'critical') >= 0;
  const span = (milliseconds: number | null) =>
    milliseconds === null ? null : durationText(milliseconds);
  return {
    when,
    severity,
    for: rule.for === 0 ? null : durationText(rule.for),
    clear: clear ?? (clearFor === 0 ? null : durationText(clearFor)),
    type: rule.type,
    cooldown: durationText(rule.cooldown),
    escalate: span(escalate),
    remind: isCritical && remind === null ? 'never' : span(remind),
    message: rule.message,
    labels: Object.keys(rule.labels).length === 0 ? null : rule.labels,
    runbook: rule.runbook,
    targets: rule.targets && [...rule.targets],
    channels: rule.channels && [...rule.channels],
  };
}
