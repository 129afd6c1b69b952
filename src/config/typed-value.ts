/** Longest value. */
const LONGEST = 500;

/** What is wrong with a value that somebody typed for a key of the configuration file; null when nothing is. */
export function typedProblem(key: string, value: string): string | null {
  if (key === 'name') return 'a name stays: its history goes by it';
  if (value.length > LONGEST) return `${key} is too long: at most ${LONGEST} characters`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(value)) return `${key} has a character that cannot be shown`;
  return null;
}

/** What is said of a secret that was typed instead of the name of a variable that holds it. */
export function seenSecret(key: string, variable: string): string {
  return `a ${key} is never taken here, and this one has been seen now: change it, put the new one as ${variable}=... into .env, and write ${key}=\${${variable}}`;
}

/** `team:core,tier=1` as keys and values. */
export function typedPairs(value: string): Record<string, string> {
  const pairs = value.split(',').map((part) => {
    const at = part.search(/[:=]/);
    return at === -1 ? [part.trim(), ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
  });
  return Object.fromEntries(pairs) as Record<string, string>;
}

/** Keys with values as they go into an entry of the file; null takes a key away. */
export type Words<Value> =
  | { readonly kind: 'read'; readonly set: Readonly<Record<string, Value | null>> }
  | { readonly kind: 'refused'; readonly why: string };

/** Those keys that are not to be taken away. */
export function given<Value>(
  set: Readonly<Record<string, Value | null>>,
): Readonly<Record<string, Value>> {
  const all = Object.entries(set).flatMap(([key, value]) =>
    value === null ? [] : [[key, value] as const],
  );
  return Object.fromEntries(all);
}
