/** Characters that end a line, or that nobody can see. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;

/** A text as one line of at most `most` characters, in which nothing can hide: for headers, subjects and short messages. */
export function oneLine(text: string, most: number): string {
  const line = text.toWellFormed().replaceAll(UNSEEN, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).toWellFormed()}…`;
}

/** The first lines of a text that say something. */
export function firstLines(text: string, count: number): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, count);
}
