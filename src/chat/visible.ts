/** A space between a number and its unit, where no line may break. */
const BEFORE_UNIT = /(?<=\d) (?=(?:%|ms|s|min|h|d|[kMGTP]?B)(?!\w))/g;

/** Text in which numbers and their units stay together; for titles and lists, which phones break often. */
export function unbroken(text: string): string {
  return text.replaceAll(BEFORE_UNIT, '\u00a0');
}

/** Control, format and filler characters: they hide or turn round what people read. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** Kept: line breaks, and what makes a sign a picture. */
const KEPT = new Set(['\n', '\ufe0f']);

/**
 * Text without characters that nobody can see, so that nothing that others wrote can hide, turn round or move what is
 * shown. Every kind of line break is a line feed, a tab is a space; lone surrogates become U+FFFD.
 */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(INVISIBLE, (found) => (KEPT.has(found) ? found : ''));
}
