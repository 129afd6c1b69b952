import { DAY, HOUR, MINUTE, SECOND } from '../model/time.ts';

/** Keys of a rule that are typed behind a name or an expression. */
export const RULE_KEYS = [
  ...['when', 'for', 'clear', 'severity', 'cooldown', 'escalate', 'remind'],
  ...['type', 'message', 'runbook', 'targets', 'channels', 'labels', 'days', 'target'],
] as const;
export type RuleKey = (typeof RULE_KEYS)[number];

/** How the rest of a condition begins. */
const OPERATOR = /^\s*[<>=!]/;
const KEY = new RegExp(`(?:^|\\s)(${RULE_KEYS.join('|')})[=:](?!=)`, 'gi');

/** A name or an expression, and the keys behind it. */
export interface RuleWords {
  /** What stands before the first key. */
  readonly text: string;
  readonly keys: Readonly<Partial<Record<RuleKey, string>>>;
}

/** Reads `system.disk > 90 for=5m clear=system.disk < 85`: a value goes on until the next key, so quotes are not needed. */
function ruleWords(typed: string): RuleWords {
  const found = [...typed.matchAll(KEY)];
  const keys = found.map(({ 0: all, 1: key = '', index }, place): [RuleKey, string] => {
    const end = found[place + 1]?.index ?? typed.length;
    return [key.toLowerCase() as RuleKey, unquoted(typed.slice(index + all.length, end))];
  });
  return {
    text: unquoted(typed.slice(0, found[0]?.index ?? typed.length)),
    keys: Object.fromEntries(keys) as RuleWords['keys'],
  };
}

/** An expression has quotes of its own inside: only a pair around all of it goes. */
function unquoted(text: string): string {
  const trimmed = text.trim();
  const [, inner] = /^["“”]([^"“”]*)["“”]$/.exec(trimmed) ?? /^'([^']*)'$/.exec(trimmed) ?? [];
  return (inner ?? trimmed).trim();
}

interface Given {
  readonly name: string | undefined;
  readonly text: string | undefined;
  readonly keys: Readonly<Partial<Record<RuleKey, string | undefined>>>;
}

/**
 * Puts together what was typed: options as they are, and in a line of text what stands behind the name. A key that stood
 * before the rest of the line took only its first word: `when=system.disk > 90` came as `system.disk` and `> 90`.
 */
export function typedRule({ name: first = '', text: rest = '', keys }: Given): RuleWords {
  const isCutThere = OPERATOR.test(first);
  const [name, text] = isCutThere ? ['', `${first} ${rest}`] : [first, rest];
  const behind = ruleWords(text);
  const options = Object.entries(keys).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  const own: Partial<Record<RuleKey, string>> = Object.fromEntries(options.flatMap(emptied));
  const cut = OPERATOR.test(text)
    ? (['when', 'clear'] as const).find((key) => isCut(own[key]))
    : undefined;
  if (cut === undefined) {
    const all = unquoted(`${name} ${startOf(text, behind)}`);
    return { text: all, keys: { ...behind.keys, ...unquotedAll(own) } };
  }
  const whole = `${own[cut]} ${startOf(text, behind)}`;
  return { text: name, keys: { ...behind.keys, ...unquotedAll({ ...own, [cut]: whole }) } };
}

/** `clear= for=5m` was read as one key with the other as its value. */
function emptied([key, value]: readonly [string, string]): (readonly [string, string])[] {
  const { text, keys } = ruleWords(value);
  if (text !== '' || Object.keys(keys).length === 0) return [[key, value]];
  return [[key, ''], ...Object.entries(keys)];
}

/** What stands before the first key, with its quotes. */
function startOf(text: string, { keys }: RuleWords): string {
  return Object.keys(keys).length === 0 ? text : text.slice(0, text.search(KEY)).trim();
}

function unquotedAll(keys: Partial<Record<RuleKey, string>>): Partial<Record<RuleKey, string>> {
  return Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, unquoted(value)]));
}

/** A condition that was cut at its first space. */
function isCut(value: string | undefined): boolean {
  return value !== undefined && !/[<>=!(]/.test(value) && !/^\d+[a-z]+$/.test(value);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** Milliseconds of `500ms`, `30s`, `5m`, `2h`, `7d`; null for anything else. */
export function readDuration(text: string): number | null {
  const [, digits, unit = ''] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text.trim()) ?? [];
  return digits === undefined ? null : Number(digits) * (UNITS[unit] ?? 1);
}
