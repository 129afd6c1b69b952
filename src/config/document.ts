import type { Node, Pair } from 'yaml';
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
  if (problems.length > 0) return { file, value: {}, secrets, problems, lineOf: () => 1 };

  visit(document, {
    Scalar(key, node) {
      if (key === 'key') return;
      if (typeof node.value === 'number') node.value = exactNumber(node.value, node.source);
      if (typeof node.value !== 'string') return;
      node.value = node.value.replace(/\$\{(\w+)\}/g, (_, name: string) => {
        const value = variables[name];
        if (value !== undefined && value !== '') {
          secrets.push(value);
          return value;
        }
        const message = `\${${name}} is not set — put ${name}=... into .env`;
        problems.push({ file, line: lineAt(node.range?.[0] ?? 0), message });
        return `\${${name}}`;
      });
    },
  });
  const root = document.contents;
  return {
    file,
    value: document.toJS() ?? {},
    secrets,
    problems,
    lineOf: (path) => lineAt(offsetOf(root, path)),
  };
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
