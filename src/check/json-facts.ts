import type { CheckValue } from '../model/check.ts';

/** What `names` read of a text that is JSON, such as `message.items[0].id` below `message`; what is not there is left out; null when it is no JSON. */
export function jsonFacts(
  text: string,
  root: string,
  names: readonly string[],
): Record<string, CheckValue> | null {
  const below = names.filter((name) => name !== root && /^[.[]/.test(name.slice(root.length)));
  const own = below.filter((name) => name.startsWith(root));
  if (own.length === 0) return {};
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    return null;
  }
  return Object.fromEntries(
    own.flatMap((name) => {
      const value = valueAt(
        whole,
        name
          .slice(root.length)
          .split(/[.[\]]+/)
          .filter(Boolean),
      );
      return value === undefined || (typeof value === 'object' && value !== null)
        ? []
        : [[name, value as CheckValue]];
    }),
  );
}

function valueAt(whole: unknown, path: readonly string[]): unknown {
  let value = whole;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
