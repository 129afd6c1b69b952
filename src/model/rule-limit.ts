/** A comparison with a number. */
const COMPARISON = /(>=|<=|==|!=|>|<)\s*(-?\d+(?:\.\d+)?)(?![\w.])/g;

/** The only number that a condition compares with, and where it stands; null when there are none or several. */
export function limitIn(
  when: string,
): { readonly limit: number; readonly at: number; readonly operator: string } | null {
  // What stands in quotes is no part of the condition itself.
  const bare = when.replace(/(['"])[^'"]*\1/g, (quoted) => ' '.repeat(quoted.length));
  const [only, ...others] = bare.matchAll(COMPARISON);
  if (!only || others.length > 0) return null;
  const [text, operator = '', number = ''] = only;
  return { limit: Number(number), at: only.index + text.length - number.length, operator };
}

/** The condition with another number to compare with; null where there is no one number. */
export function withLimit(when: string, limit: number): string | null {
  const found = limitIn(when);
  if (found === null) return null;
  const number = /^-?\d+(?:\.\d+)?/.exec(when.slice(found.at))?.[0] ?? '';
  return `${when.slice(0, found.at)}${limit}${when.slice(found.at + number.length)}`;
}
