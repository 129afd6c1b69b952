import { toNumber } from './value.ts';

/** Steps of a path, and how deep a value is looked into. */
const MAX_STEPS = 20;
const MAX_DEPTH = 4;
/** Values that one `*` stands for, and numbers that are found without a path. */
const MAX_FOUND = 500;

/** Something found in a JSON value; `key`: what the star of the path stood for. */
export interface Found {
  readonly key: string | null;
  readonly value: unknown;
}

/**
 * What lies at `path`: keys and places with dots between them, `queues.*.length`, one star for every key or place. A key
 * that has dots itself is found too. Empty: the value itself.
 */
export function at(value: unknown, path: string): readonly Found[] {
  const steps = path === '' ? [] : path.split('.').slice(0, MAX_STEPS);
  const star = steps.indexOf('*');
  if (star === -1) {
    const found = step(value, steps);
    return found === undefined ? [] : [{ key: null, value: found }];
  }
  const all = step(value, steps.slice(0, star));
  if (typeof all !== 'object' || all === null) return [];
  return Object.entries(all)
    .slice(0, MAX_FOUND)
    .flatMap(([key, one]) => {
      const found = step(one, steps.slice(star + 1));
      return found === undefined ? [] : [{ key, value: found }];
    });
}

/** Undefined: there is nothing. */
function step(value: unknown, steps: readonly string[]): unknown {
  if (steps.length === 0) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  for (let taken = steps.length; taken > 0; taken -= 1) {
    const key = steps.slice(0, taken).join('.');
    if (Object.hasOwn(value, key)) {
      return step((value as Record<string, unknown>)[key], steps.slice(taken));
    }
  }
  return undefined;
}

/** Every number and yes or no within objects, by its path; lists are left alone. */
export function numbersIn(value: unknown): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  look(value, [], found);
  return found;
}

function look(value: unknown, path: readonly string[], found: Map<string, number>): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    if (path.length >= MAX_DEPTH) return;
    for (const [key, one] of Object.entries(value)) {
      if (found.size >= MAX_FOUND) return;
      look(one, [...path, key], found);
    }
    return;
  }
  const number = typeof value === 'string' ? null : toNumber(value);
  if (number !== null) found.set(path.join('.'), number);
}
