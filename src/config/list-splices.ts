import type { Document, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Splice } from './splice.ts';
import {
  before,
  isBlock,
  lineBehind,
  lineEnd,
  lineStart,
  pairSpan,
  spanOf,
  withoutItem,
} from './splice.ts';
import type { Written, WrittenEntry } from './written.ts';
import { inBrackets, inLines } from './written.ts';

/** Lists of named entries that commands change. */
export type ListName = 'targets' | 'checks' | 'rules';

/** One change of the text; the text is read anew for each. */
export type Step =
  | { readonly kind: 'append'; readonly entry: WrittenEntry }
  | { readonly kind: 'drop'; readonly name: string }
  | {
      readonly kind: 'key';
      readonly name: string;
      readonly key: string;
      readonly value: Written | null;
    };

/** What to write so that a list has one entry more; null when the text is not written so that it can be told apart. */
export function appended(
  text: string,
  { contents }: Document,
  { list, entry }: { readonly list: ListName; readonly entry: WrittenEntry },
): Splice[] | null {
  const isEmpty = contents === null || (isScalar(contents) && contents.value === null);
  if (isEmpty) return asFirst(text, list, { pair: undefined, entry });
  if (!isMap(contents)) return null;
  const pair = contents.items.find(({ key }) => isScalar(key) && key.value === list);
  if (isSeq(pair?.value)) return appendedTo(text, pair.value, entry);
  return isBlock(contents) ? asFirst(text, list, { pair, entry }) : null;
}

/** Behind the key of the list, which goes to the end of the file when it is not there. */
function asFirst(
  text: string,
  list: ListName,
  { pair, entry }: { readonly pair: Pair | undefined; readonly entry: WrittenEntry },
): Splice[] | null {
  const written = `  - {${inner(entry)}}`;
  if (!pair) return [lineBehind(text, text.length, `${list}:\n${written}`)];
  const isOpen = isScalar(pair.value) && !pair.value.source?.trim();
  const key = isOpen && isScalar(pair.key) ? spanOf(pair.key) : null;
  return key && [lineBehind(text, key.to, written)];
}

function inner(entry: WrittenEntry): string {
  return inBrackets(entry).slice(1, -1);
}

function appendedTo(text: string, list: YAMLSeq, entry: WrittenEntry): Splice[] | null {
  const last = list.items.at(-1);
  const span = isMap(last) || isAlias(last) ? spanOf(last) : null;
  if (!isBlock(list)) return appendedInBrackets(text, list, { span, entry });
  const dash = dashOf(list, list.items.length - 1);
  if (span === null || dash === null) return null;
  const indent = before(text, dash);
  if (indent.trim() !== '') return null;
  const written = isBlock(last) ? inLines(entry) : `- {${inner(entry)}}`;
  const lines = written.split('\n').map((line) => `${indent}${line}`);
  return [lineBehind(text, span.to, lines.join('\n'))];
}

function appendedInBrackets(
  text: string,
  list: YAMLSeq,
  { span, entry }: { readonly span: ReturnType<typeof spanOf>; readonly entry: WrittenEntry },
): Splice[] | null {
  const written = `{${inner(entry)}}`;
  if (list.items.length === 0) {
    const at = (spanOf(list)?.from ?? 0) + 1;
    return [{ from: at, to: at, text: written }];
  }
  if (span === null) return null;
  const comma = /^\s*,/.exec(text.slice(span.to))?.[0].length ?? 0;
  const at = span.to + comma;
  const indent = before(text, span.from);
  if (indent.trim() !== '') return [{ from: at, to: at, text: `${comma ? '' : ','} ${written}` }];
  const between = { from: at, to: at, text: comma ? '' : ',' };
  const isLast = /^[ \t]*(#.*)?\r?\n/.test(text.slice(at));
  if (!isLast) return [{ from: at, to: at, text: `${between.text} ${written}` }];
  return [between, lineBehind(text, at, `${indent}${written}${comma ? ',' : ''}`)];
}

/** Offset of the dash of an entry. */
function dashOf(list: YAMLSeq, index: number): number | null {
  const token = list.srcToken;
  if (token?.type !== 'block-seq') return null;
  return token.items[index]?.start.find(({ type }) => type === 'seq-item-ind')?.offset ?? null;
}

/** What to write so that an entry is gone, or one of its keys is another; null as above. */
export function changed(
  text: string,
  document: Document,
  {
    list: name,
    step,
  }: { readonly list: ListName; readonly step: Exclude<Step, { kind: 'append' }> },
): Splice[] | null {
  const list = isMap(document.contents) ? document.contents.get(name, true) : null;
  if (!isSeq(list)) return null;
  const index = list.items.findIndex((one) => isMap(one) && one.get('name') === step.name);
  const entry = list.items[index];
  if (!isMap(entry)) return null;
  if (step.kind === 'drop') return dropped(text, list, index);
  const pair = entry.items.find(({ key }) => isScalar(key) && key.value === step.key);
  if (step.value === null) return pair ? withoutPair(text, entry, pair) : [];
  return pair
    ? replaced(text, entry, { pair, value: step.value })
    : withPair(text, entry, step.key, step.value);
}

function dropped(text: string, list: YAMLSeq, index: number): Splice[] | null {
  const entry = list.items[index];
  const span = isMap(entry) ? spanOf(entry) : null;
  if (span === null) return null;
  if (!isBlock(list)) return withoutItem(text, span);
  const dash = dashOf(list, index);
  if (dash === null || before(text, dash).trim() !== '') return null;
  return [{ from: lineStart(text, dash), to: lineEnd(text, span.to), text: '' }];
}

function replaced(
  text: string,
  entry: YAMLMap,
  { pair, value }: { readonly pair: Pair; readonly value: Written },
): Splice[] | null {
  const span = pairSpan(pair);
  if (span === null || isAlias(pair.value)) return null;
  const old = text.slice(span.valueFrom, span.to);
  const gap = /:$/.test(text.slice(0, span.valueFrom)) ? ' ' : '';
  const eol = isBlock(entry) && old.endsWith('\n') ? '\n' : '';
  return [{ from: span.valueFrom, to: span.to, text: `${gap}${inBrackets(value)}${eol}` }];
}

function withPair(text: string, entry: YAMLMap, key: string, value: Written): Splice[] | null {
  const last = entry.items.at(-1);
  const span = last ? pairSpan(last) : null;
  const first = entry.items[0] && pairSpan(entry.items[0]);
  if (span === null || !first) return null;
  const written = `${key}: ${inBrackets(value)}`;
  if (!isBlock(entry)) return [{ from: span.to, to: span.to, text: `, ${written}` }];
  const indent = ' '.repeat(first.from - lineStart(text, first.from));
  return [lineBehind(text, span.to, `${indent}${written}`)];
}

function withoutPair(text: string, entry: YAMLMap, pair: Pair): Splice[] | null {
  const span = pairSpan(pair);
  if (span === null) return null;
  if (!isBlock(entry)) return withoutItem(text, span);
  if (before(text, span.from).trim() === '') {
    return [{ from: lineStart(text, span.from), to: lineEnd(text, span.to), text: '' }];
  }
  // It stands behind the dash: the next key takes its place.
  const next = entry.items[entry.items.indexOf(pair) + 1];
  const following = next && pairSpan(next);
  if (!following || text.slice(span.to, following.from).trim() !== '') return null;
  return [{ from: span.from, to: following.from, text: '' }];
}
