import { isDeepStrictEqual } from 'node:util';
import type { Document } from 'yaml';
import { parseDocument } from 'yaml';
import type { ListName, Step } from './list-splices.ts';
import { appended, changed } from './list-splices.ts';
import { spliced } from './splice.ts';
import type { Written, WrittenEntry } from './written.ts';

/** What is to become of a list of named entries in the file. */
export type ListEdit =
  /** `beside`: what holds as long as the file has no entry, and comes into it with the first. */
  | { readonly kind: 'add'; readonly entry: WrittenEntry; readonly beside: readonly WrittenEntry[] }
  /** Several at once, of names that are free. */
  | { readonly kind: 'append'; readonly entries: readonly WrittenEntry[] }
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

/** What people call one entry. */
const NOUN = {
  targets: 'target',
  checks: 'check',
  rules: 'rule',
} as const satisfies Record<ListName, string>;

const BY_HAND =
  'the file is written in a way that cannot be changed from here: change it there, then say /config reload';

/**
 * Changes one entry of a list in the text of a file. Everything else stays as it is, byte for byte: what changed is
 * written into the text, never the whole anew. Whatever cannot be changed so is refused.
 */
export function editList(text: string, list: ListName, edit: ListEdit): Edited {
  const found = read(text, list);
  if (found === null) return refused('the file is no valid YAML: see /config reload');
  const wanted = wantedEntries(found.values, NOUN[list], edit);
  if (typeof wanted === 'string') return refused(wanted);
  const after = steps(edit, found.values.length === 0).reduce<string | null>(
    (done, step) => (done === null ? null : change(done, list, step)),
    text,
  );
  const result = after === null ? null : read(after, list);
  if (after === null || result === null) return refused(BY_HAND);
  const { [list]: _, ...rest } = found.root;
  const { [list]: __, ...restAfter } = result.root;
  const isRight = isDeepStrictEqual(result.values, wanted) && isDeepStrictEqual(restAfter, rest);
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

function read(text: string, list: ListName): Found | null {
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
  const values = root[list] ?? [];
  return Array.isArray(values) ? { document, root, values } : null;
}

function nameOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : undefined;
}

/** What the list must hold afterwards; text says why it cannot. */
function wantedEntries(
  values: readonly unknown[],
  noun: string,
  edit: ListEdit,
): readonly unknown[] | string {
  if (edit.kind === 'add') {
    const { entry } = edit;
    const beside = values.length === 0 ? edit.beside : [];
    const isTaken = [...values, ...beside].some((one) => nameOf(one) === entry['name']);
    return isTaken ? `there is a ${noun} ${entry['name']} already` : [...values, ...beside, entry];
  }
  if (edit.kind === 'append') return [...values, ...edit.entries];
  const places = values.filter((one) => nameOf(one) === edit.name).length;
  if (places === 0) return `the file has no ${noun} ${edit.name}`;
  if (places > 1) return `the file has several ${noun}s ${edit.name}`;
  if (edit.kind === 'remove') return values.filter((one) => nameOf(one) !== edit.name);
  return values.map((one) => (nameOf(one) === edit.name ? withKeys(one as object, edit.set) : one));
}

function withKeys(entry: object, set: Extract<ListEdit, { kind: 'edit' }>['set']): unknown {
  const all = Object.entries({ ...entry, ...set });
  return Object.fromEntries(all.filter(([key, value]) => !(key in set) || value !== null));
}

function steps(edit: ListEdit, isFirst: boolean): readonly Step[] {
  switch (edit.kind) {
    case 'add':
      return [...(isFirst ? edit.beside : []), edit.entry].map((entry) => ({
        kind: 'append',
        entry,
      }));
    case 'append':
      return edit.entries.map((entry) => ({ kind: 'append', entry }));
    case 'remove':
      return [{ kind: 'drop', name: edit.name }];
    case 'edit':
      return Object.entries(edit.set).map(([key, value]) => ({
        ...({ kind: 'key', name: edit.name } as const),
        key,
        value,
      }));
    default:
      return edit satisfies never;
  }
}

/** The text after one step; null when it is not written so that it can be told apart. */
function change(text: string, list: ListName, step: Step): string | null {
  const document = read(text, list)?.document;
  if (!document) return null;
  const splices =
    step.kind === 'append'
      ? appended(text, document, { list, entry: step.entry })
      : changed(text, document, { list, step });
  return splices === null ? null : spliced(text, splices);
}
