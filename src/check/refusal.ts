/** Characters of a server's own words that stand in a reason. */
const MOST_WORDS = 160;

/** What a server said, short and on one line, to be quoted. */
export function quoted(message: string): string {
  const flat = message.replace(/\s+/g, ' ').trim();
  return flat.length > MOST_WORDS ? `“${flat.slice(0, MOST_WORDS)}…”` : `“${flat}”`;
}
