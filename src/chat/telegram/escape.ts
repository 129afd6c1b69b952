/** Characters that turn the direction of text, take no width, or control terminals; none of them carries meaning here. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Text without what could mislead a reader; line and paragraph separators become line feeds, tabs spaces. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(INVISIBLE, '')
    .replaceAll('\t', ' ');
}

/** The three characters that mean something in Telegram's HTML mode: https://core.telegram.org/bots/api#html-style */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Keeps `@name` from pinging someone: a word joiner stands between. */
export function withoutMentions(text: string): string {
  return text.replace(/@(?=\w)/g, '@\u2060');
}

/** At most `max` UTF-16 units, never half a character; what was cut is marked. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, Math.max(0, max - 1)).replace(/[\ud800-\udbff]$/, '')}…`;
}
