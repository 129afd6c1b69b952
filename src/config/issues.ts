import type { z } from 'zod';
import type { ConfigProblem } from './config.ts';
import type { Path, Source } from './document.ts';
import { LATER_KEYS } from './schema.ts';
import { suggest } from './suggest.ts';

/** Keys whose values are never shown. */
const SECRET_KEYS: readonly unknown[] = ['password', 'token', 'url', 'urls', 'secret', 'headers'];

/** What zod found in one entry, in words for whoever wrote the file. */
export function problemsOf(
  error: z.ZodError,
  at: { source: Source; path: Path; keysAt: (path: Path) => readonly string[] },
): ConfigProblem[] {
  return error.issues.flatMap((issue) => {
    const inside = issue.path.map((step) => step as string | number);
    const path = [...at.path, ...inside];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey(at.source, [...path, key], at.keysAt(inside)));
    }
    return problem(at.source, path, `${found(at.source, path)} — ${issue.message}`);
  });
}

/** A problem at `path` of the file. */
export function problem(source: Source, path: Path, message: string): ConfigProblem {
  return { file: source.file, line: source.lineOf(path), message };
}

/** An unknown key: of a later version, a slip of the pen, or simply nothing we know. */
export function unknownKey(source: Source, path: Path, known: readonly string[]): ConfigProblem {
  const key = String(path.at(-1));
  const section = path.length === 1 ? 'file' : String(path[0]);
  if (LATER_KEYS[section]?.includes(key)) {
    const line = source.lineOf(path);
    return problem(source, path, `not in this version yet: remove \`${key}\` (line ${line})`);
  }
  const near = suggest(key, known);
  const hint = near === null ? `write one of ${known.join(', ')}` : `did you mean \`${near}\`?`;
  return problem(source, path, `${title(source, path)} is unknown — ${hint}`);
}

/** `rules.disk_full.for`: entries of a list go by their name, else by their place from 1. */
export function title(source: Source, path: Path): string {
  const words = path.flatMap((step, index) => {
    if (typeof step === 'string') return [step];
    const entry = valueAt(source.value, path.slice(0, index + 1));
    if (index > 1 && typeof entry !== 'object') return [];
    const name = valueAt(entry, ['name']);
    return [typeof name === 'string' && name !== '' ? name : String(step + 1)];
  });
  return words.join('.');
}

function found(source: Source, path: Path): string {
  const name = title(source, path);
  const value = valueAt(source.value, path);
  if (value === undefined || value === null) return `${name} is missing`;
  if (typeof value === 'object' || path.some((step) => SECRET_KEYS.includes(step))) return name;
  const text = String(value);
  if (source.secrets.some((secret) => text.includes(secret))) return name;
  return `${name}: ${JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : value)}`;
}

export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string | number, unknown>)[step];
  }
  return current;
}
