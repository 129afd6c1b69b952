import type { Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { isCollection, isNode, isSeq } from 'yaml';

/** A piece of a text, from its first character to behind its last, and what stands there instead. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export function spliced(text: string, splices: readonly Splice[]): string {
  return splices
    .toSorted((a, b) => b.from - a.from)
    .reduce((all, { from, to, text: piece }) => all.slice(0, from) + piece + all.slice(to), text);
}

/** Where a node begins, and where its own text ends: without the comments and empty lines behind it. */
export function spanOf(node: Node): { from: number; to: number } | null {
  if (!node.range) return null;
  const [from, to] = node.range;
  return { from, to: isBlock(node) ? lastOf(node, to) : to };
}

/** Whether a map or list is written with indentation and not with brackets. */
export function isBlock(node: unknown): node is YAMLMap | YAMLSeq {
  return isCollection(node) && node.flow !== true;
}

/** A list or map in indentation claims what stands behind it; its last part knows better. */
function lastOf(node: YAMLMap | YAMLSeq, otherwise: number): number {
  if (isSeq(node)) return endOf(node.items.at(-1)) ?? otherwise;
  const pair = node.items.at(-1);
  return (pair && (endOf(pair.value) ?? endOf(pair.key))) ?? otherwise;
}

function endOf(node: unknown): number | null {
  return isNode(node) ? (spanOf(node)?.to ?? null) : null;
}

/** Where a key with its value begins and ends; null for what cannot be told apart. */
export function pairSpan(pair: Pair): { from: number; to: number; valueFrom: number } | null {
  const key = isNode(pair.key) ? spanOf(pair.key) : null;
  const value = isNode(pair.value) ? spanOf(pair.value) : null;
  return key && value && { from: key.from, to: Math.max(key.to, value.to), valueFrom: value.from };
}

/** Offset of the first character of the line of `offset`. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset behind the line of `offset`, its line end included. */
export function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/** What stands before `offset` on its line. */
export function before(text: string, offset: number): string {
  return text.slice(lineStart(text, offset), offset);
}

/** A line that goes behind the line of `offset`. */
export function lineBehind(text: string, offset: number, line: string): Splice {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const at = lineEnd(text, offset);
  const lines = line.replaceAll('\n', eol);
  const isOpen = at > 0 && text[at - 1] !== '\n';
  return { from: at, to: at, text: isOpen ? `${eol}${lines}` : `${lines}${eol}` };
}

/** Takes away something between commas with one of them, and its whole line when nothing else stands there. */
export function withoutItem(text: string, span: { from: number; to: number }): Splice[] {
  const behind = /^\s*,/.exec(text.slice(span.to))?.[0].length ?? 0;
  const to = span.to + behind;
  const start = lineStart(text, span.from);
  const end = lineEnd(text, to);
  const isAlone = `${text.slice(start, span.from)}${text.slice(to, end)}`.trim() === '';
  const comma = behind > 0 ? null : commaBefore(text, span.from);
  if (comma !== null && !text.slice(comma, span.from).includes('\n')) {
    return [{ from: comma, to, text: '' }];
  }
  const own = isAlone ? { from: start, to: end } : { from: span.from, to: skipped(text, to) };
  return [
    { ...own, text: '' },
    ...(comma === null ? [] : [{ from: comma, to: comma + 1, text: '' }]),
  ];
}

function skipped(text: string, from: number): number {
  return from + (/^ */.exec(text.slice(from))?.[0].length ?? 0);
}

/** A comma with nothing but space behind it. */
function commaBefore(text: string, from: number): number | null {
  const found = /,\s*$/.exec(text.slice(0, from));
  return found ? found.index : null;
}
