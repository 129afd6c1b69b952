import { nearest } from '../model/nearest.ts';
import { shown } from './fields.ts';

/** The targets that something can be sent for. */
export interface Watched {
  /** A target's id by its name, or why there is none. */
  find(name: string): number | string;
  has(name: string): boolean;
  /** Their names, with no more than ten of them. */
  readonly names: string;
  /** The one that is meant where nothing is said: there is no other. */
  readonly only: string | null;
}

export function watchedTargets(
  targets: readonly { readonly id: number; readonly name: string }[],
): Watched {
  const ids = new Map(targets.map(({ id, name }) => [name, id]));
  const all = [...ids.keys()];
  const names = listed(all);
  return {
    names,
    only: all.length === 1 ? (all[0] ?? null) : null,
    has: (name) => ids.has(name),
    find(name) {
      const id = ids.get(name);
      if (id !== undefined) return id;
      const meant = name.length > 100 ? undefined : nearest(name, all);
      const hint = meant === undefined ? `write one of ${names}` : `did you mean ${meant}?`;
      return `target: ${shown(name)} is not watched — ${hint}`;
    },
  };
}

function listed(names: readonly string[]): string {
  const rest = names.length - 10;
  return rest > 0 ? `${names.slice(0, 10).join(', ')} and ${rest} more` : names.join(', ');
}
