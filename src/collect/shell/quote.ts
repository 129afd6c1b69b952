/**
 * `text` as one word for a POSIX shell, whatever it holds: within single quotes only the quote itself has a meaning.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02
 *
 * @throws RangeError for the character 0, which ends every argument.
 */
export function quote(text: string): string {
  if (text.includes('\0')) throw new RangeError('an argument cannot hold the character 0');
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The same for a command that people are told to type: what needs no quotes has none. */
export function word(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) ? text : quote(text);
}
