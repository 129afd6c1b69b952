/** The three characters that mean something in Telegram's HTML mode: https://core.telegram.org/bots/api#html-style */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Keeps `@name` from pinging someone: a word joiner stands between. */
export function withoutMentions(text: string): string {
  return text.replace(/@(?=\w)/g, '@\u2060');
}

/** The same without a character more, for text that is not marked up: another sign looks like the @. */
export function withoutAt(text: string): string {
  return text.replace(/@(?=\w)/g, '\uff20');
}

/** At most `max` UTF-16 units, never half a character; what was cut is marked. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, Math.max(0, max - 1)).replace(/[\ud800-\udbff]$/, '')}…`;
}
