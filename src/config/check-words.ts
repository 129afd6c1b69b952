import { checkKinds, findCheckKind } from '../check/kinds.ts';
import type { Check } from '../model/check.ts';
import { checkSecretsOf } from './check-facts.ts';
import { checkKeys } from './check-schema.ts';
import { VARIABLES } from './environment.ts';
import { suggest } from './suggest.ts';
import type { Words } from './typed-value.ts';
import { seenSecret, typedPairs, typedProblem } from './typed-value.ts';
import type { Written } from './written.ts';

/** Conditions hold commas themselves. */
const SEPARATOR: Readonly<Record<string, string>> = { expect: ';', warn: ';' };
/** Text that stands for a variable of the environment. */
const VARIABLE = /\$\{(\w+)\}/g;

type Typed = Readonly<Record<string, string>>;

/**
 * Reads `kind=http url=https://shop.example.com interval=30s` by the keys of the kind, which is `now` unless it is
 * among them; a key without value (`warn=`) is to be taken away.
 */
export function readCheckWords(words: Typed, now: string | null): Words<Written> {
  const kind = words['kind']?.trim() ?? now;
  const known = checkKinds.map((one) => one.kind).join(', ');
  if (kind === null) return refused(`kind is missing: write kind= and one of ${known}`);
  const keys = checkKeys(kind);
  if (keys === null) {
    const near = suggest(
      kind,
      checkKinds.map((one) => one.kind),
    );
    const hint = near === null ? `write one of ${known}` : `did you mean ${near}?`;
    return refused(`there is no kind of check “${cut(kind)}”: ${hint}`);
  }
  if (findCheckKind(kind)?.runsCommands === true) {
    return refused(
      `a check of kind ${kind} runs commands, so it is only written in the file itself`,
    );
  }
  const set: Record<string, Written | null> = {};
  for (const [key, text] of Object.entries(words)) {
    const value = text.trim();
    const why = problemOf(key, value, ['kind', ...Object.keys(keys)]);
    if (why !== null) return refused(why);
    set[key] = value === '' ? null : written(key, value, keys[key] ?? ANY);
  }
  return { kind: 'read', set };
}

function refused(why: string): { readonly kind: 'refused'; readonly why: string } {
  return { kind: 'refused', why };
}

function cut(text: string): string {
  return text.slice(0, 64);
}

function problemOf(key: string, value: string, keys: readonly string[]): string | null {
  const wrong = typedProblem(key, value);
  if (wrong !== null) return wrong;
  if (!keys.includes(key)) {
    const near = suggest(key, keys);
    const known = near === null ? `write one of ${keys.join(', ')}` : `did you mean ${near}?`;
    return `it has no key “${cut(key)}”: ${known}`;
  }
  if (/\/\/[^/@\s]*:[^/@\s]*@/.test(value)) {
    return `a password in an address is never taken, and this one has been seen now: change it, and see docs/checks.md for the keys of a log-in`;
  }
  const own = [...value.matchAll(VARIABLE)].map(([, name = '']) => name);
  const taken = own.find((name) => VARIABLES.includes(name));
  return taken === undefined ? null : `${taken} is not for checks`;
}

/** Of the kind itself. */
const ANY: Shape = { safeParse: () => ({ success: true }) };

interface Shape {
  safeParse(value: unknown): { readonly success: boolean };
}

/** The first reading of a text that its key takes; a text that it does not take is refused with the whole file. */
function written(key: string, text: string, shape: Shape): Written {
  const separator = SEPARATOR[key] ?? ',';
  const parts = text.split(separator).map((part) => part.trim());
  const readings: readonly Written[] = [
    ...(String(Number(text)) === text ? [Number(text)] : []),
    ...(text === 'true' || text === 'false' ? [text === 'true'] : []),
    ...(text.includes(separator) ? [parts.filter((part) => part !== '')] : []),
    text,
    ...(/[:=]/.test(text) ? [typedPairs(text), numbered(typedPairs(text))] : []),
  ];
  return readings.find((reading) => shape.safeParse(reading).success) ?? text;
}

function numbered(pairs: Readonly<Record<string, string>>): Written {
  const values = Object.entries(pairs).map(([key, text]) => [
    key,
    String(Number(text)) === text ? Number(text) : text,
  ]);
  return Object.fromEntries(values);
}

/** What is wrong with the secrets of a check as its file would have it: only variables stand for them; null when nothing is. */
export function checkSecretProblem(words: Typed, check: Check): string | null {
  const secrets = checkSecretsOf(check);
  for (const [key, text] of Object.entries(words)) {
    const value = JSON.stringify(check.options[key]) ?? '';
    const isSecret = secrets.some((secret) => value.includes(JSON.stringify(secret).slice(1, -1)));
    const hasVariable = text.search(VARIABLE) !== -1;
    if (isSecret && !hasVariable) return seenSecret(key, `CHECK_${key.toUpperCase()}`);
    if (!isSecret && hasVariable) return `\${...} stands only for secrets here, and ${key} is none`;
  }
  return null;
}
