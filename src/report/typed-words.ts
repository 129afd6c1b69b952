/** Keys with values, or which word is neither. */
export type TypedWords = Readonly<Record<string, string>> | string;

const WORD = /([a-z_]+)[=:](?!=)(?:"([^"]*)"|“([^”]*)”|'([^']*)'|(\S*))(?=\s|$)|\S+/g;

/** Reads `a=1 b="2 and more"`; what holds spaces stands in quotes. `example` is such a word. */
export function keysAndValues(text: string, example: string): TypedWords {
  const found: Record<string, string> = {};
  for (const [word, key, ...values] of text.matchAll(WORD)) {
    if (key === undefined) {
      return `“${word.slice(0, 64)}” is no key with a value: write e.g. ${example}`;
    }
    found[key] = values.find((value) => value !== undefined) ?? '';
  }
  return found;
}
