import { isDeepStrictEqual } from 'node:util';
import type { Document, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Splice } from './splice.ts';
import {
  before,
  isBlock,
  lineBehind,
  lineEnd,
  lineStart,
  pairSpan,
  spanOf,
  spliced,
  withoutItem,
} from './splice.ts';
import type { Written, WrittenEntry } from './written.ts';
import { inBrackets, inLines } from './written.ts';

/** What is to become of `targets:` in the file. */
export type TargetEdit =
  /** `beside`: what was watched without being written, and would not be any more. */
  | { readonly kind: 'add'; readonly entry: WrittenEntry; readonly beside: readonly WrittenEntry[] }
  /** null takes a key away. */
  | {
      readonly kind: 'edit';
      readonly name: string;
      readonly set: Readonly<Record<string, Written | null>>;
    }
  | { readonly kind: 'remove'; readonly name: string };

export type Edited =
  | { readonly kind: 'edited'; readonly text: string }
  | { readonly kind: 'refused'; readonly why: string };

const BY_HAND =
  'the file is written in a way that cannot be changed from here: change it there, then say /config reload';

/**
 * Changes one entry of `targets:` in the text of a file. Everything else stays as it is, byte for byte: what changed is
 * written into the text, never the whole anew. Whatever cannot be changed so is refused.
 */
export function editTargets(text: string, edit: TargetEdit): Edited {
  const found = read(text);
  if (found === null) return refused('the file is no valid YAML: see /config reload');
  const wanted = wantedTargets(found.values, edit);
  if (typeof wanted === 'string') return refused(wanted);
  const after = steps(edit).reduce<string | null>(
    (done, step) => (done === null ? null : change(done, step)),
    text,
  );
  const result = after === null ? null : read(after);
  if (after === null || result === null) return refused(BY_HAND);
  const { targets: _, ...rest } = found.root;
  const { targets: __, ...restAfter } = result.root;
  const isRight =
    isDeepStrictEqual(result.values, wanted) && isDeepStrictEqual(restAfter, rest);
  return isRight ? { kind: 'edited', text: after } : refused(BY_HAND);
}

function refused(why: string): Edited {
  return { kind: 'refused', why };
}

interface Found {
  readonly document: Document;
  readonly root: Readonly<Record<string, unknown>>;
  readonly values: readonly unknown[];
}

function read(text: string): Found | null {
  const document = parseDocument(text, { keepSourceTokens: true, prettyErrors: false });
  if (document.errors.length > 0) return null;
  let value: unknown;
  try {
    value = document.toJS() ?? {};
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const root = value as Readonly<Record<string, unknown>>;
  const targets = root['targets'] ?? [];
  return Array.isArray(targets) ? { document, root, values: targets } : null;
}

function nameOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : undefined;
}

/** What `targets:` must hold afterwards; text says why it cannot. */
function wantedTargets(values: readonly unknown[], edit: TargetEdit): readonly unknown[] | string {
  if (edit.kind === 'add') {
    const { entry, beside } = edit;
    const isTaken = [...values, ...beside].some((one) => nameOf(one) === entry['name']);
    return isTaken ? `there is a target ${entry['name']} already` : [...values, ...beside, entry];
  }
  const places = values.filter((one) => nameOf(one) === edit.name).length;
  if (places === 0) return `the file has no target ${edit.name}`;
  if (places > 1) return `the file has several targets ${edit.name}`;
  if (edit.kind === 'remove') return values.filter((one) => nameOf(one) !== edit.name);
  return values.map((one) => (nameOf(one) === edit.name ? withKeys(one as object, edit.set) : one));
}

function withKeys(entry: object, set: Extract<TargetEdit, { kind: 'edit' }>['set']): unknown {
  const all = Object.entries({ ...entry, ...set });
  return Object.fromEntries(all.filter(([key, value]) => !(key in set) || value !== null));
}

/** One change of the text; the text is read anew for each. */
type Step =
  | { readonly kind: 'append'; readonly entry: WrittenEntry }
  | { readonly kind: 'drop'; readonly name: string }
  | {
      readonly kind: 'key';
      readonly name: string;
      readonly key: string;
      readonly value: Written | null;
    };

function steps(edit: TargetEdit): readonly Step[] {
  switch (edit.kind) {
    case 'add':
      return [...edit.beside, edit.entry].map((entry) => ({ kind: 'append', entry }));
    case 'remove':
      return [{ kind: 'drop', name: edit.name }];
    case 'edit':
      return Object.entries(edit.set).map(([key, value]) => ({
        ...{ kind: 'key', name: edit.name } as const,
        key,
        value,
      }));
    default:
      return edit satisfies never;
  }
}

/** The text after one step; null when it is not written so that it can be told apart. */
function change(text: string, step: Step): string | null {
  const document = read(text)?.document;
  if (!document) return null;
  const splices =
    step.kind === 'append' ? appended(text, document, step.entry) : changed(text, document, step);
  return splices === null ? null : spliced(text, splices);
}

function appended(text: string, { contents }: Document, entry: WrittenEntry): Splice[] | null {
  const first = `targets:\n  - {${inner(entry)}}`;
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    return [lineBehind(text, text.length, first)];
  }
  if (!isMap(contents) || !isBlock(contents)) {
    const targets = isMap(contents) ? contents.get('targets', true) : null;
    return isSeq(targets) ? appendedTo(text, targets, entry) : null;
  }
  const pair = contents.items.find(({ key }) => isScalar(key) && key.value === 'targets');
  if (!pair) return [lineBehind(text, text.length, first)];
  if (isSeq(pair.value)) return appendedTo(text, pair.value, entry);
  if (!isScalar(pair.value) || pair.value.source?.trim()) return null;
  const key = isScalar(pair.key) ? spanOf(pair.key) : null;
  return key && [lineBehind(text, key.to, `  - {${inner(entry)}}`)];
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

function changed(
  text: string,
  document: Document,
  step: Exclude<Step, { kind: 'append' }>,
): Splice[] | null {
  const list = isMap(document.contents) ? document.contents.get('targets', true) : null;
  if (!isSeq(list)) return null;
  const index = list.items.findIndex((one) => isMap(one) && one.get('name') === step.name);
  const entry = list.items[index];
  if (!isMap(entry)) return null;
  if (step.kind === 'drop') return dropped(text, list, index);
  const pair = entry.items.find(({ key }) => isScalar(key) && key.value === step.key);
  if (step.value === null) return pair ? withoutPair(text, entry, pair) : [];
  return pair ? replaced(text, entry, { pair, value: step.value }) : withPair(text, entry, step.key, step.value);
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
