import type { Line } from './inline.ts';
import { MAX_SOURCE_BYTES, MAX_TEXT } from './limits.ts';

/** Lines that belong together; `fixed` ones stand in a block of fixed width. */
export interface Section {
  readonly kind: 'flow' | 'fixed';
  readonly lines: readonly Line[];
}

/** Room that is kept for "… 1234 more lines". */
const RESERVE = 40;

/** Lines put together within the limits of one message, cut on a line boundary; the footer is always there. */
export function fitLines(sections: readonly Section[], footer: Line | null): Line {
  const kept = keep(sections, footer);
  const left = countLines(sections) - countLines(kept);
  const parts = kept.map(join);
  if (left > 0) parts.push(more(left));
  if (footer) parts.push(footer);
  const html = parts.map((part) => part.html).join('\n');
  const plain = parts.map((part) => part.plain).join('\n');
  if (plain.trim() === '') return { html: 'Nothing to show.', plain: 'Nothing to show.' };
  return { html, plain };
}

function keep(sections: readonly Section[], footer: Line | null): Section[] {
  let room = MAX_TEXT - RESERVE - (footer ? footer.plain.length + 1 : 0);
  let bytes = MAX_SOURCE_BYTES - RESERVE - (footer ? Buffer.byteLength(footer.html) + 1 : 0);
  let full = false;
  const kept: Section[] = [];
  for (const section of sections) {
    const lines: Line[] = [];
    bytes -= '<pre></pre>'.length;
    for (const line of section.lines) {
      room -= line.plain.length + 1;
      bytes -= Buffer.byteLength(line.html) + 1;
      full ||= room < 0 || bytes < 0;
      if (full) break;
      lines.push(line);
    }
    if (lines.length > 0) kept.push({ kind: section.kind, lines });
  }
  return kept;
}

function countLines(sections: readonly Section[]): number {
  return sections.reduce((sum, section) => sum + section.lines.length, 0);
}

function join(section: Section): Line {
  const html = section.lines.map((line) => line.html).join('\n');
  const plain = section.lines.map((line) => line.plain).join('\n');
  return { html: section.kind === 'fixed' ? `<pre>${html}</pre>` : html, plain };
}

function more(count: number): Line {
  const text = `… ${count} more ${count === 1 ? 'line' : 'lines'}`;
  return { html: text, plain: text };
}
