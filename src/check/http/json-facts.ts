import type { CheckValue } from '../../model/check.ts';

/** Fields of a JSON text by the names under which expectations read them; null when it is no JSON. */
export function jsonFacts(
  text: string,
  wanted: readonly string[],
): Readonly<Record<string, CheckValue>> | null {
  const names = wanted.filter((name) => name.startsWith('body.') || name.startsWith('body['));
  if (names.length === 0) return {};
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return null;
  }
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = below(root, name.split(/[.[\]]+/).slice(1));
      return isValue(value) ? [[name, value]] : [];
    }),
  );
}

function below(root: unknown, path: readonly string[]): unknown {
  return path
    .filter((key) => key !== '')
    .reduce((value, key) => {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key))
        return undefined;
      return Reflect.get(value, key) as unknown;
    }, root);
}

function isValue(value: unknown): value is number | string | boolean {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
}
