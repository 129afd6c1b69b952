import { stripVTControlCharacters } from 'node:util';
import { placesOf } from '../picture.ts';

/**
 * Without control, direction and zero-width characters, so that nothing that others wrote can move the cursor, hide or
 * turn round what is shown. Line breaks stay; a tab is a space.
 */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\n' ? character : ''));
}

/** The same in one line. */
export function cleanLine(text: string): string {
  return clean(text).replaceAll(/\s+/g, ' ').trim();
}

/** A space, but not the one between a number and its unit. */
const BREAK = /(?<!(?:^|[\s(])\d[\d.]*) /;

/** Breaks lines between words at `width` places; every line but the first begins with `indent`. */
export function wrap(text: string, width: number, indent = ''): string {
  return text
    .split('\n')
    .map((line, index) => wrapLine(index === 0 ? line : indent + line, width, indent))
    .join('\n');
}

function wrapLine(line: string, width: number, indent: string): string {
  if (places(line) <= width) return line;
  const [lead = ''] = /^ */.exec(line) ?? [];
  let shown = lead;
  let used = lead.length;
  let empty = true;
  for (const word of line.slice(lead.length).split(BREAK)) {
    const needed = places(word);
    if (empty) {
      shown += word;
      used += needed;
    } else if (used + 1 + needed <= width) {
      shown += ` ${word}`;
      used += 1 + needed;
    } else {
      shown += `\n${indent}${word}`;
      used = indent.length + needed;
    }
    empty = false;
  }
  return shown;
}

/** Places on a screen, without the colours. */
function places(text: string): number {
  return placesOf(stripVTControlCharacters(text));
}
