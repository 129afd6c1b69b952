/** Characters of a message that tell errors apart. */
const LONGEST = 300;

/** What differs each time, the longest forms first; each is one pass over the text. */
const REPLACED: readonly (readonly [pattern: RegExp, by: string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[\d.,]*(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g, '<mail>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, '<address>'],
  [/\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{0,4}\b/gi, '<address>'],
  [/\b0x[0-9a-f]{1,64}\b/gi, '<id>'],
  [/\b(?=[0-9a-f]{0,63}\d)[0-9a-f]{8,64}\b/gi, '<id>'],
  [/\b(?=[A-Za-z_-]{0,127}\d)[\w-]{20,128}\b/g, '<id>'],
  [/\d+(?:[.,]\d+)*/g, '#'],
  [/\s+/g, ' '],
];

/** A message with numbers, ids and addresses replaced, so that errors of one kind are the same text. */
export function fingerprint(message: string): string {
  let text = message.slice(0, 2 * LONGEST);
  for (const [pattern, by] of REPLACED) text = text.replaceAll(pattern, by);
  return text.trim().slice(0, LONGEST).toWellFormed();
}
