import { stripVTControlCharacters } from 'node:util';
import { placesOf } from '../picture.ts';
import { visible } from '../visible.ts';

/** What can be seen of a text, in one line. */
export function cleanLine(text: string): string {
  return visible(text).replaceAll(/\s+/g, ' ').trim();
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
