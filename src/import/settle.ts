import type { Written, WrittenEntry } from '../config/written.ts';
import { asName, freeName } from '../model/free-name.ts';
import type { Found, FoundCheck, LeftOut, Part, Scalar, Value } from './found.ts';
import { Secret } from './found.ts';

/** Checks as they go into `checks:`, and what stands for their secrets. */
export interface Settled {
  readonly checks: readonly SettledCheck[];
  readonly left: readonly LeftOut[];
  /** Values by the names of their variables. */
  readonly variables: ReadonlyMap<string, string>;
}

export interface SettledCheck {
  /** As it was called. */
  readonly was: string;
  readonly entry: WrittenEntry;
  readonly lost: readonly string[];
}

/** Gives every check a name that is free, and every secret a variable. */
export function settle(
  found: Found,
  taken: { readonly names: ReadonlySet<string>; readonly variables: ReadonlySet<string> },
): Settled {
  const names = new Set(taken.names);
  const named = found.checks.map((check) => {
    const name = freeName(asName(check.name, 'check'), names);
    names.add(name);
    return { check, name };
  });
  const variables = new Map<string, string>();
  const isTaken = { has: (name: string) => taken.variables.has(name) || variables.has(name) };
  const variableFor = (check: string, key: string) => (secret: string) => {
    const wanted = `CHECK_${check}_${key}`.toUpperCase().replace(/[^A-Z\d]+/g, '_');
    const variable = freeName(wanted, isTaken, '_');
    variables.set(variable, secret);
    return `\${${variable}}`;
  };
  const left: LeftOut[] = [...found.left];
  const checks = named.flatMap(({ check, name }): SettledCheck[] => {
    const of = membersOf(check, named);
    if (of?.length === 0) {
      left.push({ what: `group “${check.name}”`, why: 'nothing of it is taken over' });
      return [];
    }
    const keys = Object.entries({ ...check.entry, of }).flatMap(([key, value]) => {
      const written = writtenValue(value, variableFor(name, key));
      return written === undefined ? [] : [[key, written] as const];
    });
    const entry = { name, ...Object.fromEntries(keys) };
    return [{ was: check.name, entry, lost: check.lost }];
  });
  return { checks, left, variables };
}

function membersOf(
  { of }: FoundCheck,
  named: readonly { readonly check: FoundCheck; readonly name: string }[],
): string[] | undefined {
  return of?.flatMap((id) => named.find(({ check }) => check.id === id)?.name ?? []);
}

function writtenValue(value: Value, hide: (secret: string) => string): Written | undefined {
  if (value === undefined) return undefined;
  const part = (one: Part): Scalar => (one instanceof Secret ? hide(one.value) : one);
  if (typeof value !== 'object' || value instanceof Secret) return part(value);
  if (Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, part(one)]));
}
