import { nearest } from '../model/nearest.ts';

interface Named {
  readonly rule: { readonly name: string };
}

/** A rule by its name, whatever the case. */
export function findRule<View extends Named>(name: string, all: readonly View[]): View | undefined {
  return all.find(({ rule }) => rule.name.toLowerCase() === name.toLowerCase());
}

export function noSuchRule(name: string, all: readonly Named[]): string {
  const near = nearest(
    name.slice(0, 64),
    all.map(({ rule }) => rule.name),
  );
  const hint = near === undefined ? '/rules lists them.' : `Did you mean ${near}?`;
  return `There is no rule “${name.slice(0, 64)}”. ${hint}`;
}
