/** Keys with values, or which word is neither. */
export type TypedWords = Readonly<Record<string, string>> | string;

const WORD = /([a-z_]+)[=:](?!=)(?:"([^"]*)"|“([^”]*)”|'([^']*)'|(\S*))(?=\s|$)|\S+/g;

/**
 * Reads `a=1 b="2 and more"`; what holds spaces stands in quotes, which `conditions` may do without: a shell takes them
 * away. `example` is such a word.
 */
export function keysAndValues(
  text: string,
  example: string,
  conditions: readonly string[] = [],
): TypedWords {
  const found: Record<string, string> = {};
  let open: string | null = null;
  for (const [word, key, ...values] of text.matchAll(WORD)) {
    if (key === undefined && open !== null) {
      found[open] += ` ${word}`;
      continue;
    }
    if (key === undefined) {
      return `“${word.slice(0, 64)}” is no key with a value: write e.g. ${example}`;
    }
    found[key] = values.find((value) => value !== undefined) ?? '';
    open = conditions.includes(key) && /^[^"“']/.test(values.at(-1) ?? '') ? key : null;
  }
  return found;
}
