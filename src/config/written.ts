import type { Node } from 'yaml';
import { Document, isCollection } from 'yaml';

/** What an entry of the file may hold when it is written by a command. */
export type Scalar = string | number | boolean;
export type Written = Scalar | readonly Scalar[] | { readonly [key: string]: Scalar };
export type WrittenEntry = Readonly<Record<string, Written>>;

/** A value as it stands between brackets, on one line: `{name: web-1, kind: ssh}`. */
export function inBrackets(value: Written | WrittenEntry): string {
  // A list of one, so that what would need quotes only between brackets gets them.
  const document = new Document([value]);
  const { contents } = document;
  if (isCollection(contents)) {
    contents.flow = true;
    for (const item of contents.items) flow(item as Node);
  }
  const text = document.toString({
    ...{ lineWidth: 0, flowCollectionPadding: false },
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
  return text.trim().slice(1, -1);
}

function flow(node: Node): void {
  if (isCollection(node)) node.flow = true;
}

/** An entry as it stands in a list with indentation, without the indentation itself. */
export function inLines(entry: WrittenEntry): string {
  const lines = Object.entries(entry).map(([key, value]) => `${key}: ${inBrackets(value)}`);
  return `- ${lines.join('\n  ')}`;
}
