/** Characters of a server's own words that stand in a reason. */
const MOST_WORDS = 160;

/** What a server said, short and on one line, to be quoted. */
export function quoted(message: string): string {
  return `“${cut(message.replace(/\s+/g, ' ').trim(), MOST_WORDS)}”`;
}

/** The beginning of a text, with a sign where there is more: part of a secret is only known by that. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
