import type { Inline, Text } from '../../chat/reply.ts';
import { shown } from './page.ts';

type Line = readonly Inline[];

/** Lines of a text that belong together. `isDone`: null for what is no task. */
export type Passage =
  | { readonly kind: 'paragraph'; readonly lines: readonly Line[] }
  | { readonly kind: 'list'; readonly items: readonly Item[] };

export interface Item {
  readonly isDone: boolean | null;
  readonly line: Line;
}

/** How an entry of a list begins in a text: a point, or the box of a task. */
const ENTRY = /^\s*([•☐☑]) /u;

type Growing =
  | { readonly kind: 'paragraph'; readonly lines: Line[] }
  | { readonly kind: 'list'; readonly items: Item[] };

/** A text as paragraphs and lists: lines that begin with a point or a box are the entries of one. */
export function passagesOf(text: Text): readonly Passage[] {
  const passages: Growing[] = [];
  for (const line of linesOf(text)) grow(passages, line);
  return passages.filter((one) => one.kind === 'list' || one.lines.length > 0);
}

function grow(passages: Growing[], line: Line): void {
  const last = passages.at(-1);
  const item = itemOf(line);
  if (item !== null) {
    if (last?.kind === 'list') last.items.push(item);
    else passages.push({ kind: 'list', items: [item] });
  } else if (isBlank(line)) passages.push({ kind: 'paragraph', lines: [] });
  else if (last?.kind === 'paragraph') last.lines.push(line);
  else passages.push({ kind: 'paragraph', lines: [line] });
}

/** The lines of a text; each keeps what is strong, code, link or time in it. */
export function linesOf(text: Text): readonly Line[] {
  const lines: Inline[][] = [[]];
  for (const part of typeof text === 'string' ? [text] : text) {
    if (typeof part !== 'string') {
      lines.at(-1)?.push(part);
      continue;
    }
    const [first = '', ...others] = shown(part).split('\n');
    if (first !== '') lines.at(-1)?.push(first);
    for (const other of others) lines.push(other === '' ? [] : [other]);
  }
  return lines;
}

function itemOf(line: Line): Item | null {
  const [first, ...others] = line;
  const sign = typeof first === 'string' ? ENTRY.exec(first) : null;
  if (typeof first !== 'string' || sign === null) return null;
  const rest = first.slice(sign[0].length);
  const isDone = sign[1] === '•' ? null : sign[1] === '☑';
  return { isDone, line: rest === '' ? others : [rest, ...others] };
}

function isBlank(line: Line): boolean {
  return line.every((part) => typeof part === 'string' && part.trim() === '');
}
