import type { Document, Node, Pair } from 'yaml';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { ConfigProblem } from './config.ts';

export type Path = readonly (string | number)[];

/** A YAML file as plain values that remember their lines. */
export interface Source {
  readonly file: string;
  readonly value: unknown;
  /** Values that `${NAME}` brought in. */
  readonly secrets: readonly string[];
  readonly problems: readonly ConfigProblem[];
  /** 1-based line of the key or entry at `path`, or of the nearest thing around it. */
  lineOf(path: Path): number;
}

/** What is read when there is no file. */
export function emptySource(file: string): Source {
  return { file, value: {}, secrets: [], problems: [], lineOf: () => 1 };
}

/** Parses `text`; `${NAME}` in a value takes `variables.NAME`, and a name that is not set is a problem. */
export function readSource(
  file: string,
  text: string,
  variables: Readonly<Record<string, string | undefined>>,
): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const problems: ConfigProblem[] = document.errors.map((error) => {
    const line = lineAt(error.pos[0]);
    return { file, line, message: syntaxMessage(error.code, error.message, text, error.pos[0]) };
  });
  const secrets: string[] = [];
  const refused: Source = { file, value: {}, secrets, problems, lineOf: () => 1 };
  if (problems.length > 0) return refused;

  const wrongAt = (node: Node, message: string) =>
    problems.push({ file, line: lineAt(node.range?.[0] ?? 0), message });
  let isCircular = false;
  visit(document, {
    Alias(_, node, around) {
      const meant = node.resolve(document);
      if (meant !== undefined && around.includes(meant)) {
        isCircular = true;
        wrongAt(node, `\`*${node.source}\` stands in what it refers to: a circle — remove it`);
      }
      if (meant !== undefined) return;
      wrongAt(node, `\`*${node.source}\` refers to nothing — put quotes around a text with a star`);
    },
    Scalar(key, node) {
      if (key === 'key') return;
      if (typeof node.value === 'number') node.value = exactNumber(node.value, node.source);
      if (typeof node.value !== 'string') return;
      node.value = node.value.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
        const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
        if (value !== undefined && value !== '') {
          secrets.push(value);
          return value;
        }
        wrongAt(node, `${whole} is not set — put ${name}=... into .env`);
        return whole;
      });
    },
  });
  if (isCircular) return refused;
  const root = document.contents;
  const value = plainValue(document);
  if (value !== null) {
    const lineOf = (path: Path) => lineAt(offsetOf(root, path));
    return { file, value: value.of ?? {}, secrets, problems, lineOf };
  }
  if (problems.length === 0) wrongAt(document.contents as Node, TOO_MANY_ALIASES);
  return refused;
}

const TOO_MANY_ALIASES = 'references such as `*name` unfold without end — write out what they mean';

/** null when references cannot be resolved. */
function plainValue(document: Document): { readonly of: unknown } | null {
  try {
    return { of: document.toJS() };
  } catch (error) {
    if (error instanceof ReferenceError) return null;
    throw error;
  }
}

/** Ids of Discord have more digits than a number can hold exactly: then the digits as they were written. */
function exactNumber(value: number, source: string | undefined): number | string {
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(source ?? '') ? value : (source ?? value);
}

function offsetOf(root: Node | null, path: Path): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const step of path) {
    const next = stepInto(node, step);
    if (next === null) return offset;
    offset = next.mark.range?.[0] ?? offset;
    node = next.value;
  }
  return offset;
}

/** What lies at `step` of a map or list, and the node that marks its place: the key, or the item itself. */
function stepInto(node: unknown, step: string | number): { mark: Node; value: unknown } | null {
  if (isMap(node)) {
    const pair = node.items.find((one) => keyText(one) === String(step));
    return pair === undefined ? null : { mark: pair.key as Node, value: pair.value };
  }
  const item = isSeq(node) ? (node.items[Number(step)] as Node | undefined) : undefined;
  return item === undefined ? null : { mark: item, value: item };
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

function syntaxMessage(code: string, message: string, text: string, offset: number): string {
  if (code === 'DUPLICATE_KEY') {
    const key = /^[^:\s]+/.exec(text.slice(offset))?.[0] ?? 'a key';
    return `\`${key}\` stands twice in one place — keep one of them`;
  }
  if (code === 'TAB_AS_INDENT') return 'a tab indents this line — write spaces';
  return `this is no valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)} — check indentation, quotes and brackets around this line`;
}
